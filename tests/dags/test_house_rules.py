"""House rules for DAGs, as Airflow itself reads them."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(p for p in (ROOT / "dags").glob("*.py") if p.name not in {"__init__.py", "chain.py"})
NAMES = [p.stem for p in FILES]
CHAIN = {
    "parse": ("captures", "revisions"),
    "deduplicate": ("revisions", "stories"),
    "classify": ("stories", "statements"),
    "publish": ("statements", "published"),
}


def told(home: Path, *names: str, **environment: str) -> dict[str, Any]:
    """DAGs as Airflow reads them in a process of its own: it makes a home, and its import alone raises warnings."""
    given = {**os.environ, "AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False", **environment}
    done = subprocess.run(
        [sys.executable, "-m", "tests.dags.tell", *names], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return read


@pytest.fixture(scope="module")
def dags(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return told(tmp_path_factory.mktemp("airflow"), *NAMES, DISPUTEWIRE_QUEUE="", DISPUTEWIRE_INBOX="")


def test_one_dag_a_file_and_all_of_them(dags: dict[str, Any]) -> None:
    wanted = ["fetch", "receive", "parse", "deduplicate", "classify", "publish", "reconcile", "backfill", "replay", "maintain"]
    assert sorted(NAMES) == sorted(wanted)
    assert all(told["id"] == name for name, told in dags.items())


@pytest.mark.parametrize("name", NAMES)
def test_a_dag_says_whose_it_is_and_what_a_failure_means(dags: dict[str, Any], name: str) -> None:
    told = dags[name]
    assert "disputewire" in told["tags"]
    assert "**If it fails**" in told["doc"]
    assert told["catchup"] is False
    assert all(t["owner"] == "disputewire" and t["retries"] >= 1 for t in told["tasks"])
    assert len(told["tasks"]) <= 4


@pytest.mark.parametrize("name", NAMES)
def test_parsing_a_dag_loads_none_of_our_code(dags: dict[str, Any], name: str) -> None:
    assert dags[name]["loaded"] == []


@pytest.mark.parametrize(("name", "assets"), CHAIN.items())
def test_the_chain_is_partitioned_by_batch(dags: dict[str, Any], name: str, assets: tuple[str, str]) -> None:
    told = dags[name]
    assert told["timetable"] == "PartitionedAssetTimetable"
    assert told["asset"] == assets[0]
    assert [o for t in told["tasks"] for o in t["outlets"]] == [assets[1]]


def test_arrivals_are_watched_where_the_environment_names_them(dags: dict[str, Any], tmp_path: Path) -> None:
    assert dags["receive"]["watchers"] == {}
    places = {"DISPUTEWIRE_QUEUE": "http://127.0.0.1:9/1/q", "DISPUTEWIRE_INBOX": "/somewhere/inbox"}
    watchers = told(tmp_path, "receive", **places)["receive"]["watchers"]
    path, given = watchers.pop("queue")
    assert path.endswith(".SqsSensorTrigger")
    assert given["sqs_queue"] == places["DISPUTEWIRE_QUEUE"]
    assert given["delete_message_on_reception"] is False
    assert watchers == {
        "inbox": ["dags.watch.inbox.InboxTrigger", {"folder": "/somewhere/inbox", "pause": 1.0, "recall": 60.0}]
    }


def test_the_clock_gives_batch_ids(dags: dict[str, Any]) -> None:
    assert dags["fetch"]["timetable"] == "CronPartitionTimetable"
    assert dags["fetch"]["key_format"] == "%Y-%m-%dT%H%M"


@pytest.mark.parametrize("name", ["deduplicate", "classify", "publish"])
def test_what_depends_on_the_rest_runs_one_at_a_time(dags: dict[str, Any], name: str) -> None:
    assert dags[name]["runs"] == 1


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_dag_file_has_no_logic(path: Path) -> None:
    tree = ast.parse(path.read_text())
    top = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
    modules = [getattr(n, "module", None) or n.names[0].name for n in top]
    assert set(modules) <= {"__future__", "pendulum", "airflow.sdk", "dags.chain", "dags.watch"}
    assert not any(isinstance(n, ast.While | ast.Try) for n in ast.walk(tree))
