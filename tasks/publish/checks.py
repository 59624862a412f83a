"""What must hold before readers see a snapshot: `schemas/checks/*.sql`, where a row returned is a fault.

A blocking check that finds rows stops the publish, and the last snapshot stays. The others are told and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import duckdb

from tasks import CheckFailed
from tasks.publish.views import header
from tasks.settings import ROOT

__all__ = ["Check", "Found", "checks", "examine"]

FOLDER = ROOT / "schemas" / "checks"
SHOWN_ROWS = 3
SHOWN_CHARS = 300


@dataclass(frozen=True, kw_only=True)
class Check:
    """One file: what a row that it returns means, and whether such a row stops the publish."""

    name: str
    meaning: str
    is_blocking: bool
    query: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """A check that returned rows: how many, and the first of them."""

    check: Check
    count: int
    rows: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.check.name}: {self.count} rows; {self.check.meaning} First: {' | '.join(self.rows)}"


@cache
def checks() -> tuple[Check, ...]:
    """All checks, by name."""
    return tuple(_read())


def examine(connection: duckdb.DuckDBPyConnection) -> list[Found]:
    """Run every check. Raises CheckFailed with all blocking ones that found rows; returns what the others found."""
    found = [f for check in checks() if (f := _run(connection, check))]
    if blocking := [f for f in found if f.check.is_blocking]:
        told = "; ".join(map(str, blocking))
        raise CheckFailed(f"publish stopped, the last snapshot stays. {told}. Mend the step that wrote them, then replay it")
    return found


def _read() -> Iterator[Check]:
    for path in sorted(FOLDER.glob("*.sql")):
        comment, query = header(path.read_text(encoding="utf-8"))
        meaning = " ".join(line for line in comment if line not in {"blocking", "warning"})
        yield Check(name=path.stem, meaning=meaning, is_blocking="blocking" in comment, query=query)


def _run(connection: duckdb.DuckDBPyConnection, check: Check) -> Found | None:
    rows = connection.execute(f"select * from ({check.query}) limit {SHOWN_ROWS}").fetchall()
    if not rows:
        return None
    (count,) = connection.execute(f"select count(*) from ({check.query})").fetchall()[0]
    # Outside text on its way to a log or terminal: escaped and cut.
    shown = tuple(", ".join(map(repr, row))[:SHOWN_CHARS] for row in rows)
    return Found(check=check, count=int(count), rows=shown)
