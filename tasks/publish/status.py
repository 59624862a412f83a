"""How the lake stands: what waits, what came of the last batches, what left the flow and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice

from tasks import letters
from tasks.lake import CHAIN, ENTRANCES, Lake, Reader, State
from tasks.publish import snapshot
from tasks.publish.days import blind, drifting, last_days, overdue, tell_drift
from tasks.publish.shell import UNSAFE, connect
from tasks.taxonomy import versions

__all__ = ["rejects", "status"]

LAST_BATCHES = 5
LAST_LETTERS = 200
MESSAGE_CHARS = 500
REASONS = """
    select step, outcome, reason, count(*) from rejects group by all order by all
"""
READ_UNDER = "select scheme, version, count(distinct batch_id) from labels group by all order by all"
POLLS = """
    select source_id, max(known_at) filter (where outcome in ('ok', 'not_modified', 'same_bytes')),
        arg_max(outcome, (known_at, attempt)) from fetches where resource = 'source' group by all order by all
"""
LISTED = """
    select known_at, step, outcome, reason, item, message from rejects
    where $reason is null or reason = $reason
    order by known_at desc, step, item limit $limit
"""


def status(lake: Lake) -> str:
    """Freshness, what waits, the last batches, the last published days with their coverage, sources, rejects, letters."""
    state, reader = lake.state(), lake.reader()
    batches = state.batches()
    lines = [f"lake {lake.storage.root} log={state.head} batches={len(batches)} newest={batches[-1] if batches else '-'}"]
    lines += [f"  {step} behind={len(state.behind(step))}" for step in CHAIN]
    lines += [line for batch in batches[-LAST_BATCHES:] for line in _batch(state, batch)]
    lines += _due(reader)
    lines += _days(lake)
    lines += [f"  source {name} last_ok={last} last={outcome}" for name, last, outcome in reader.sql(POLLS)]
    lines += [f"  left {step} {outcome} {reason}={count}" for step, outcome, reason, count in reader.sql(REASONS)]
    lines += _letters(lake)
    return "\n".join(lines)


def rejects(lake: Lake, *, reason: str | None = None, limit: int = 50) -> str:
    """What left the flow, and what arrived and made no batch, newest first; outside text is escaped and cut."""
    query = LISTED.replace("$reason", "?").replace("$limit", "?")
    rows = lake.reader().sql(query, [reason, reason, limit])
    told = islice((row for row in _told(lake) if reason in {None, row[3]}), limit)
    # Both are in order already; a stable sort by day and time leaves equals as they are.
    both = sorted([*rows, *told], key=lambda row: row[0], reverse=True)[:limit]
    return "\n".join(_line(row) for row in both) or "rejects none"


def _told(lake: Lake) -> Iterator[tuple[object, ...]]:
    """Letters as rejects are shown: when, step, outcome, reason, item, message."""
    for letter in letters.newest(lake):
        at = datetime.fromisoformat(letter.seen_at).replace(tzinfo=None)
        yield from ((at, "receive", x.outcome, x.reason, x.item, x.message) for x in letter.left)


def _letters(lake: Lake) -> Iterator[str]:
    """How many letters there are, and why the newest of them are."""
    if not (count := letters.count(lake)):
        return
    told = Counter((outcome, reason) for _, _, outcome, reason, _, _ in islice(_told(lake), LAST_LETTERS))
    newest = " ".join(f"{outcome}:{reason}={n}" for (outcome, reason), n in sorted(told.items(), key=str))
    yield f"  letters={count} newest: {newest}"


def _batch(state: State, batch: str) -> Iterable[str]:
    for step in (*ENTRANCES, *CHAIN):
        if commit := state.commits.get((step, batch)):
            counts = Counter({k: v for k, v in commit.tally.items() if isinstance(v, int)})
            told = " ".join(f"{k}={v}" for k, v in counts.items())
            yield f"  {batch} {step} version={commit.version} {told}"


def _due(reader: Reader) -> Iterable[str]:
    """Batches whose labels are of another version than the one in force: only a replay brings that to them."""
    for scheme, version, count in reader.sql(READ_UNDER):
        if version != versions().get(scheme):
            yield f"  replay due: taxonomy {scheme} version={version} in_force={versions().get(scheme)} batches={count}"


def _days(lake: Lake) -> Iterable[str]:
    """The counts of the days that are published, each with what was seen of it; nothing before the first publish."""
    if snapshot.read(lake.storage) is None:
        return
    with closing(connect(lake)) as connection:
        days = last_days(connection)
        for row in reversed(days):
            counts = f"disputes_opened={row['disputes_opened']} articles={row['article_count']}"
            seen = f"sources_ok={row['sources_ok']} sources_due={row['sources_due']} coverage={row['coverage_state']}"
            missed = ",".join(f"{m['source_id']}:{m['reason']}" for m in blind(connection, row["day"]))
            yield f"  day {row['day']} {counts} {seen}" + (f" missed={missed}" if missed else "")
            yield from (f"    drift {tell_drift(d)}" for d in drifting(connection, row["day"]) if d["day"] == row["day"])
        if days:
            yield f"  promises overdue={len(overdue(connection, days[0]['day']))}"


def _line(row: tuple[object, ...]) -> str:
    return " ".join(UNSAFE.sub("\ufffd", str(value).replace("\n", " "))[:MESSAGE_CHARS] for value in row)
