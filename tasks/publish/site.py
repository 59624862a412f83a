"""The page of the day: one plain file, made from what was known at the end of that day. No script, and every line cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import duckdb
from jinja2 import Environment, StrictUndefined, Template

from tasks.publish.days import blind, drifting, last_days, overdue, tell_drift

__all__ = ["pages"]

LIMIT = 100
DISPUTES = f"""
    select title, stage, answer, days_unanswered, is_accuser_reported, government_step, contexts, article_count, voice_count,
        opened_on, last_moved_on, sentence, url
    from as_known($day)
    where sentence is not null and url is not null
    order by last_moved_on desc, opened_on desc, dispute_id
    limit {LIMIT}
"""
EDITS = f"""
    select e.effect, e.old_sentence, e.new_sentence, a.outlet, a.url
    from edits e join articles a using (article_id)
    where cast(e.known_at as date) = $day
    order by e.known_at, e.to_revision_id, e.old_sentence, e.new_sentence
    limit {LIMIT}
"""


def pages(connection: duckdb.DuckDBPyConnection, days: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(name, page) for each day, oldest first; the newest day is also the index. The same state gives the same bytes."""
    newest = None
    for day in days:
        newest = _page(connection, date.fromisoformat(day))
        yield f"{day}.html", newest
    if newest is not None:
        yield "index.html", newest


def _page(connection: duckdb.DuckDBPyConnection, day: date) -> str:
    return _template().render(
        day=day,
        disputes=_rows(connection, DISPUTES, day),
        overdue=overdue(connection, day)[:LIMIT],
        edits=_rows(connection, EDITS, day),
        coverage=blind(connection, day),
        days=last_days(connection, day),
        drift=[tell_drift(row) for row in drifting(connection, day)],
    )


def _rows(connection: duckdb.DuckDBPyConnection, query: str, day: date) -> list[dict[str, Any]]:
    result = connection.execute(query, {"day": day})
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["web"] = _web
    environment.filters["host"] = lambda url: urlsplit(url).hostname or ""
    environment.filters["plain"] = lambda word: str(word).replace("_", " ")
    return environment.from_string(files("tasks.publish").joinpath("page.html.j2").read_text(encoding="utf-8"))


def _web(url: str) -> str:
    """The address if it is http(s), else nothing: other schemes stay inert text."""
    return url if urlsplit(url).scheme in {"http", "https"} else ""
