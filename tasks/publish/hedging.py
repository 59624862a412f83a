"""No allegation is worded as fact: the rule of `schemas/macros/hedging.sql`, for checks, pages and reports alike."""

from __future__ import annotations

import duckdb

from tasks import CheckFailed
from tasks.settings import ROOT

__all__ = ["learn", "refuse_titles", "refuse_told"]

RULE = ROOT / "schemas" / "macros" / "hedging.sql"
SHOWN = 3
UNHEDGED = """
    with parties as (
        select dispute_id, list(name) as names from dispute_parties group by all
    )
    select distinct k.title
    from as_known($day) k
    left join parties p using (dispute_id)
    where not is_hedged(k.title, list_concat(k.accusers, k.accused, coalesce(p.names, [])))
    order by k.title
"""
TOLD = "select line from (select unnest(cast($lines as varchar[])) as line) where tells_wrong(line, $names)"


def learn(connection: duckdb.DuckDBPyConnection) -> None:
    """Teach a connection `is_hedged(wording, names)` and `tells_wrong(wording, names)`."""
    connection.execute(RULE.read_text(encoding="utf-8"))


def refuse_titles(connection: duckdb.DuckDBPyConnection, day: str) -> None:
    """Raise CheckFailed if a dispute, as it was known on a day (its page says so), is titled as a fact."""
    _refuse(f"page of {day}", [title for (title,) in connection.execute(UNHEDGED, {"day": day}).fetchall()])


def refuse_told(connection: duckdb.DuckDBPyConnection, lines: list[str], *, names: list[str]) -> None:
    """Raise CheckFailed if one of the sentences that we make ourselves tells a wrong that nobody is said to allege."""
    _refuse("report", [line for (line,) in connection.execute(TOLD, {"lines": lines, "names": names}).fetchall()])


def _refuse(where: str, found: list[str]) -> None:
    if found:
        raise CheckFailed(f"{where}: an allegation is worded as fact: {' | '.join(map(repr, found[:SHOWN]))}. Mend the fold")
