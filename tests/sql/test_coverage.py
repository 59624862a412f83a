"""Expected against seen: what a source's clock asked for, what came, and what a day's counts are worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import Entry, Record
from tasks.publish import publish
from tasks.publish.shell import connect
from tests.sql import desk
from tests.sql.desk import Room, asked, poll
from tests.sql.test_questions import ask as question

Ask = Callable[[str], list[tuple[Any, ...]]]
Days = Mapping[str, Sequence[Record]]
WIRE, POST, LEDGER = "harbour-wire", "brightwater-post", "circuit-ledger"
SITEMAP = ('format = "feed"\nurl = "https://harbour-wire', 'format = "news_sitemap"\nurl = "https://harbour-wire')
SHARE = ("min_items_per_day = 1\n", "min_items_per_day = 1\nmin_dated_share = 0.5\n")


@pytest.fixture
def told(tmp_path: Path, taxa: None) -> Iterator[Callable[..., Ask]]:
    """Publish polls and ask; `change` is a pair of texts in the declarations, the second in place of the first."""
    opened = []

    def go(days: Days, *, change: tuple[str, str] = ("", "")) -> Ask:
        room = desk.open_room(tmp_path)
        path = tmp_path / "desk.toml"
        path.write_text(path.read_text().replace(*change))
        for batch, rows in days.items():
            room.bring(batch, rows)
        publish(room.lake)
        connection = connect(room.lake)
        opened.append(connection)
        return lambda query: connection.execute(query).fetchall()

    yield go
    for connection in opened:
        connection.close()


def states(ask: Ask, source: str = WIRE) -> list[tuple[Any, ...]]:
    rows = ask(f"select day, state, reason, polls_due, polls_ok from coverage where source_id = '{source}' order by day")
    return [(f"{day:%d}", *rest) for day, *rest in rows]


def daily(*outcomes: str | None, first: int = 16, source: str = WIRE, **given: Any) -> dict[str, list[Record]]:
    """A poll a day at six, from the 16th on."""
    batches = [f"2026-11-{day:02}T0600" for day in range(first, first + len(outcomes))]
    return {b: [poll(b, source, outcome, **given)] for b, outcome in zip(batches, outcomes, strict=True)}


def test_a_feed_that_is_dropped_turns_its_days_to_gap_and_the_trend_marks_them(told: Callable[..., Ask]) -> None:
    """The other feed goes on; the days are no longer complete, whatever they count."""
    steady = daily("ok", "ok", "ok", "ok", source=POST)
    broken = daily("ok", "timeout", "http_5xx", "ok")
    ask = told({batch: [*steady[batch], *broken[batch]] for batch in steady})
    assert states(ask) == [("16", "ok", None, 1, 1), ("17", "gap", "timeout", 1, 0), ("18", "gap", "http_5xx", 1, 0),
                           ("19", "ok", None, 1, 1)]  # fmt: skip
    assert {state for _, state, *_ in states(ask, POST)} == {"ok"}
    query = "select day, disputes_opened, sources_due, sources_ok, is_complete, without_data from trend "
    rows = ask(query + "where dispute_type = 'patent' order by day")
    assert rows == [
        (date(2026, 11, 16), 0, 2, 2, True, []),
        (date(2026, 11, 17), 0, 2, 1, False, [WIRE]),
        (date(2026, 11, 18), 0, 2, 1, False, [WIRE]),
        (date(2026, 11, 19), 0, 2, 2, True, []),
    ]
    funnel = ask("select distinct day, sources_due, sources_ok, coverage_state from funnel order by day")
    assert [row[1:] for row in funnel] == [(2, 2, "ok"), (2, 1, "gap"), (2, 1, "gap"), (2, 2, "ok")]


def test_rest_is_no_gap(told: Callable[..., Ask]) -> None:
    """A clock of three days: the days between are good, whether a fetch ran on them or not."""
    slow = {"interval_minutes": 3 * 1440}
    due = datetime(2026, 11, 19, 6)
    days = {**daily("ok", **slow), **daily(None, first=17, due_at=due, **slow), **daily("unchanged", first=19, **slow)}
    assert states(told(days, change=("min_items_per_day = 1", "min_items_per_day = 0"))) == [
        ("16", "ok", None, 1, 1), ("17", "ok", None, 0, 0), ("18", "ok", None, 0, 0), ("19", "ok", None, 1, 1),
    ]  # fmt: skip


def test_a_day_on_which_nothing_ran_is_a_gap_for_what_was_due(told: Callable[..., Ask]) -> None:
    slow = daily("ok", source=POST, interval_minutes=7 * 1440)
    (first,) = slow
    ask = told({first: [*slow[first], poll(first, WIRE)], "2026-11-19T0600": [poll("2026-11-19T0600", WIRE)]})
    assert states(ask) == [
        ("16", "ok", None, 1, 1), ("17", "gap", "not asked", 1, 0), ("18", "gap", "not asked", 1, 0), ("19", "ok", None, 1, 1),
    ]  # fmt: skip
    assert {state for _, state, *_ in states(ask, POST)} == {"ok"}
    assert ask("select day, is_complete from trend where dispute_type = 'other' order by day") == [
        (date(2026, 11, 16), True), (date(2026, 11, 17), False), (date(2026, 11, 18), False), (date(2026, 11, 19), True),
    ]  # fmt: skip


def test_a_rest_after_failures_is_a_gap(told: Callable[..., Ask]) -> None:
    days = {**daily("ok", "timeout"), **daily(None, first=18, failure_weight=0.25, due_at=datetime(2026, 11, 19, 6))}
    assert states(told(days))[1:] == [("17", "gap", "timeout", 1, 0), ("18", "gap", "failing", 0, 0)]


def test_several_polls_a_day_are_one_day(told: Callable[..., Ask]) -> None:
    batches = ["2026-11-16T0600", "2026-11-16T1200", "2026-11-16T1800"]
    outcomes = ["ok", "timeout", "unchanged"]
    ask = told({b: [poll(b, WIRE, o, interval_minutes=360)] for b, o in zip(batches, outcomes, strict=True)})
    assert states(ask) == [("16", "ok", None, 3, 2)]
    assert ask("select items_listed, items_new, items_dated from coverage") == [(9, 3, 9)]


@pytest.mark.parametrize(
    ("outcome", "rows", "state"),
    [
        ("robots", [], "blocked"),
        ("blocked_address", [], "blocked"),
        ("http_4xx", [asked("2026-11-16T0600", WIRE, "http_4xx", status=403)], "blocked"),
        ("http_4xx", [asked("2026-11-16T0600", WIRE, "gone", status=404)], "gap"),
        ("not_a_feed", [], "gap"),
    ],
)
def test_refused_is_not_broken(told: Callable[..., Ask], outcome: str, rows: list[Record], state: str) -> None:
    ask = told({"2026-11-16T0600": [poll("2026-11-16T0600", WIRE, outcome), *rows]})
    assert states(ask) == [("16", state, outcome, 1, 0)]


def test_a_list_that_only_repeats_itself_is_below_its_floor(told: Callable[..., Ask]) -> None:
    """Nine items listed on both days, none of them new on the second; then the server says so itself."""
    days = {**daily("ok"), **daily("ok", first=17, items_new=0), **daily("unchanged", first=18)}
    assert states(told(days))[1:] == [("17", "thin", "few items", 1, 1), ("18", "thin", "few items", 1, 1)]


def test_a_list_without_dates_is_below_its_other_floor(told: Callable[..., Ask]) -> None:
    days = {**daily("ok", items_listed=10, items_dated=5), **daily("ok", first=17, items_listed=10, items_dated=4)}
    assert states(told(days, change=SHARE)) == [("16", "ok", None, 1, 1), ("17", "thin", "few dates", 1, 1)]


def test_a_broken_floor_is_told_by_the_publish_of_the_same_day(tmp_path: Path, taxa: None) -> None:
    room = desk.open_room(tmp_path)
    for batch, rows in {**daily("ok"), **daily("ok", first=17, items_new=0)}.items():
        room.bring(batch, rows)
    assert [warning for warning in publish(room.lake).warnings if "thin" in warning]


def test_a_feed_that_turns_empty_is_flagged_without_a_floor(told: Callable[..., Ask]) -> None:
    empty = {"items_listed": 0, "items_new": 0, "items_dated": 0}
    days = {**daily("ok", **empty), **daily("ok", first=17), **daily("ok", first=18, **empty)}
    ask = told(days, change=("min_items_per_day = 1", "min_items_per_day = 0"))
    assert [(state, reason) for _, state, reason, *_ in states(ask)] == [("ok", None), ("ok", None), ("thin", "went empty")]


def test_a_source_that_is_paused_or_no_longer_declared_is_retired(told: Callable[..., Ask]) -> None:
    """Asked now and then in vain, it stays retired."""
    days = {**daily("ok", "timeout"), **daily(None, first=18, state="paused", failure_weight=30.0), **daily("dns", first=19)}
    for batch in days:
        days[batch] = [*days[batch], *([poll(batch, "bygone")] if batch < "2026-11-18" else [poll(batch, POST)])]
    ask = told(days)
    assert states(ask)[2:] == [("18", "retired", "paused", 0, 0), ("19", "retired", "paused", 1, 0)]
    assert [row[1:3] for row in states(ask, "bygone")] == [("ok", None)] * 2 + [("retired", "not declared")] * 2
    assert ask("select sources_due, is_complete from trend where day = '2026-11-19' and dispute_type = 'other'") == [(1, True)]


def test_a_news_sitemap_that_was_down_for_days_has_lost_news(told: Callable[..., Ask]) -> None:
    """Back on the 20th at six, it lists from the 18th at six on: what came between the 16th at six and then is lost."""
    days = daily("ok", "timeout", "timeout", "timeout", "ok", first=16)
    ask = told(days, change=SITEMAP)
    query = "select state, is_news_lost from coverage order by day"
    assert ask(query) == [("ok", True), ("gap", True), ("gap", True), ("gap", False), ("ok", False)]
    assert ask("select day from trend where is_complete and dispute_type = 'other'") == [(date(2026, 11, 20),)]


def test_a_feed_is_not_said_to_have_lost_news(told: Callable[..., Ask]) -> None:
    assert told(daily("ok", "timeout", "ok"))("select distinct is_news_lost from coverage") == [(None,)]


def test_a_batch_that_runs_past_midnight_is_of_one_day(told: Callable[..., Ask]) -> None:
    batch = "2026-11-16T2359"
    late = {"known_at": datetime(2026, 11, 17, 0, 4)}
    row = desk.row(Entry, source_id=POST, url="https://x.example/1", title="T", batch_id=batch, **late)
    ask = told({batch: [poll(batch, WIRE), poll(batch, POST, **late, items_listed=0), row]})
    assert ask("select day, source_id, state, items_listed from coverage order by source_id") == [
        (date(2026, 11, 16), POST, "ok", 1),
        (date(2026, 11, 16), WIRE, "ok", 9),
    ]


def test_the_trend_counts_each_kind_on_its_day_and_has_every_day(golden: Room) -> None:
    columns = "disputes_opened, article_count, statement_count, step_count, sources_due, sources_ok, is_complete"
    with closing(connect(golden.lake)) as connection:
        query = f"select day, {columns} from trend where dispute_type = 'trade_secret' order by day"
        rows = {f"{row[0]:%d}": row[1:] for row in connection.execute(query).fetchall()}
        types = connection.execute("select dispute_type, count(*) from trend group by all order by all").fetchall()
    assert types == [("other", 4), ("patent", 4), ("trade_secret", 4)]
    assert list(rows) == ["20", "21", "22", "23"]
    assert rows["20"][0] == 1 and rows["20"][1] == 3 and rows["20"][4:] == (4, 4, True)
    assert rows["21"] == (0, 0, 0, 0, 4, 0, False)
    assert rows["23"][1] == 1 and rows["23"][3] >= 1 and rows["23"][4:] == (4, 1, False)


def test_the_question_tells_a_quiet_day_from_a_blind_one(told: Callable[..., Ask], tmp_path: Path) -> None:
    told(daily("ok", "timeout", "ok"))
    with closing(connect(desk.open_room(tmp_path).lake)) as connection:
        rows = question(connection, 22)
    assert [(f"{r['day']:%d}", r["verdict"], r["sources_without_data"]) for r in rows] == [
        ("16", "quiet", 0), ("17", "not all seen", 1), ("18", "quiet", 0),
    ]  # fmt: skip
