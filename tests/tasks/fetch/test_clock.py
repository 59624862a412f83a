"""Clocks of sources: by yield between 15 minutes and a week, slowed by failures, paused, revived."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tasks.fetch import alone
from tasks.fetch.clock import Past, clock
from tasks.lake import Lake
from tasks.settings import FetchSettings, load
from tests.tasks.fetch.site import HOST, Answer, Site, feed, fetched, lake_over, reply, serving

LIMITS = load({}).fetch
START = datetime(2026, 11, 1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def polls(step: timedelta, *told: int | str) -> list[Past]:
    """Polls at even steps: a number of new items, or a failure."""
    return [
        Past(at=START + n * step, outcome="ok" if isinstance(t, int) else t, items_new=t if isinstance(t, int) else 0)
        for n, t in enumerate(told)
    ]


@pytest.mark.parametrize(
    ("past", "interval"),
    [
        ([], HOUR),
        (polls(HOUR, 30), HOUR),
        (polls(HOUR, 30, 4), 15 * MINUTE),  # half of a quarter of an hour, but never below the floor
        (polls(HOUR, 30, 1), 30 * MINUTE),
        (polls(DAY, 30, 1, 1, 1), 12 * HOUR),
        (polls(HOUR, 30, 0), HOUR),
        (polls(HOUR, 30, 0, 0, 0, 0, 0, 0, 0), 7 * HOUR),  # silence slows it by itself
        (polls(DAY, 30, *[0] * 20), 7 * DAY),
        (polls(7 * DAY, 30, *[0] * 20, 40), timedelta(hours=2, minutes=6)),  # and a burst wakes it
        (polls(HOUR, 30, 1, "timeout", "timeout"), 30 * MINUTE * 2**0.5),
        (polls(HOUR, 30, 1, "decode", "decode"), HOUR),
        (polls(HOUR, 30, 1, "http_4xx", "http_4xx"), 2 * HOUR),
        (polls(HOUR, 30, 1, "http_4xx", "http_4xx", 0), 2 * HOUR),
        (polls(HOUR, "gone"), 7 * DAY),
    ],
)
def test_an_interval_is_what_yield_and_failures_make_it(past: list[Past], interval: timedelta) -> None:
    assert abs(clock(past, LIMITS).interval - interval) < timedelta(seconds=1)
    assert clock(past[::-1], LIMITS) == clock(past, LIMITS)


def test_thirty_days_of_failure_pause_a_source_and_one_success_revives_it() -> None:
    failing = polls(DAY, 5, 5, *["dns"] * 30)
    assert not clock(failing[:-1], LIMITS).is_paused
    paused = clock(failing, LIMITS)
    assert (paused.is_paused, paused.interval, paused.failure_weight) == (True, 7 * DAY, 7.5)
    revived = clock([*failing, Past(at=failing[-1].at + 7 * DAY, outcome="ok", items_new=9)], LIMITS)
    assert (revived.is_paused, revived.failure_weight) == (False, 0.0)
    assert revived.interval < 7 * DAY


def test_a_run_that_comes_a_little_early_is_not_sent_home() -> None:
    due = clock(polls(HOUR, 30, 0), LIMITS)
    assert due.due_at == START + 2 * HOUR
    assert due.is_due(START + 2 * HOUR - 5 * MINUTE)
    assert not due.is_due(START + 2 * HOUR - 7 * MINUTE)


def two_feeds(site: Site, folder: Path) -> Lake:
    return lake_over(site, folder, urls=(f"http://{HOST}/busy.xml", "http://b.example/quiet.xml"))


def asked_on(site: Site, path: str) -> int:
    return site.paths().count(path)


def test_two_feeds_are_polled_on_their_own_clocks(tmp_path: Path) -> None:
    """Row 1 and 14: hourly runs; the one that brings news is asked each time, the other less and less often."""
    pages: dict[str, Answer] = {f"/{n}": reply() for n in range(60)}
    with serving({**pages, "/busy.xml": feed(), "/quiet.xml": feed(f"http://{HOST}/0")}) as site:
        lake = two_feeds(site, tmp_path)
        lake = replace(lake, settings=alone(lake.settings))
        for hour in range(16):
            site.pages["/busy.xml"] = feed(*(f"http://{HOST}/{n}" for n in range(2 * hour + 2)))
            fetched(lake, f"2026-11-20T{hour:02}00")
        assert asked_on(site, "/busy.xml") == 16
        assert 3 <= asked_on(site, "/quiet.xml") <= 6
        told = lake.reader().sql("select source_id, state, count(*) from polls group by all order by all")
        assert told[0] == ("s0", "polled", 16)
        assert sum(n for source, _, n in told if source == "s1") == 16
        assert {state for source, state, _ in told if source == "s1"} == {"polled", "resting"}


def test_a_clock_is_folded_from_rows_alone(tmp_path: Path) -> None:
    """Another machine with the same lake, and nothing else, asks the same sources."""
    with serving({"/busy.xml": feed(), "/quiet.xml": feed(f"http://{HOST}/0"), "/0": reply()}) as site:
        lake = two_feeds(site, tmp_path)
        fetched(lake, "2026-11-20T0600")
        fetched(lake, "2026-11-20T0610")
        assert asked_on(site, "/quiet.xml") == 1
        elsewhere = replace(lake, settings=replace(lake.settings, cache=tmp_path / "other"))
        fetched(elsewhere, "2026-11-20T0620")
        assert asked_on(site, "/quiet.xml") == 1
        fetched(elsewhere, "2026-11-20T0700")
        assert asked_on(site, "/quiet.xml") == 2


def test_a_source_that_is_gone_is_left_alone_for_a_week_and_told_so(tmp_path: Path) -> None:
    with serving({"/busy.xml": reply(status=410), "/quiet.xml": feed()}) as site:
        lake = two_feeds(site, tmp_path)
        for day in range(20, 28):
            fetched(lake, f"2026-11-{day}T0600")
        assert asked_on(site, "/busy.xml") == 2
        rows = lake.reader().sql("select state, outcome from polls where source_id = 's0' order by known_at")
        assert rows == [("polled", "gone"), *[("paused", None)] * 6, ("polled", "gone")]
        site.pages["/busy.xml"] = feed()
        fetched(lake, "2026-12-04T0600")
        fetched(lake, "2026-12-05T0600")
        assert asked_on(site, "/busy.xml") == 4


def test_another_address_begins_a_new_clock(tmp_path: Path) -> None:
    with serving({"/busy.xml": reply(status=410), "/quiet.xml": feed(), "/new.xml": feed()}) as site:
        fetched(two_feeds(site, tmp_path), "2026-11-20T0600")
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/new.xml", "http://b.example/quiet.xml"))
        fetched(lake, "2026-11-20T0630")
        assert asked_on(site, "/new.xml") == 1


def test_limits_are_settings() -> None:
    brisk: FetchSettings = replace(LIMITS, min_poll_minutes=1, max_poll_minutes=60)
    assert clock(polls(HOUR, 30, 60), brisk).interval == MINUTE
    assert clock(polls(DAY, 30, 0, 0), brisk).interval == HOUR
