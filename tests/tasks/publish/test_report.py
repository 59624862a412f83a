"""What a run ends with."""

from __future__ import annotations

from tasks.publish import publish, report
from tasks.publish.status import rejects, status
from tests.sql import desk
from tests.sql.desk import Room

EXPECTED = """\
 Osier Labs is reported to accuse Vantage Cloud of stealing trade secrets
   stage      allegation (legal action considered; nothing filed)
   rests on   unnamed sources only; Osier Labs declined to comment
   answer     Vantage Cloud denied it the same day
   government GB: British minister (not named): warning (2 of 6)
   context    export control (background, not an event)
   reports    3 articles, 1 independent voice
   evidence   "Osier Labs has accused Vantage Cloud of stealing trade secrets, according to three people."\
"""


def test_the_golden_quarrel_as_an_editor_reads_it(room: Room) -> None:
    room.bring(desk.FIRST, desk.golden()[desk.FIRST])
    publish(room.lake)
    told = report(room.lake)
    assert EXPECTED in told
    assert "day 2026-11-20 (UTC)" in told
    assert "1 dispute. Allegations are reported, not established." in told


def test_the_funnel_of_the_newest_day(golden: Room) -> None:
    lines = [line.split() for line in report(golden.lake).splitlines()]
    assert ["parse", "2", "2", "0", "0", "0", "0"] in lines
    assert ["publish", "6", "6", "0", "0", "0", "0", "statements;", "all", "checks", "passed"] in lines


def test_a_lake_without_disputes(room: Room) -> None:
    room.bring(desk.FIRST, [desk.asked(desk.FIRST, "harbour-wire")])
    publish(room.lake)
    assert "No disputes." in report(room.lake)


def test_status_tells_what_waits_and_how_sources_stand(golden: Room) -> None:
    golden.bring("2026-11-24T0600", [desk.asked("2026-11-24T0600", "harbour-wire", "timeout", status=None)], upto="parse")
    told = status(golden.lake)
    assert "deduplicate behind=1" in told
    assert "publish behind=0" in told
    assert "source harbour-wire last_ok=2026-11-23 06:00:00 last=timeout" in told


def test_what_was_not_seen_stands_beside_the_counts(golden: Room) -> None:
    assert "Not all of the day was seen: Brightwater Post (gap: not asked), Circuit Ledger (gap: timeout)" in report(
        golden.lake
    )
    told = status(golden.lake)
    assert "  day 2026-11-20 disputes_opened=1 articles=3 sources_ok=4 sources_due=4 coverage=ok\n" in told
    assert "  day 2026-11-23 disputes_opened=0 articles=1 sources_ok=1 sources_due=4 coverage=gap missed=" in told
    assert "circuit-ledger:timeout" in told


def test_overdue_promises_are_counted_and_told(golden: Room) -> None:
    assert "overdue      1 promise; the last due 2026-11-21: " in report(golden.lake)
    assert "  promises overdue=1" in status(golden.lake)


def test_no_rejects_is_said(golden: Room) -> None:
    assert rejects(golden.lake) == "rejects none"
