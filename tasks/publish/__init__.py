"""publish: what is committed is checked, folded and put before readers in one go.

    publish(lake)   checks -> snapshot files -> one log entry -> published/*, site/*, snapshot.json, views.sql
    report(lake)    what an editor would read after a run

All batches that wait are published together. A check that finds rows leaves the last snapshot standing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from schemas import Commit
from tasks.lake import Entry, Lake, State, Tally
from tasks.publish import snapshot
from tasks.publish.report import report

__all__ = ["VERSION", "Report", "publish", "report"]

VERSION = "1"
STEP = "publish"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a publish came to."""

    number: int
    batches: tuple[str, ...]
    statement_count: int
    warnings: tuple[str, ...]
    is_new: bool

    def __str__(self) -> str:
        if not self.is_new:
            return f"publish snapshot={self.number} nothing waits"
        told = "".join(f"\n  warning {warning}" for warning in self.warnings)
        return (
            f"publish snapshot={self.number} batches={len(self.batches)} statements={self.statement_count} "
            f"all checks passed warnings={len(self.warnings)}{told}"
        )


def publish(lake: Lake) -> Report:
    """Publish all batches that wait. Raises CheckFailed; then nothing that readers see has moved."""
    while True:
        state = lake.state()
        waiting = tuple(state.behind(STEP))
        if not waiting and _stands(lake, state):
            return _told(_published(state), waiting, {}, (), is_new=False)
        tallies = {batch: _tally(state, batch) for batch in waiting}
        number = state.head + 1 if waiting else _published(state)
        days = {batch[:10] for batch in waiting} | _days(state, number)
        made = snapshot.draft(lake, state, _commits(state, number, tallies), number=number, days=days)
        if not waiting or lake.log.append(_entry(state, tallies)):
            break
        # Another writer has the number: what it committed belongs into the snapshot.
        made.connection.close()
    if _published(now := lake.state()) == number:
        snapshot.show(lake, made, _days(now, number))
    return _told(number, waiting, tallies, tuple(map(str, made.warnings)), is_new=True)


def _published(state: State) -> int:
    """The number of the last publish; 0 before the first."""
    return max((c.number for (step, _), c in state.commits.items() if step == STEP), default=0)


def _stands(lake: Lake, state: State) -> bool:
    """Whether readers see the last publish, made from the views and reference tables in force."""
    shown = snapshot.read(lake.storage)
    if shown is None or shown.number != _published(state) or shown.fingerprint != snapshot.fingerprint(lake):
        return False
    # views.sql is replaced last: a publish that was killed just before it is done again.
    return lake.storage.read("views.sql") == snapshot.script_of(lake.storage, shown).encode()


def _days(state: State, number: int) -> set[str]:
    published = {batch[:10] for (step, batch), c in state.commits.items() if step == STEP and c.number == number}
    return published | {batch[:10] for batch in state.batches()[-1:]}


def _tally(state: State, batch: str) -> Mapping[str, Any]:
    """The sum of a batch: its statements."""
    tally = Tally()
    tally.count("accepted", times=sum(f.rows for f in state.files("statements", batch=batch)))
    tally.close()
    return tally.to_json()


def _entry(state: State, tallies: Mapping[str, Mapping[str, Any]]) -> Entry:
    answers = {batch: given.number for batch in tallies if (given := state.input_of(STEP, batch))}
    return Entry(
        number=state.head + 1,
        kind="commit",
        step=STEP,
        version=VERSION,
        read=state.head,
        answers=answers,
        tallies=tallies,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _commits(state: State, number: int, tallies: Mapping[str, Mapping[str, Any]]) -> list[Commit]:
    """Every step of every batch that counts, the publish under way included."""
    known = {(step, batch): (c.number, c.version, c.tally) for (step, batch), c in state.commits.items()}
    known |= {(STEP, batch): (number, VERSION, tally) for batch, tally in tallies.items()}
    return [_commit(step, batch, *found) for (step, batch), found in sorted(known.items(), key=lambda item: item[0][::-1])]


def _commit(step: str, batch: str, number: int, version: str, tally: Mapping[str, Any]) -> Commit:
    counts = {name: int(tally[name]) for name in ("seen", "accepted", "duplicate", "skipped", "rejected", "deferred")}
    return Commit(
        batch_id=batch,
        step=step,
        day=date.fromisoformat(batch[:10]),
        version=version,
        log_number=number,
        reason_counts=dict(sorted(tally["reasons"].items())),
        **counts,
    )


def _told(
    number: int, batches: tuple[str, ...], tallies: Mapping[str, Mapping[str, Any]], warnings: tuple[str, ...], *, is_new: bool
) -> Report:
    count = sum(int(tally["accepted"]) for tally in tallies.values())
    return Report(number=number, batches=batches, statement_count=count, warnings=warnings, is_new=is_new)
