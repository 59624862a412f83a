"""No news and no data, told apart by real polls: over the sample, and over two feeds of which one fails."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasks.lake import Lake, run
from tasks.publish import publish
from tasks.publish.shell import connect
from tasks.replay import STEPS
from tests.conftest import Published
from tests.tasks.fetch.site import Answer, fetched, lake_over, reply, serving

DAYS = ("2026-11-20T0600", "2026-11-21T0600", "2026-11-22T0600", "2026-11-23T0600")


def test_the_sample_is_whole_on_its_two_days_and_blind_between(sample: Published) -> None:
    states = sample.sql("select day, state, reason, count(*) from coverage group by all order by all")
    assert states == [
        (date(2026, 11, 20), "ok", None, 8),
        (date(2026, 11, 21), "gap", "not asked", 8),
        (date(2026, 11, 22), "gap", "not asked", 8),
        (date(2026, 11, 23), "ok", None, 8),
    ]
    assert sample.sql("select distinct source_id from coverage where is_news_lost") == [("meridian-daily",)]
    assert sample.sql("select day, any_value(is_complete) from trend group by day order by day") == [
        (date(2026, 11, 20), False),
        (date(2026, 11, 21), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
    ]


def _feed(*names: str, etag: str = "") -> Answer:
    items = "".join(
        f"<item><title>About {n}</title><link>http://a.example/{n}</link>"
        "<pubDate>Fri, 20 Nov 2026 05:00:00 GMT</pubDate></item>" for n in names
    )  # fmt: skip
    body = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()
    return reply(body, media="application/rss+xml", headers={"ETag": etag} if etag else None)


def _unchanged(handler: Any) -> None:
    is_known = handler.headers.get("If-None-Match") == '"1"'
    (reply(b"", status=304) if is_known else _feed("steady", etag='"1"'))(handler)


@pytest.fixture
def failing(tmp_path: Path) -> Lake:
    """Four days of two feeds: the first never changes and rests on the last day, the second is gone for two days."""
    pages = {"/steady.xml": _unchanged, "/frail.xml": _feed("one"), **{f"/{n}": reply() for n in ("steady", "one", "two")}}
    with serving(pages) as site:
        lake = lake_over(site, tmp_path, urls=("http://a.example/steady.xml", "http://b.example/frail.xml"))
        for batch, answer in zip(
            DAYS, (_feed("one"), reply(status=404), reply(b"<html>moved</html>"), _feed("two")), strict=True
        ):
            site.pages["/frail.xml"] = answer
            fetched(lake, batch)
    for batch in DAYS:
        for step in STEPS.values():
            run(lake, step, batch)
    publish(lake)
    return lake


def test_dropping_one_feed_turns_its_days_to_gap_and_the_trend_marks_them(failing: Lake) -> None:
    with closing(connect(failing)) as connection:
        states = connection.execute("select source_id, state, reason, items_new from coverage order by all").fetchall()
        trend = connection.execute(
            "select disputes_opened, sources_due, sources_ok, is_complete, without_data from trend "
            "where dispute_type = 'patent' order by day"
        ).fetchall()
        funnel = connection.execute(
            "select sources_due, sources_ok, coverage_state from funnel where step = 'fetch' order by day"
        ).fetchall()
    assert [s[1:3] for s in states if s[0] == "s0"] == [("ok", None)] * 4
    assert sorted(s[1:] for s in states if s[0] == "s1") == [
        ("gap", "http_4xx", 0),
        ("gap", "not_a_feed", 0),
        ("ok", None, 1),
        ("ok", None, 1),
    ]
    assert trend == [
        (0, 2, 2, True, []), (0, 2, 1, False, ["s1"]), (0, 2, 1, False, ["s1"]), (0, 1, 1, True, []),
    ]  # fmt: skip
    assert funnel == [(2, 2, "ok"), (2, 1, "gap"), (2, 1, "gap"), (1, 1, "ok")]
