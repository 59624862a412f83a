"""The chain on a real scheduler: what `make run` does, in a home and a lake of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tasks.lake import INPUTS, open_lake
from tasks.lake import run as run_step
from tasks.newsroom import EDITIONS
from tasks.replay import STEPS
from tasks.settings import load
from tests.conftest import Published
from tests.faults.mortal import stable

ROOT = Path(__file__).parent.parent.parent


def standalone(var: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dags.standalone", "run"]
    given = {**os.environ, "DISPUTEWIRE_VAR": str(var), "DISPUTEWIRE_LAKE": str(var / "lake"), **environment}
    given.pop("DISPUTEWIRE_SOURCES", None)
    return subprocess.run(
        command, cwd=ROOT, env={**given, **environment}, capture_output=True, text=True, timeout=400, check=False
    )


def left_running(var: Path) -> list[str]:
    """Processes that work in the home of this test."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        if str(var) in f"{process.info['cwd']} {process.info['cmdline']}":
            found.append(f"{process.pid} {process.info['cmdline']}")
    return found


@pytest.mark.scheduler
def test_both_editions_go_through_the_chain_and_nothing_is_left_running(tmp_path: Path, sample: Published) -> None:
    done = standalone(tmp_path)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    assert "Everything started was stopped." in done.stdout
    assert left_running(tmp_path) == []
    lake = open_lake(load({"DISPUTEWIRE_LAKE": str(tmp_path / "lake")}))
    state = lake.state()
    assert state.batches() == list(EDITIONS)
    assert not any(state.behind(step) for step in INPUTS)
    for table in ("revisions", "statements", "timeline", "dispute_links"):
        assert stable(lake.reader().sql, table) == stable(sample.lake.reader().sql, table), table


@pytest.mark.scheduler
def test_ctrl_c_in_the_middle_leaves_no_process_and_no_half_batch(tmp_path: Path, sample: Published) -> None:
    command = [sys.executable, "-m", "dags.standalone", "run"]
    environment = {**os.environ, "DISPUTEWIRE_VAR": str(tmp_path), "DISPUTEWIRE_LAKE": str(tmp_path / "lake")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout
        assert any("fetch done" in line for line in run.stdout)
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "no half batch is left" in told
    assert left_running(tmp_path) == []
    lake = open_lake(
        load({"DISPUTEWIRE_LAKE": str(tmp_path / "lake"), "DISPUTEWIRE_SOURCES": str(tmp_path / "sample-sources.toml")})
    )
    for step in STEPS.values():
        run_step(lake, step, EDITIONS[0])
    first = f"(from revisions where batch_id = '{EDITIONS[0]}')"
    assert stable(lake.reader().sql, first) == stable(sample.lake.reader().sql, first)


def test_wrong_sources_are_refused_before_anything_starts(tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text('[[source]]\nid = "a"\noutlet = "A"\nowner_group = "A"\ncountry = "UK"\n')
    done = standalone(tmp_path, DISPUTEWIRE_SOURCES=str(sources))
    assert done.returncode == 2
    assert "sources.toml" in done.stderr
    assert not (tmp_path / "lake").exists()
    assert left_running(tmp_path) == []
