"""The `backfill` form as its tasks take it: a month becomes files, each file a batch, each batch a partition."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasks.lake import open_lake
from tasks.settings import Settings
from tasks.storage import connect
from tests.tasks.fetch.writers import SOURCE, by_stormcrawler
from tests.tasks.parse.archive import page

ROOT = Path(__file__).parent.parent.parent
KEYS = [f"crawl-data/CC-NEWS/2026/11/CC-NEWS-2026110{n}000000-0000{n}.warc.gz" for n in range(1, 5)]


@pytest.fixture
def fill(bucket: str, tmp_path: Path, settings_at: Callable[..., Settings]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A month of four files in a bucket, and a way to hand the form in."""
    for n, key in enumerate(KEYS):
        pages = {f"https://{host}.example/{n}": page(f"Port {n}") for host in ("a", "b")}
        connect().put_object(Bucket=bucket, Key=key, Body=by_stormcrawler(pages))
    listed = gzip.compress("\n".join(KEYS).encode())
    connect().put_object(Bucket=bucket, Key="crawl-data/CC-NEWS/2026/11/warc.paths.gz", Body=listed)
    settings = settings_at(SOURCE)
    (tmp_path / "settings.toml").write_text(f'[receive]\nccnews_bucket = "{bucket}"\n')
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "DISPUTEWIRE_LAKE": settings.lake,
        "DISPUTEWIRE_SOURCES": str(settings.sources_file),
        "DISPUTEWIRE_SETTINGS": str(tmp_path / "settings.toml"),
    }

    def hand_in(**form: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.dags.filled", json.dumps(form)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    return hand_in


def test_a_month_becomes_batches_and_wakes_parse(
    fill: Callable[..., subprocess.CompletedProcess[str]], bucket: str, settings_at: Callable[..., Settings]
) -> None:
    done = fill(month="2026/11", first=2, last=3, hosts=["a.example"], languages=[])
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["paths"] == [f"s3://{bucket}/{key}" for key in KEYS[1:3]]
    batches = [batch for [batch] in told["batches"]]
    assert told["woken"] == sorted(batches)
    lake = open_lake(settings_at(SOURCE))
    assert lake.state().behind("parse") == sorted(batches)
    assert lake.reader().sql("select url from captures order by url") == [("https://a.example/1",), ("https://a.example/2",)]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"month": "2026-11"}, "2026-11"),
        ({"month": "2026/11", "first": 0}, "minimum"),
        ({"month": "2026/11", "hosts": ["https://a.example"]}, "a name such as example.com"),
    ],
)
def test_a_form_filled_in_wrong_starts_nothing(
    fill: Callable[..., subprocess.CompletedProcess[str]], settings_at: Callable[..., Settings], form: dict[str, Any], told: str
) -> None:
    done = fill(**form)
    assert done.returncode != 0
    assert told in done.stderr
    assert not open_lake(settings_at(SOURCE)).state().commits
