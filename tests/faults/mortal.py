"""A storage that kills its process at the n-th effect, and a pipeline that runs on it in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from schemas import OBSERVATIONS
from schemas.record import name_of
from tasks.lake import Lake, open_lake, run
from tasks.replay import STEPS
from tasks.settings import Settings
from tasks.storage import Bucket, Folder, Storage

KILLED = 9


class Mortal:
    """Counts the effects of a storage and kills its process at one of them, or just after it where `dies_at` is negative."""

    dies_at: int
    told: Path
    count: int = 0

    def replace(self, key: str, data: bytes | Path) -> None:
        """`put` comes through here as well."""
        self._before(key)
        super().replace(key, data)  # type: ignore[misc]
        self._after()

    def create(self, key: str, data: bytes) -> bool:
        self._before(key)
        won: bool = super().create(key, data)  # type: ignore[misc]
        self._after()
        return won

    def delete(self, key: str) -> None:
        self._before(key)
        super().delete(key)  # type: ignore[misc]
        self._after()

    def _before(self, key: str) -> None:
        self.count += 1
        self.told.write_text(str(self.count))
        if self.count == self.dies_at:
            self._die(key)

    def _after(self) -> None:
        if self.count == -self.dies_at:
            os._exit(KILLED)

    def _die(self, key: str) -> None:
        """A bucket shows an object whole or not at all."""
        os._exit(KILLED)


class MortalBucket(Mortal, Bucket):
    """A bucket whose writer dies."""


class MortalFolder(Mortal, Folder):
    """A folder whose writer dies with a temporary file torn and no name taken."""

    def _die(self, key: str) -> None:
        with self._written(self.path / key, b"torn"):
            os._exit(KILLED)


def mortal(storage: Storage, dies_at: int, told: Path) -> Storage:
    """The same place, written by a process that dies."""
    kind = MortalBucket if isinstance(storage, Bucket) else MortalFolder
    storage.__class__ = kind
    storage.dies_at, storage.told = dies_at, told  # type: ignore[attr-defined]
    return storage


def do(settings: Settings, step: str, batch: str, dies_at: int, told: Path, environment: dict[str, str]) -> None:
    """One step of one batch; what a child process runs."""
    os.environ.update(environment)
    from tasks import fetch
    from tasks.publish import publish

    lake = open_lake(settings)
    if dies_at:
        lake = replace(lake, storage=mortal(lake.storage, dies_at, told))
    if step == "publish":
        publish(lake)
    else:
        run(lake, {"fetch": fetch.STEP, **STEPS}[step], batch)


def in_child(settings: Settings, step: str, batch: str, *, dies_at: int = 0, told: Path) -> int:
    """Run a step in a fresh process; its exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tasks.fetch", "tasks.replay", "tasks.publish"])
    environment = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    child = context.Process(target=do, args=(settings, step, batch, dies_at, told, environment))
    child.start()
    child.join(120)
    assert child.exitcode is not None, f"{step} hangs when killed at effect {dies_at}"
    return child.exitcode


Rows = dict[str, list[str]]
Sql = Callable[[str], list[tuple[Any, ...]]]

# What a clock gives, and where a body lies among the others of its file: response headers carry the time of day.
CLOCKED = {"capture_id", "elapsed_ms", "warc_file", "warc_offset", "warc_length"}


def stable(sql: Sql, source: str) -> list[str]:
    """Every row of a table, as text, without the columns that differ between two runs of the same work."""
    columns = [name for name, *_ in sql(f"describe from {source}") if name not in CLOCKED]
    return sorted(row for (row,) in sql(f"select r::varchar from (select {', '.join(columns)} from {source}) r"))


def rows_of(lake: Lake) -> Rows:
    """Every row that counts, by record."""
    reader = lake.reader()
    return {name_of(record): stable(reader.sql, name_of(record)) for record in OBSERVATIONS}
