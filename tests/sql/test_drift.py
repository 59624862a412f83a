"""When a day is unlike the days before it, and when nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas import Label, Record
from tasks.publish import publish, report
from tasks.publish.status import status
from tasks.publish.views import views
from tests.sql import desk
from tests.sql.desk import OUTLETS, SAID

FIRST = date(2026, 9, 1)
TYPES = ("trade_secret", "patent")


@dataclass(frozen=True, kw_only=True)
class Day:
    """What was counted of a day: articles that the gate takes for disputes, for none, and leaves open; was it seen whole?"""

    disputes: int
    others: int = 10
    left_open: int = 0
    is_complete: bool | None = True


@pytest.fixture
def desk_of_numbers() -> Iterator[duckdb.DuckDBPyConnection]:
    """The view over tables that hold just what it reads."""
    with duckdb.connect() as connection:
        connection.execute("create schema observed")
        connection.execute("create table observed.thresholds (name varchar, value double)")
        numbers = [("drift_days", 30), ("drift_min_days", 14), ("drift_z", 3)]
        connection.executemany("insert into observed.thresholds values (?, ?)", numbers)
        connection.execute("create table trend (day date, dispute_type varchar, is_complete boolean)")
        columns = "article_id integer, first_seen_at timestamp, is_tech_dispute boolean, dispute_type varchar"
        connection.execute(f"create table articles ({columns})")
        columns = "article_id integer, scheme varchar, code varchar, is_former boolean, is_second_opinion boolean"
        connection.execute(f"create table labels ({columns})")
        connection.execute("create view newest as select cast(max(first_seen_at) as date) as captured_on from articles")
        connection.execute(f"create view drift as {views()['drift'].body}")
        yield connection


def fill(connection: duckdb.DuckDBPyConnection, days: Sequence[Day]) -> None:
    ids = count()
    for n, day in enumerate(days):
        on = FIRST + timedelta(days=n)
        connection.executemany("insert into trend values (?, ?, ?)", [(on, code, day.is_complete) for code in TYPES])
        codes = ["tech_dispute"] * day.disputes + ["no_dispute"] * day.others + ["abstained"] * day.left_open
        for number, code in ((next(ids), code) for code in codes):
            is_dispute = code == "tech_dispute"
            article = [number, on, is_dispute, "trade_secret" if is_dispute else None]
            connection.execute("insert into articles values (?, ?, ?, ?)", article)
            connection.execute("insert into labels values (?, 'relevance', ?, false, false)", [number, code])
            # What was said under a former version, and what a model thinks, is no second article.
            connection.execute(
                "insert into labels values ($1, 'relevance', $2, true, false), ($1, 'relevance', $2, false, true)",
                [number, code],
            )


SECRETS = "from drift where measure = 'articles' and dispute_type = 'trade_secret'"
USUAL = [Day(disputes=1 + n % 2) for n in range(20)]


@pytest.mark.parametrize(
    ("before", "newest", "flag"),
    [
        (USUAL[:13], Day(disputes=9), None),  # 13 complete days: nobody can tell
        (USUAL[:14], Day(disputes=9), True),
        (USUAL[:14], Day(disputes=9, is_complete=False), True),  # more came although not all was seen
        (USUAL[:14], Day(disputes=3), False),
        ([Day(disputes=20)] * 20, Day(disputes=0), False),  # the day is not over
        ([Day(disputes=1, is_complete=False)] * 5 + USUAL[:13], Day(disputes=9), None),  # not seen whole is no history
        ([Day(disputes=1, is_complete=None)] * 5 + USUAL[:13], Day(disputes=9), None),
        ([Day(disputes=0)] * 20, Day(disputes=1), False),  # the first of its type is no drift
        ([Day(disputes=30 * (n % 2)) for n in range(20)], Day(disputes=40), False),  # these days always differ so much
        ([], Day(disputes=9), None),
    ],
)
def test_a_day_is_judged_by_the_complete_days_before(
    desk_of_numbers: duckdb.DuckDBPyConnection, before: list[Day], newest: Day, flag: bool | None
) -> None:
    fill(desk_of_numbers, [*before, newest])
    assert desk_of_numbers.execute(f"select is_drifting {SECRETS} order by day desc limit 1").fetchall() == [(flag,)]


def test_a_fall_tells_something_once_its_day_is_over_and_was_whole(desk_of_numbers: duckdb.DuckDBPyConnection) -> None:
    fill(desk_of_numbers, [*[Day(disputes=20)] * 20, Day(disputes=1), Day(disputes=1, is_complete=False), Day(disputes=20)])
    found = desk_of_numbers.execute(f"select is_drifting {SECRETS} and day >= '2026-09-21' order by day").fetchall()
    assert found == [(True,), (False,), (False,)]


def test_only_the_last_thirty_days_count(desk_of_numbers: duckdb.DuckDBPyConnection) -> None:
    fill(desk_of_numbers, [Day(disputes=0 if n < 10 else 2) for n in range(41)])
    found = desk_of_numbers.execute(f"select trailing_mean, days, z {SECRETS} order by day desc limit 1").fetchall()
    assert found == [(2.0, 30, 0.0)]


def test_shares_of_disputes_and_of_what_is_left_open(desk_of_numbers: duckdb.DuckDBPyConnection) -> None:
    days = [Day(disputes=2, others=20, left_open=n % 2) for n in range(20)]
    fill(desk_of_numbers, [*days, Day(disputes=2, others=20, left_open=9)])
    query = "select measure, article_count, judged_count, is_drifting from drift where measure <> 'articles'"
    assert desk_of_numbers.execute(f"{query} and day = '2026-09-21' order by all").fetchall() == [
        ("abstained_share", 9, 31, True),
        ("dispute_share", 2, 31, False),
    ]


def rows_of(on: date, disputes: int) -> list[Record]:
    """A day on which every source of the desk answered."""
    batch = f"{on}T0600"
    rows: list[Record] = [make(batch, desk.slug(name)) for name in OUTLETS for make in (desk.asked, desk.poll)]
    for n in range(disputes):
        article = desk.revision(batch, "Harbour Wire", f"{on}-{n}", "Osier and Vantage", SAID)
        labels = {"relevance": "tech_dispute", "dispute_type": "trade_secret"}
        rows += [article, *(desk.at(article, SAID, Label, scheme=scheme, code=code) for scheme, code in labels.items())]
    return rows


def test_the_flag_stands_in_report_status_and_on_the_page(tmp_path: Path, taxa: None) -> None:
    room: Any = desk.open_room(tmp_path)
    for n in range(15):
        on = FIRST + timedelta(days=n)
        room.bring(f"{on}T0600", rows_of(on, 9 if n == 14 else 1 + n % 2))
    publish(room.lake)
    told = "trade secret 9 on 2026-09-15, usually 1.5 (z +6.1)"
    lines = report(room.lake).splitlines()
    assert "articles     9 of 9 on disputes (100%, usually 100%), 0 of 9 left open (0%, usually 0%)" in lines
    assert "by type      trade secret 9 (usually 1.5)" in lines
    assert f"drift        {told}" in lines
    assert f"    drift {told}" in status(room.lake).splitlines()
    assert f"Unlike the days before: {told}." in room.lake.storage.read("site/2026-09-15.html").decode()
