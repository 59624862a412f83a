"""The last days as people are shown them: what was counted on each, and beside it how much of that day was seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import duckdb

__all__ = ["blind", "drifting", "history", "last_days", "measures", "overdue", "tell_drift"]

SHOWN = 7
SHARES = {"dispute_share": "share of disputes", "abstained_share": "share left open"}
DAYS = """
    select
        day,
        cast(sum(disputes_opened) as integer) as disputes_opened,
        cast(sum(article_count) as integer) as article_count,
        any_value(sources_due) as sources_due,
        any_value(sources_ok) as sources_ok,
        case
            when any_value(is_news_lost) and any_value(coverage_state) in ('ok', 'thin') then 'news_lost'
            else coalesce(any_value(coverage_state), 'unknown')
        end as coverage_state,
        coalesce(any_value(is_complete), false) as is_complete
    from trend
    where day <= coalesce($day, day)
    group by day
    order by day desc
    limit $shown
"""
MEASURES = """
    select measure, dispute_type, article_count, judged_count, value, trailing_mean, days
    from drift
    where day = $day and (measure <> 'articles' or article_count > 0)
    order by measure = 'articles', measure desc, article_count desc, dispute_type
"""
DRIFTING = """
    select day, measure, dispute_type, article_count, value, trailing_mean, z
    from drift
    where is_drifting and day between cast($day as date) - 1 and cast($day as date)
    order by day desc, abs(z) desc, measure, dispute_type
"""
HISTORY = """
    select
        coalesce(max(days), 0) as days,
        coalesce((select cast(value as integer) from observed.thresholds where name = 'drift_min_days'), 0) as min_days
    from drift
    where day = $day and measure = 'articles'
"""
OVERDUE = """
    select wording, due_on, sentence, url
    from promises
    where due_on < $day and outcome in ('open', 'overdue') and first_said_at < $day
    order by due_on, claim_id
"""
BLIND = """
    select outlet, source_id, state, reason
    from coverage
    where day = $day and state in ('thin', 'gap', 'blocked')
    order by source_id
"""


def last_days(connection: duckdb.DuckDBPyConnection, day: date | None = None) -> list[dict[str, Any]]:
    """Up to seven days, newest first, ending with `day`: counts over all dispute types, `sources_ok` of `sources_due`,
    and `is_complete`, without which a zero says nothing."""
    return _records(connection.execute(DAYS, {"day": day, "shown": SHOWN}))


def blind(connection: duckdb.DuckDBPyConnection, day: date) -> list[dict[str, Any]]:
    """The sources that gave less on a day than they should: outlet, source_id, state, reason."""
    return _records(connection.execute(BLIND, {"day": day}))


def overdue(connection: duckdb.DuckDBPyConnection, day: date) -> list[dict[str, Any]]:
    """What was said for a day that has passed by `day` and has neither come true nor failed: wording, due_on, sentence, url."""
    return _records(connection.execute(OVERDUE, {"day": day}))


def measures(connection: duckdb.DuckDBPyConnection, day: date) -> list[dict[str, Any]]:
    """What is counted of a day beside the mean of the days before: shares first, then each dispute type that has articles."""
    return _records(connection.execute(MEASURES, {"day": day}))


def drifting(connection: duckdb.DuckDBPyConnection, day: date) -> list[dict[str, Any]]:
    """What is unlike the days before, on a day and on the one that ended with it."""
    return _records(connection.execute(DRIFTING, {"day": day}))


def tell_drift(row: Mapping[str, Any]) -> str:
    """A row of `drifting` in a few words: `trade secret 9 on 2026-11-23, usually 1.3 (z +5.2)`."""
    if row["measure"] == "articles":
        name, value, usual = row["dispute_type"].replace("_", " "), f"{row['value']:.0f}", f"{row['trailing_mean']:.1f}"
    else:
        name, value, usual = SHARES[row["measure"]], f"{row['value']:.0%}", f"{row['trailing_mean']:.0%}"
    return f"{name} {value} on {row['day']}, usually {usual} (z {row['z']:+.1f})"


def history(connection: duckdb.DuckDBPyConnection, day: date) -> tuple[int, int]:
    """How many complete days a day can be held against, and how many it takes to judge it."""
    ((days, min_days),) = connection.execute(HISTORY, {"day": day}).fetchall()
    return days, min_days


def _records(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
