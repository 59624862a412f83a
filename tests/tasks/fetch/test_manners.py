"""Politeness and patience over real HTTP: what a host asked for holds for all of it, across phases, parts and batches."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tasks import fetch, parse
from tasks.fetch import keeping
from tasks.fetch.due import belongs, part_names
from tasks.lake import Lake, commit, plan, run, work
from tasks.settings import FetchSettings
from tests.tasks.fetch.site import HOST, PAGE, Answer, Site, feed, fetched, lake_over, rejected, reply, serving

DAY1, DAY2, DAY3 = "2026-11-20T0600", "2026-11-21T0600", "2026-11-22T0600"


def limited(lake: Lake, **limits: object) -> Lake:
    """The same lake with other settings of fetch."""
    fetch_settings: FetchSettings = replace(lake.settings.fetch, **limits)  # type: ignore[arg-type]
    return replace(lake, settings=replace(lake.settings, fetch=fetch_settings))


def rows(lake: Lake, query: str) -> list[tuple[object, ...]]:
    return lake.reader().sql(query)


# --- what a host asks for ---


@pytest.mark.parametrize("told", ["7200", "99999999999999999999", "Sat, 21 Nov 2026 05:00:00 GMT"])
def test_retry_after_holds_for_the_whole_host_and_into_the_next_batch(tmp_path: Path, told: str) -> None:
    links = [f"http://{HOST}/{n}" for n in range(3)]
    pages: dict[str, Answer] = {f"/{n}": reply(status=429, headers={"Retry-After": told}) for n in range(3)}
    with serving({"/feed.xml": feed(*links), **pages}) as site:
        lake = lake_over(site, tmp_path)
        tally = fetched(lake, DAY1)
        assert (tally.outcomes["deferred"], tally.reasons["rate_limited"]) == (3, 3)
        assert [p for p in site.paths() if p in pages] == ["/0"]
        if told == "7200":
            before = len(site.asked)
            fetched(lake, "2026-11-20T0700")
            assert len(site.asked) == before
        site.pages.update({f"/{n}": reply() for n in range(3)})
        assert fetched(lake, DAY3).outcomes["accepted"] == 3


def test_retry_after_of_a_poll_holds_for_the_pages(tmp_path: Path) -> None:
    urls = (f"http://{HOST}/feed.xml", "http://b.example/other.xml")
    busy = reply(status=503, headers={"Retry-After": "60"})
    with serving({"/feed.xml": busy, "/other.xml": feed(f"http://{HOST}/p"), "/p": reply()}) as site:
        tally = fetched(lake_over(site, tmp_path, urls=urls))
        assert tally.outcomes["deferred"] == 1
        assert "/p" not in site.paths()


@pytest.mark.parametrize(("ours", "theirs"), [(2.0, 0), (0.0, 2)])
def test_a_delay_is_kept_between_poll_and_visit_of_a_host(tmp_path: Path, ours: float, theirs: int) -> None:
    """Our own delay, or the Crawl-delay of a robots.txt that the second phase only remembers."""
    robots = reply(f"User-agent: *\nCrawl-delay: {theirs}\n".encode(), media="text/plain")
    with serving({"/robots.txt": robots, "/feed.xml": feed(f"http://{HOST}/p"), "/p": reply()}) as site:
        lake = limited(lake_over(site, tmp_path), delay_seconds=ours, chunks=1)
        fetched(replace(lake, settings=replace(lake.settings, clock="wall")))
        at = {path: when for path, _, when in site.asked}
        # As the server notes them: a busy machine notes an arrival late.
        assert at["/feed.xml"] - at["/robots.txt"] >= 1.5
        assert at["/p"] - at["/feed.xml"] >= 1.5


# --- robots.txt ---


def test_robots_is_asked_once_a_day_and_then_conditionally(tmp_path: Path) -> None:
    def robots(handler: BaseHTTPRequestHandler) -> None:
        is_same = handler.headers.get("If-None-Match") == '"r1"'
        body = b"User-agent: *\nDisallow: /private\n"
        reply(b"" if is_same else body, status=304 if is_same else 200, headers={"ETag": '"r1"'}, media="text/plain")(handler)

    with serving({"/robots.txt": robots, "/feed.xml": feed(f"http://{HOST}/private/x")}) as site:
        lake = lake_over(site, tmp_path)
        for batch in (DAY1, "2026-11-20T1200", "2026-11-20T1800", "2026-11-21T1200", "2026-11-22T0600"):
            fetched(lake, batch)
        assert site.paths().count("/robots.txt") == 2
        assert rows(lake, "select outcome, is_conditional from fetches where resource = 'robots' order by known_at") == [
            ("ok", False),
            ("not_modified", True),
        ]
        assert not [p for p in site.paths() if p.startswith("/private")]
        assert rows(lake, "select distinct reason from rejects") == [("robots",)]


def test_robots_that_moved_is_followed_and_a_long_one_is_read_to_its_bound(tmp_path: Path) -> None:
    long = b"User-agent: *\nDisallow: /no\n" + b"# filler of a file that never ends\n" * 30_000 + b"Disallow: /late\n"
    moved = reply(status=301, headers={"Location": "/r2.txt"})
    links = feed(f"http://{HOST}/no/1", f"http://{HOST}/late/1")
    with serving(
        {"/robots.txt": moved, "/r2.txt": reply(long, media="text/plain"), "/feed.xml": links, "/late/1": reply()}
    ) as site:
        lake = lake_over(site, tmp_path)
        tally = fetched(lake)
        assert (tally.reasons["robots"], tally.outcomes["accepted"]) == (1, 1)
        assert "/no/1" not in site.paths()


def test_robots_that_fails_is_not_asked_again_by_the_next_phase(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed("http://b.example/p"), "/b.xml": feed()}) as site:
        ours = site.pages["/robots.txt"]
        site.pages["/robots.txt"] = lambda h: (reply(status=500) if "b.example" in h.headers["Host"] else ours)(h)
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/feed.xml", "http://b.example/b.xml"))
        assert fetched(lake).outcomes["deferred"] == 1
        asked = [h["Host"] for path, h, _ in site.asked if path == "/robots.txt"]
        assert sum("b.example" in host for host in asked) == 3


# --- revisits ---


def moved_page(handler: BaseHTTPRequestHandler) -> None:
    is_same = handler.headers.get("If-None-Match") == 'W/"x"'
    reply(b"" if is_same else PAGE, status=304 if is_same else 200, headers={"ETag": 'W/"x"'})(handler)


def dated_feed(hour: int) -> Answer:
    item = f"<item><title>T</title><link>http://{HOST}/old</link><pubDate>Fri, 20 Nov 2026 {hour:02}:00:00 GMT</pubDate></item>"
    return reply(f'<rss version="2.0"><channel><title>F</title>{item}</channel></rss>'.encode(), media="application/rss+xml")


def test_a_page_behind_a_redirect_is_asked_conditionally_at_the_hop_that_knows_it(tmp_path: Path) -> None:
    pages = {"/feed.xml": dated_feed(1), "/old": reply(status=302, headers={"Location": "/new"}), "/new": moved_page}
    with serving(pages) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake, DAY1)
        site.pages["/feed.xml"] = dated_feed(2)  # its date has moved: the page is asked for again
        tally = fetched(lake, "2026-11-20T0705")
        assert tally.reasons["unchanged"] == 1
        assert [h.get("If-None-Match") for path, h, _ in site.asked if path == "/new"] == [None, 'W/"x"']


def test_an_unchanged_feed_is_known_by_its_hash_and_kept_once(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply()}) as site:
        lake = lake_over(site, tmp_path)
        for batch in (DAY1, DAY2, DAY3):
            fetched(lake, batch)
        assert rows(lake, "select outcome from fetches where resource = 'source' order by known_at") == [
            ("ok",),
            ("same_bytes",),
            ("same_bytes",),
        ]
        assert rows(lake, "select outcome, items_new from polls order by known_at") == [
            ("ok", 1),
            ("unchanged", 0),
            ("unchanged", 0),
        ]
        assert rows(lake, "select count(*) from captures where resource = 'source'") == [(1,)]


def test_a_304_that_nobody_asked_for_is_asked_again_plainly(tmp_path: Path) -> None:
    def page(handler: BaseHTTPRequestHandler) -> None:
        is_plain = handler.headers.get("Cache-Control") == "no-cache"
        reply(PAGE if is_plain else b"", status=200 if is_plain else 304)(handler)

    with serving({"/feed.xml": feed(f"http://{HOST}/p", f"http://{HOST}/q"), "/p": page, "/q": reply(b"", status=304)}) as site:
        lake = lake_over(site, tmp_path)
        tally = fetched(lake)
        assert (tally.outcomes["accepted"], tally.outcomes["rejected"]) == (1, 1)
        assert rejected(lake) == {"q": "http_4xx"}
        assert (site.paths().count("/p"), site.paths().count("/q")) == (2, 2)


def test_a_validator_over_one_kilobyte_is_not_sent_back(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply(headers={"ETag": '"' + "x" * 1100 + '"'})}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake, DAY1)
        fetched(lake, DAY2)
        assert [h.get("If-None-Match") for path, h, _ in site.asked if path == "/p"] == [None, None]


def test_an_article_is_looked_at_again_at_its_ages_and_no_more(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply()}) as site:
        lake = lake_over(site, tmp_path)
        seen = []
        for batch in ("20T0600", "20T1100", "20T1200", "21T0000", "21T0600", "23T0600", "24T0600", "27T0600", "28T0600"):
            before = site.paths().count("/p")
            fetched(lake, f"2026-11-{batch}")
            seen.append(site.paths().count("/p") - before)
        assert seen == [1, 0, 1, 0, 1, 1, 0, 1, 0]  # at once, after 6 hours, 1, 3 and 7 days
        fetched(lake, "2026-12-20T0600")
        fetched(lake, "2027-02-20T0600")
        assert site.paths().count("/p") == sum(seen) + 1  # after 30 days, and never again


# --- what is put off ---


def test_a_page_is_put_off_longer_each_time_and_given_up_after_three_days(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply(status=503)}) as site:
        lake = limited(lake_over(site, tmp_path), attempts=1, chunks=1)
        asked = []
        for hour in (0, 1, 2, 3, 4, 5, 8, 9, 16, 17, 32, 33, 56, 57, 80, 81, 82, 130):
            before = site.paths().count("/p")
            fetched(lake, f"2026-11-{20 + hour // 24}T{hour % 24:02}00")
            asked += [hour] if site.paths().count("/p") > before else []
        assert asked == [0, 1, 2, 3, 5, 9, 17, 33, 57, 81]
        last = rows(lake, "select outcome, message from rejects where item like '%/p' order by known_at desc limit 1")[0]
        assert last[0] == "rejected"
        assert "given up (settings.fetch.retry_page_days)" in str(last[1])


def test_a_page_that_was_put_off_keeps_what_the_feed_said_of_it(tmp_path: Path) -> None:
    """The page has no date of its own: the feed's is the one it gets, though the feed no longer lists it."""
    with serving({"/feed.xml": dated_feed(1), "/old": reply(status=503)}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake, DAY1)
        site.pages.update({"/old": reply(), "/feed.xml": feed()})
        fetched(lake, DAY2)
        run(lake, parse.STEP, DAY2)
        told = "select source_id, published_basis, published_at::varchar from revisions where batch_id = '2026-11-21T0600'"
        assert rows(lake, told) == [("s0", "feed", "2026-11-20 01:00:00")]


