"""Kill the process at each effect of each step, run again: the same rows, nothing torn, nothing twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tasks.lake import Lake, open_lake
from tasks.newsroom import EDITIONS, serve
from tasks.settings import Settings, load
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
        files = sorted((Path(settings.lake) / "published").glob("*.parquet"))
        with duckdb.connect() as connection:
            published = {f.stem: stable(lambda query: connection.execute(query).fetchall(), f"'{f}'") for f in files}
        return rows_of(lake), published

    def killed(self, step: str, dies_at: int) -> tuple[Rows, Rows]:
        """The end of the chain where a step was killed at an effect and then run again."""
        lake = self.folder / f"{step}-{dies_at}"
        shutil.copytree(self.before(step), lake)
        settings = replace(self.settings, lake=str(lake))
        assert in_child(settings, step, BATCH, dies_at=dies_at, told=self.folder / "told") == KILLED
        assert not [p for p in lake.rglob("*.parquet") if not p.read_bytes().endswith(b"PAR1")]
        for later in STEPS[STEPS.index(step) :]:
            assert in_child(settings, later, BATCH, told=self.folder / "told") == 0
        told = self.told(settings)
        shutil.rmtree(lake)
        return told


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("killed")
    with serve(edition=BATCH) as newsroom:
        (folder / "sources.toml").write_text(newsroom.sources_toml())
        environment = {"DISPUTEWIRE_SOURCES": str(folder / "sources.toml"), "DISPUTEWIRE_LAKE": str(folder / "lake")}
        (folder / "lake").mkdir()
        yield Run(folder, load(environment))


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_few_effects(whole: Run, step: str) -> None:
    last = whole.effects[step]
    for dies_at in sorted({1, -(last // 2), last, -last}):
        assert whole.killed(step, dies_at) == whole.rows, f"{step} killed at effect {dies_at} of {last}"


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_killed_at_every_effect(whole: Run, step: str) -> None:
    for number in range(1, whole.effects[step] + 1):
        for dies_at in (number, -number):
            assert whole.killed(step, dies_at) == whole.rows, f"{step} killed at effect {dies_at}"
