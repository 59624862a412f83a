"""How the lake stands: what waits, what came of the last batches, what left the flow and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import closing

from tasks.lake import CHAIN, Lake, State
from tasks.publish import snapshot
from tasks.publish.days import blind, last_days
from tasks.publish.shell import UNSAFE, connect

__all__ = ["rejects", "status"]

LAST_BATCHES = 5
MESSAGE_CHARS = 500
REASONS = """
    select step, outcome, reason, count(*) from rejects group by all order by all
"""
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
    """Freshness, what waits, the sums of the last batches, the last published days with their coverage, sources, rejects."""
    state, reader = lake.state(), lake.reader()
    batches = state.batches()
    lines = [f"lake {lake.storage.root} log={state.head} batches={len(batches)} newest={batches[-1] if batches else '-'}"]
    lines += [f"  {step} behind={len(state.behind(step))}" for step in CHAIN]
    lines += [line for batch in batches[-LAST_BATCHES:] for line in _batch(state, batch)]
    lines += _days(lake)
    lines += [f"  source {name} last_ok={last} last={outcome}" for name, last, outcome in reader.sql(POLLS)]
    lines += [f"  left {step} {outcome} {reason}={count}" for step, outcome, reason, count in reader.sql(REASONS)]
    return "\n".join(lines)


def rejects(lake: Lake, *, reason: str | None = None, limit: int = 50) -> str:
    """What left the flow, newest first; outside text is escaped and cut."""
    query = LISTED.replace("$reason", "?").replace("$limit", "?")
    rows = lake.reader().sql(query, [reason, reason, limit])
    return "\n".join(_line(row) for row in rows) or "rejects none"


def _batch(state: State, batch: str) -> Iterable[str]:
    for step in ("fetch", "receive", *CHAIN):
        if commit := state.commits.get((step, batch)):
            counts = Counter({k: v for k, v in commit.tally.items() if isinstance(v, int)})
            told = " ".join(f"{k}={v}" for k, v in counts.items())
            yield f"  {batch} {step} version={commit.version} {told}"


def _days(lake: Lake) -> Iterable[str]:
    """The counts of the days that are published, each with what was seen of it; nothing before the first publish."""
    if snapshot.read(lake.storage) is None:
        return
    with closing(connect(lake)) as connection:
        for row in reversed(last_days(connection)):
            counts = f"disputes_opened={row['disputes_opened']} articles={row['article_count']}"
            seen = f"sources_ok={row['sources_ok']} sources_due={row['sources_due']} coverage={row['coverage_state']}"
            missed = ",".join(f"{m['source_id']}:{m['reason']}" for m in blind(connection, row["day"]))
            yield f"  day {row['day']} {counts} {seen}" + (f" missed={missed}" if missed else "")


def _line(row: tuple[object, ...]) -> str:
    return " ".join(UNSAFE.sub("\ufffd", str(value).replace("\n", " "))[:MESSAGE_CHARS] for value in row)
