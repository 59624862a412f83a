"""Kill the process at each effect of each step, run again: the same rows, nothing torn, nothing twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.lake import Lake, open_lake
from tasks.newsroom import EDITIONS, serve
from tasks.settings import Settings, load
from tasks.storage import connect
from tests.faults.mortal import KILLED, Rows, in_child, rows_of, stable

STEPS = ("fetch", "parse", "deduplicate", "classify", "publish")
BATCH = EDITIONS[0]


class Run:
    """A newsroom, and the lake as it stood before and after each step."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.effects: dict[str, int] = {}
        for step in STEPS:
            shutil.copytree(settings.lake, self.before(step), dirs_exist_ok=True)
            # dies_at is out of reach: the child only counts its effects.
            assert in_child(settings, step, BATCH, dies_at=10**6, told=folder / "told") == 0
            self.effects[step] = int((folder / "told").read_text())
        self.rows = self.told(settings)

    def before(self, step: str) -> Path:
        return self.folder / f"before-{step}"

    def told(self, settings: Settings) -> tuple[Rows, Rows]:
        lake: Lake = open_lake(settings)
        published = {}
        for stored in lake.storage.list("published/"):
            if stored.key.endswith(".parquet"):
                copy = self.folder / "published.parquet"
                copy.write_bytes(lake.storage.read(stored.key) or b"")
                with duckdb.connect() as connection:
                    published[stored.key] = stable(partial(answers, connection), f"'{copy}'")
        return rows_of(lake), published

    def killed(self, step: str, dies_at: int) -> tuple[Rows, Rows]:
        """The end of the chain where a step was killed at an effect and then run again."""
        lake = self.folder / f"{step}-{dies_at}"
        shutil.copytree(self.before(step), lake)
        told = self._again(replace(self.settings, lake=str(lake)), step, dies_at)
        shutil.rmtree(lake)
        return told

    def killed_in(self, bucket: str, step: str, dies_at: int) -> tuple[Rows, Rows]:
        """The same with the lake in a bucket."""
        before, prefix = self.before(step), f"{step}-{dies_at}"
        for path in sorted(p for p in before.rglob("*") if p.is_file()):
            connect().upload_file(str(path), bucket, f"{prefix}/{path.relative_to(before)}")
        cache = self.folder / "cache"
        told = self._again(replace(self.settings, lake=f"s3://{bucket}/{prefix}", cache=cache), step, dies_at)
        shutil.rmtree(cache)
        return told

    def _again(self, settings: Settings, step: str, dies_at: int) -> tuple[Rows, Rows]:
        assert in_child(settings, step, BATCH, dies_at=dies_at, told=self.folder / "told") == KILLED
        storage = open_lake(settings).storage
        torn = [
            s.key for s in storage.list("") if s.key.endswith(".parquet") and not (storage.read(s.key) or b"").endswith(b"PAR1")
        ]
        assert not torn
        for later in STEPS[STEPS.index(step) :]:
            assert in_child(settings, later, BATCH, told=self.folder / "told") == 0
        return self.told(settings)


def answers(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("killed")
    with serve(edition=BATCH) as newsroom:
        (folder / "sources.toml").write_text(newsroom.sources_toml())
        environment = {"DISPUTEWIRE_SOURCES": str(folder / "sources.toml"), "DISPUTEWIRE_LAKE": str(folder / "lake")}
        (folder / "lake").mkdir()
        yield Run(folder, load(environment))


@pytest.mark.parametrize("step", ["fetch", "publish"])
def test_killed_at_a_few_effects(whole: Run, step: str) -> None:
    """Just after one in the middle, and just before the last; every effect among the slow tests."""
    last = whole.effects[step]
    for dies_at in (-(last // 2), last):
        assert whole.killed(step, dies_at) == whole.rows, f"{step} killed at effect {dies_at} of {last}"


@pytest.mark.parametrize("step", ["classify", "publish"])
def test_killed_in_a_bucket(whole: Run, bucket: str, step: str) -> None:
    """Moto is slow: one effect in the middle here, every effect among the slow tests."""
    middle = whole.effects[step] // 2
    assert whole.killed_in(bucket, step, middle) == whole.rows


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_effect(whole: Run, step: str) -> None:
    for number in range(1, whole.effects[step] + 1):
        for dies_at in (number, -number):
            assert whole.killed(step, dies_at) == whole.rows, f"{step} killed at effect {dies_at}"


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_effect_in_a_bucket(whole: Run, bucket: str, step: str) -> None:
    for number in range(1, whole.effects[step] + 1):
        for dies_at in (number, -number):
            assert whole.killed_in(bucket, step, dies_at) == whole.rows, f"{step} killed at effect {dies_at}"
