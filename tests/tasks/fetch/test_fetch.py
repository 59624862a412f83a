"""Fetch over a web that misbehaves: one bad item costs one item, and nothing is asked that should not be."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as Oracle

from tasks import ConfigError, fetch
from tasks.lake import plan
from tests.conftest import REAL_CONNECT
from tests.tasks.fetch.site import HOST, PAGE, feed, fetched, lake_over, rejected, reply, serving

NEXT = "2026-11-21T0600"
# Expands 20 to 1, and to more than a page may have.
LARGE = gzip.compress(b"".join(b"%07d%s" % (n, b" " * 60) for n in range(400_000)))
BOMB = gzip.compress(b"\0" * 60_000_000)


def outcomes(lake: object, path: str) -> list[str]:
    return [
        o
        for (o,) in lake.reader().sql(
            "select outcome from fetches where url = ? order by batch_id, attempt", [f"http://{HOST}{path}"]
        )
    ]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("answer", "reason", "outcome", "tries"),
    [
        (reply(status=404), "http_4xx", "rejected", 1),
        (reply(status=410), "http_4xx", "rejected", 1),
        (reply(status=500), "http_5xx", "deferred", 3),
        (reply(status=429, headers={"Retry-After": "120"}), "rate_limited", "deferred", 1),
        (reply(PAGE, length=len(PAGE) + 50), "framing", "rejected", 3),
        (reply(b"%PDF-1.7 x", media="application/pdf"), "not_a_page", "rejected", 1),
        (reply(b"%PDF-1.7 x"), "not_a_page", "rejected", 1),
        (reply(BOMB, headers={"Content-Encoding": "gzip"}), "ratio", "rejected", 1),
        (reply(LARGE, headers={"Content-Encoding": "gzip"}), "too_big_decoded", "rejected", 1),
        (reply(gzip.compress(PAGE)[:-9], headers={"Content-Encoding": "gzip"}), "decode", "rejected", 1),
        (reply(b"x", headers={"Content-Encoding": "sdch"}), "decode", "rejected", 1),
        (reply(b"x" * 11_000_000), "too_big_wire", "rejected", 1),
        (reply(status=302, headers={"Location": "/p"}), "redirect_limit", "rejected", 1),
        (reply(status=302, headers={"Location": "http://127.0.0.1/x"}), "blocked_address", "rejected", 1),
        (reply(status=302, headers={"Location": "http://localhost/x"}), "blocked_address", "rejected", 1),
        (reply(status=302, headers={"Location": "file:///etc/passwd"}), "bad_scheme", "rejected", 1),
    ],
)
def test_a_bad_page_costs_one_page(tmp_path: Path, answer: object, reason: str, outcome: str, tries: int) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p", f"http://{HOST}/q"), "/p": answer, "/q": reply()}) as site:  # type: ignore[dict-item]
        lake = lake_over(site, tmp_path)
        tally = fetched(lake)
        # A host that asks to wait is left alone: the page behind is put off too.
        is_left_alone = reason == "rate_limited"
        assert (tally.outcomes[outcome], tally.outcomes["accepted"]) == ((2, 0) if is_left_alone else (1, 1))
        assert rejected(lake)["p"] == reason
        assert site.paths().count("/p") == tries


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/x", "http://2130706433/x", "http://0x7f.1/x", "http://0177.0.0.1/x", "http://127.1/x", "http://[::1]/x",
        "http://[::ffff:127.0.0.1]/x", "http://[64:ff9b::7f00:1]/x", "http://10.0.0.1/x", "http://169.254.169.254/latest",
        "http://100.64.0.1/x", "http://[fd00::1]/x", "http://0.0.0.0/x", "http://224.0.0.1/x", "http://localhost./x",
        "http://192.168.1.1:80/x",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_in_every_spelling(tmp_path: Path, link: str) -> None:
    with serving({"/feed.xml": feed(link)}) as site:
        lake = lake_over(site, tmp_path)
        tally = fetched(lake)
        # Some spellings are not even an address to the HTTP library.
        assert {r for (r,) in lake.reader().sql("select reason from rejects")} <= {"blocked_address", "bad_url"}
        assert tally.outcomes["rejected"] == 1
        assert site.paths() == ["/robots.txt", "/feed.xml"]


@pytest.mark.parametrize("link", ["ftp://a.example/x", "javascript:alert(1)", "data:text/html,x", "http://", "http://[bad/x"])
def test_a_link_that_is_no_web_address_is_one_reject(tmp_path: Path, link: str) -> None:
    with serving({"/feed.xml": feed(link, f"http://{HOST}/q"), "/q": reply()}) as site:
        lake = lake_over(site, tmp_path)
        tally = fetched(lake)
        assert (tally.outcomes["accepted"], tally.outcomes["rejected"]) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(), "not_a_feed"),
        (reply(b"", media="application/rss+xml"), "not_a_feed"),
        (reply(status=500), "http_5xx"),
        (reply(b'<!DOCTYPE r [<!ENTITY a "b">]><rss version="2.0"><channel/></rss>', media="application/xml"), "xml_dtd"),
    ],
)
def test_a_source_that_fails_is_named_and_the_others_go_on(tmp_path: Path, answer: object, reason: str) -> None:
    urls = (f"http://{HOST}/feed.xml", "http://b.example/bad.xml")
    with serving({"/feed.xml": feed(f"http://{HOST}/q"), "/bad.xml": answer, "/q": reply()}) as site:  # type: ignore[dict-item]
        lake = lake_over(site, tmp_path, urls=urls)
        assert fetched(lake).outcomes["accepted"] == 1
        assert [(s, r) for s, r, _ in fetch.failed_sources(lake.reader(), "2026-11-20T0600")] == [("s1", reason)]


def test_a_dead_host_is_named(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed("http://dead.test/x")}) as site:
        lake = lake_over(site, tmp_path, elsewhere={"dead.test": "127.0.0.1:9"})
        assert fetched(lake).outcomes["deferred"] == 1
        assert rejected(lake) == {"x": "connect"}


def test_robots_is_read_first_and_obeyed(tmp_path: Path) -> None:
    robots = reply(b"User-agent: *\nDisallow: /private\n", media="text/plain")
    links = feed(f"http://{HOST}/private/p", f"http://{HOST}/q", f"http://{HOST}/moved")
    moved = reply(status=301, headers={"Location": "/private/there"})
    with serving({"/robots.txt": robots, "/feed.xml": links, "/q": reply(), "/moved": moved}) as site:
        lake = lake_over(site, tmp_path)
        tally = fetched(lake)
        assert (tally.outcomes["skipped"], tally.reasons["robots"]) == (2, 2)
        assert site.paths()[0] == "/robots.txt"
        assert not [p for p in site.paths() if p.startswith("/private")]


@pytest.mark.parametrize(("status", "outcome"), [(404, "accepted"), (403, "accepted"), (500, "deferred"), (503, "deferred")])
def test_robots_that_fails_is_rfc_9309(tmp_path: Path, status: int, outcome: str) -> None:
    with serving({"/feed.xml": feed("http://b.example/q"), "/q": reply()}) as site:
        ours = site.pages["/robots.txt"]
        site.pages["/robots.txt"] = lambda h: (reply(status=status) if "b.example" in h.headers["Host"] else ours)(h)
        lake = lake_over(site, tmp_path)
        assert fetched(lake).outcomes[outcome] == 1


def test_crawl_delay_is_kept_between_starts(tmp_path: Path) -> None:
    robots = reply(b"User-agent: *\nCrawl-delay: 0.4\n", media="text/plain")
    pages = {f"/{n}": reply() for n in range(4)}
    with serving({"/robots.txt": robots, "/feed.xml": feed(*(f"http://{HOST}/{n}" for n in range(4))), **pages}) as site:
        fetched(lake_over(site, tmp_path))
        at = [when for path, _, when in site.asked if path in pages]
        assert all(later > earlier for earlier, later in pairwise(at))
        # Three delays make 1.2 s and none make next to nothing; a busy machine may note the first arrival late.
        assert at[-1] - at[0] >= 0.8


def test_revisits_are_conditional_byte_for_byte_and_304_keeps_nothing(tmp_path: Path) -> None:
    etag, modified = 'W/"a,b \' c"', "Thu, 19 Nov 2026 07:00:00 GMT"

    def page(handler: BaseHTTPRequestHandler) -> None:
        sent = (handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since"))
        is_same = sent == (etag, modified)
        reply(b"" if is_same else PAGE, status=304 if is_same else 200, headers={"ETag": etag, "Last-Modified": modified})(
            handler
        )  # type: ignore[arg-type]

    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": page}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake)
        tally = fetched(lake, NEXT)
        assert tally.reasons["unchanged"] == 1
        assert outcomes(lake, "/p") == ["ok", "not_modified"]
        assert lake.reader().sql("select count(*) from captures where resource = 'page'") == [(1,)]


def test_an_unchanged_body_is_known_by_its_hash(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply()}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake)
        fetched(lake, NEXT)
        assert outcomes(lake, "/p") == ["ok", "same_bytes"]


def test_a_page_that_was_put_off_is_asked_again(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply(status=503)}) as site:
        lake = lake_over(site, tmp_path)
        assert fetched(lake).outcomes["deferred"] == 1
        site.pages["/p"] = reply()
        assert fetched(lake, NEXT).outcomes["accepted"] == 1


def test_one_page_in_two_feeds_with_tracking_is_asked_once(tmp_path: Path) -> None:
    urls = (f"http://{HOST}/feed.xml", f"http://{HOST}/two.xml")
    pages = {
        "/feed.xml": feed(f"http://{HOST}/p?utm_source=x&id=1"),
        "/two.xml": feed(f"http://{HOST}/p?id=1#top"),
        "/p?id=1": reply(),
    }
    with serving({**pages, "/p?id=1": reply()}) as site:
        tally = fetched(lake_over(site, tmp_path, urls=urls))
        assert (tally.seen, tally.outcomes["accepted"], tally.outcomes["duplicate"]) == (2, 1, 1)
        assert site.paths().count("/p?id=1") == 1


def test_no_cookie_is_sent_back_and_we_say_who_we_are(tmp_path: Path) -> None:
    pages = {
        "/feed.xml": feed(f"http://{HOST}/p", f"http://{HOST}/q"),
        "/p": reply(headers={"Set-Cookie": "a=b"}),
        "/q": reply(),
    }
    with serving(pages) as site:
        fetched(lake_over(site, tmp_path))
        assert not [h for _, h, _ in site.asked if "Cookie" in h]
        assert all(h["User-Agent"].startswith("Disputewire/") for _, h, _ in site.asked)


def test_the_archive_opens_elsewhere_and_tells_where_we_found_it(tmp_path: Path) -> None:
    pages = {
        "/feed.xml": feed(f"http://{HOST}/p", f"http://{HOST}/gone"),
        "/p": reply(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}),
    }
    with serving(pages) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake)
    told = []
    for file in lake.state().files("warc"):
        path = lake.storage.local(file.key)
        with path.open("rb") as stream:
            for record in Oracle(stream, check_digests="raise"):
                record.content_stream().read()
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False):
                assert record.verify_block_digest()
                if record.record_type == WarcRecordType.metadata:
                    told.append(json.loads(record.reader.read()))
    assert {(t["resource"], t["failure"]) for t in told} == {
        ("source", None),
        ("page", None),
        ("page", "http_4xx"),
    }
    rows = lake.reader().sql("select url, warc_file, warc_offset from captures where resource = 'page'")
    assert len(rows) == 1
    with lake.storage.local(rows[0][1]).open("rb") as stream:
        stream.seek(rows[0][2])
        assert next(iter(ArchiveIterator(stream))).headers["WARC-Target-URI"] == rows[0][0]


def test_a_batch_is_fetched_once(tmp_path: Path) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p"), "/p": reply()}) as site:
        lake = lake_over(site, tmp_path)
        fetched(lake)
        before = len(site.asked)
        assert plan(lake, fetch.STEP, "2026-11-20T0600", "poll") == []
        assert len(site.asked) == before


def test_live_sources_need_a_contact(tmp_path: Path) -> None:
    with serving({}) as site:
        lake = lake_over(site, tmp_path, urls=("https://www.example.org/feed.xml",))
        with pytest.raises(ConfigError, match="DISPUTEWIRE_CONTACT"):
            fetched(lake)
        assert lake.state().head == 0


def test_an_address_answers_at_most_four_at_once_whatever_its_hosts(tmp_path: Path) -> None:
    running, most = 0, 0
    lock = threading.Lock()

    def slow(handler: BaseHTTPRequestHandler) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        reply()(handler)

    links = [f"http://h{n}.example/p{n}" for n in range(12)]
    with serving({"/feed.xml": feed(*links)} | {f"/p{n}": slow for n in range(12)}) as site:
        lake = lake_over(site, tmp_path)
        assert fetched(lake).outcomes["accepted"] == 12
        # Every chunk keeps the bound; chunks are worked one after another here.
        assert 2 <= most <= lake.settings.fetch.connections_per_address


def test_a_name_is_looked_up_once_and_what_was_checked_is_connected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that alternates between a public address and the loopback (DNS rebinding)."""
    asked: list[str] = []
    connected: list[str] = []

    def alternating(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "93.184.215.14" if len(asked) % 2 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def refused(self: socket.socket, address: tuple[str, int]) -> None:
        if address[1] == 80:
            connected.append(address[0])
            raise ConnectionRefusedError(111, "refused")
        REAL_CONNECT(self, address)

    links = [f"http://rebinding.test/{n}" for n in range(3)]
    with serving({"/feed.xml": feed(*links)}) as site:
        lake = lake_over(site, tmp_path)
        monkeypatch.setattr(socket, "getaddrinfo", alternating)
        monkeypatch.setattr(socket.socket, "connect", refused)
        tally = fetched(lake)
    assert tally.outcomes["deferred"] == 3
    assert asked == ["rebinding.test"]
    assert set(connected) == {"93.184.215.14"}