@pytest.mark.parametrize(
    ("answer", "tries", "put_off"),
    [
        (reply(status=502), 3, 6),
        (reply(PAGE, length=len(PAGE) + 9), 3, 4),  # the two that were read are rejected, the rest was never asked for
        (reply(b"x", headers={"Content-Encoding": "gzip"}), 1, 4),
    ],
)
def test_a_host_that_gives_nothing_usable_is_left_alone_after_two_addresses(
    tmp_path: Path, answer: Answer, tries: int, put_off: int
) -> None:
    links = [f"http://{HOST}/{n}" for n in range(6)]
    with serving({"/feed.xml": feed(*links), **{f"/{n}": answer for n in range(6)}}) as site:
        tally = fetched(lake_over(site, tmp_path))
        assert (tally.outcomes["deferred"], tally.reasons["unwell"]) == (put_off, 4)
        assert len([p for p in site.paths() if p[1:].isdigit()]) == 2 * tries


def test_a_flood_of_one_source_leaves_room_for_another_of_its_host(tmp_path: Path) -> None:
    urls = (f"http://{HOST}/flood.xml", f"http://{HOST}/small.xml")
    links = [f"http://{HOST}/f{n}" for n in range(30)]
    few = [f"http://{HOST}/s{n}" for n in range(3)]
    pages: dict[str, Answer] = {link.removeprefix(f"http://{HOST}"): reply() for link in (*links, *few)}
    with serving({"/flood.xml": feed(*links), "/small.xml": feed(*few), **pages}) as site:
        lake = lake_over(site, tmp_path, urls=urls)
        fetched(lake)
        order = [p for p in site.paths() if p in pages]
        assert all(order.index(f"/s{n}") <= 6 for n in range(3))


