"""The last days as people are shown them: what was counted on each, and beside it how much of that day was seen."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

__all__ = ["blind", "last_days"]

SHOWN = 7
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


def _records(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