def test_what_is_over_a_hosts_share_waits_for_the_next_batch(tmp_path: Path) -> None:
    links = [f"http://{HOST}/{n}" for n in range(8)]
    with serving({"/feed.xml": feed(*links), **{f"/{n}": reply() for n in range(8)}}) as site:
        lake = limited(lake_over(site, tmp_path), delay_seconds=0.15, max_host_seconds=0.4)
        first = fetched(lake, DAY1)
        assert first.outcomes["accepted"] < 8
        assert first.reasons["over_share"] == 8 - first.outcomes["accepted"]
        rest = fetched(limited(lake, max_host_seconds=60), "2026-11-20T0700")
        assert first.outcomes["accepted"] + rest.outcomes["accepted"] == 8


# --- patience ---


def drip(handler: BaseHTTPRequestHandler) -> None:
    """An answer that never ends, a byte at a time."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(600):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


def test_a_run_does_not_wait_for_hosts_that_say_nothing(tmp_path: Path) -> None:
    links = ["http://drip.example/drip", "http://drip.example/never", f"http://{HOST}/p"]
    with serving({"/feed.xml": feed(*links), "/drip": drip, "/never": reply(), "/p": reply()}) as site:
        lake = limited(lake_over(site, tmp_path), patience_seconds=0.5)
        began = time.monotonic()
        tally = fetched(lake)
        assert time.monotonic() - began < 10
        assert (tally.outcomes["accepted"], tally.outcomes["deferred"], tally.reasons["timeout"]) == (1, 2, 2)
        assert "/never" not in site.paths()


def test_an_address_has_one_minute_over_all_its_hops(tmp_path: Path) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.4)
        reply(status=302, headers={"Location": handler.path + "x"})(handler)

    with serving({"/feed.xml": feed(f"http://{HOST}/s"), "/s": slow, "/sx": slow, "/sxx": slow, "/sxxx": reply()}) as site:
        lake = limited(lake_over(site, tmp_path), total_timeout_seconds=1.0)
        assert fetched(lake).reasons["timeout"] == 1
        assert "/sxxx" not in site.paths()


# --- several workers ---


def other_part(name: str) -> str:
    """A host whose site is of another part than a.example."""
    here = next(p for p in part_names(2) if belongs(f"http://{HOST}/", p))
    return next(h for n in range(20) if not belongs(f"http://{(h := f'{name}{n}.example')}/", here))


def test_a_redirect_to_a_site_of_another_part_is_followed_when_all_parts_are_done(tmp_path: Path) -> None:
    there = other_part("there")
    pages = {
        "/feed.xml": feed(f"http://{HOST}/away", f"http://{HOST}/stays"),
        "/away": reply(status=301, headers={"Location": f"http://{there}/arrived"}),
        "/stays": reply(),
        "/arrived": reply(),
    }
    with serving(pages) as site:
        lake = lake_over(site, tmp_path)
        for phase in ("poll", "visit"):
            for part in plan(lake, fetch.STEP, DAY1, phase):
                work(lake, fetch.STEP, DAY1, phase, part)
        assert "/arrived" not in site.paths()
        assert plan(lake, fetch.STEP, DAY1, "follow") == ["0of1"]
        work(lake, fetch.STEP, DAY1, "follow", "0of1")
        tally = commit(lake, fetch.STEP, DAY1)
        assert tally is not None
        assert (tally.seen, tally.outcomes["accepted"]) == (2, 2)
        assert site.paths().count("/away") == 1
        assert rows(lake, "select url, final_url from captures where url like '%away'") == [
            (f"http://{HOST}/away", f"http://{there}/arrived")
        ]


def test_a_source_that_moves_to_another_site_is_told_and_not_followed(tmp_path: Path) -> None:
    there = other_part("there")
    moved = reply(status=301, headers={"Location": f"http://{there}/feed.xml"})
    with serving({"/old.xml": moved, "/feed.xml": feed()}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/old.xml",))
        fetched(lake)
        assert "/feed.xml" not in site.paths()
        ((source, reason, message),) = fetch.failed_sources(lake.reader(), DAY1)
        assert (source, reason) == ("s0", "moved")
        assert f"http://{there}/feed.xml" in message


def test_halves_of_two_sharings_are_never_mixed(tmp_path: Path) -> None:
    """A run that two workers began is finished by one: nothing is taken for done that was not."""
    links = [f"http://h{n}.example/p" for n in range(8)]
    with serving({"/feed.xml": feed(*links), "/p": reply()}) as site:
        lake = lake_over(site, tmp_path)
        for part in plan(lake, fetch.STEP, DAY1, "poll"):
            work(lake, fetch.STEP, DAY1, "poll", part)
        alone = replace(lake, settings=fetch.alone(lake.settings))
        assert fetched(alone, DAY1).outcomes["accepted"] == 8


# --- memory ---


@pytest.fixture
def small_archives(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(keeping, "MAX_RESPONSES", 5)
    yield


@pytest.mark.usefixtures("small_archives")
def test_archives_are_put_away_while_a_part_runs(tmp_path: Path) -> None:
    pages: dict[str, Answer] = {f"/{n}": reply(PAGE + b"%d" % n) for n in range(23)}
    with serving({"/feed.xml": feed(*(f"http://{HOST}{p}" for p in pages)), **pages}) as site:
        lake = lake_over(site, tmp_path)
        assert fetched(lake).outcomes["accepted"] == 23
        files = [f for f in lake.state().files("warc") if f.rows]
        assert sorted(f.rows for f in files if "visit" in f.key) == [3, 5, 5, 5, 5]
        assert rows(lake, "select count(distinct url), count(*) from captures where resource = 'page'") == [(23, 23)]
        assert rows(lake, "select count(*) from fetches where resource = 'page'") == [(23,)]


# --- nothing of the environment ---


def test_proxies_netrc_and_cookies_of_the_environment_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text(f"machine {HOST} login seeded password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    pages = {
        "/feed.xml": feed(f"http://{HOST}/p", f"http://{HOST}/q"),
        "/p": reply(headers={"Set-Cookie": "a=b"}),
        "/q": reply(),
    }
    with serving(pages) as site:
        assert fetched(lake_over(site, tmp_path)).outcomes["accepted"] == 2
        assert_nothing_sent(site)


def assert_nothing_sent(site: Site) -> None:
    sent = {name.lower() for _, headers, _ in site.asked for name in headers}
    assert sent.isdisjoint({"cookie", "authorization", "proxy-authorization"})


# --- what the rows tell ---


def test_every_revisit_of_a_second_run_is_conditional_and_the_rest_is_known_by_its_hash(tmp_path: Path) -> None:
    """Rows 9 and 10, over every kind of validator; the one page that sends none cannot be asked conditionally."""
    validators: dict[str, dict[str, str]] = {
        "/etag": {"ETag": '"a"'},
        "/weak": {"ETag": 'W/"b, c"'},
        "/unquoted": {"ETag": "d e"},
        "/modified": {"Last-Modified": "Thu, 19 Nov 2026 07:00:00 GMT"},
        "/odd": {"Last-Modified": "thursday the 19th"},
        "/both": {"ETag": '"f"', "Last-Modified": "Thu, 19 Nov 2026 07:00:00 GMT"},
        "/none": {},
    }
    pages: dict[str, Answer] = {path: reply(PAGE + path.encode(), headers=told) for path, told in validators.items()}
    with serving({"/feed.xml": feed(*(f"http://{HOST}{path}" for path in pages)), **pages}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake, DAY1)
        first = len(site.asked)
        assert fetched(lake, DAY2).reasons["unchanged"] == len(pages)
        for path, headers, _ in site.asked[first:]:
            sent = {"ETag": headers.get("If-None-Match"), "Last-Modified": headers.get("If-Modified-Since")}
            assert {k: v for k, v in sent.items() if v} == validators.get(path, {})
        share = """
            select avg(is_conditional::int) from fetches f
            where batch_id = '2026-11-21T0600' and resource = 'page' and exists (
                select 1 from fetches b
                where b.url = f.url and b.batch_id < f.batch_id and (b.etag <> '' or b.last_modified <> '')
            )
        """
        assert rows(lake, share) == [(1.0,)]
        assert rows(lake, "select count(*) from captures where batch_id = '2026-11-21T0600'") == [(0,)]


def test_the_share_of_refusals_of_a_source_by_day_is_one_query(tmp_path: Path) -> None:
    """Row 16: every attempt is a row."""
    pages: dict[str, Answer] = {f"/{n}": reply(status=403) if n < 3 else reply() for n in range(4)}
    with serving({"/feed.xml": feed(*(f"http://{HOST}/{n}" for n in range(4))), **pages}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake, DAY1)
        query = """
            select source_id, known_at::date, avg((status = 403)::int) from fetches where resource = 'page' group by all
        """
        assert [(source, str(day), share) for source, day, share in rows(lake, query)] == [("s0", "2026-11-20", 0.75)]
