"""Sitemaps as sites have them: nested, endless, gzipped, broken, and dated in every way."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tasks import ItemError
from tasks.fetch.sources.sitemaps import Child, Sitemap, read_sitemap
from tasks.lake import Lake, open_lake
from tests.tasks.fetch.site import HOST, Answer, fetched, lake_over, rejected, reply, serving

BATCH, LATER = "2026-11-20T0600", "2026-11-20T0700"
ROBOTS = reply(f"Sitemap: http://{HOST}/pages.xml\nSitemap: http://{HOST}/index.xml\n".encode(), media="text/plain")


def read(body: bytes) -> Sitemap:
    return read_sitemap(body, "", max_bytes=1 << 22, max_ratio=200)


def xml(text: str) -> Answer:
    return reply(text.encode(), media="text/xml")


def index(*names: str, lastmod: str = "") -> str:
    entries = "".join(f"<sitemap><loc>http://{HOST}/{n}</loc>{lastmod}</sitemap>" for n in names)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'


def news(**days: str) -> str:
    entries = "".join(
        f"<url><loc>http://{HOST}/{name}</loc><news:news><news:publication_date>{day}</news:publication_date>"
        f"<news:title>About {name}</news:title></news:news></url>"
        for name, day in days.items()
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {spaces}>{entries}</urlset>"


def plain(lastmod: str) -> str:
    return f"<urlset><url><loc>http://{HOST}/x</loc><lastmod>{lastmod}</lastmod></url></urlset>"


def visited(lake: Lake) -> list[str]:
    rows = lake.reader().sql("select distinct url from fetches where resource = 'page' order by url")
    return [url.rsplit("/", 1)[-1] for (url,) in rows]


def bounded(lake: Lake, **bounds: int) -> Lake:
    return open_lake(replace(lake.settings, fetch=replace(lake.settings.fetch, **bounds)))


def test_from_robots_txt_over_an_index_to_the_article_of_the_last_two_days(tmp_path: Path) -> None:
    days = {"today": "2026-11-20T05:00:00Z", "before": "2026-11-18T06:30:00Z", "old": "2026-11-18T05:30:00Z"}
    pages = {
        "/robots.txt": ROBOTS,
        "/pages.xml": xml(plain("2026-11-20")),
        "/index.xml": xml(index("more.xml", "news.xml.gz")),
        "/more.xml": xml(plain("2026-11-20")),
        "/news.xml.gz": reply(gzip.compress(news(**days).encode()), media="application/gzip"),
        **{f"/{name}": reply() for name in ("today", "before", "old", "x")},
    }
    with serving(pages) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/robots.txt",), format_="news_sitemap")
        fetched(lake, BATCH)
        assert visited(lake) == ["before", "today"]
        assert "/more.xml" not in site.paths(), "where an address of news gave news, the others are left in peace"
        assert rejected(lake) == {}
        titles = lake.reader().sql("select title, published_at from entries order by title")
        assert titles == [
            ("About before", datetime(2026, 11, 18, 6, 30)),
            ("About today", datetime(2026, 11, 20, 5)),
        ]


def test_three_levels_are_walked_and_the_fourth_is_named(tmp_path: Path) -> None:
    pages = {
        "/one.xml": xml(index("two.xml")),
        "/two.xml": xml(index("three.xml", "news.xml")),
        "/three.xml": xml(index("four.xml", "five.xml")),
        "/news.xml": xml(news(a="2026-11-20")),
        "/a": reply(),
    }
    with serving(pages) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/one.xml",), format_="sitemap")
        fetched(lake, BATCH)
        assert "/three.xml" in site.paths() and "/four.xml" not in site.paths()
        ((item, reason, message),) = lake.reader().sql("select item, reason, message from rejects")
        assert (item, reason) == (f"http://{HOST}/four.xml", "too_many_items")
        assert message.startswith("2 sitemaps were not asked: below 3 levels")


def test_so_many_sitemaps_a_day_over_all_polls_of_the_day(tmp_path: Path) -> None:
    turns = iter(range(100))

    def endless(handler: BaseHTTPRequestHandler) -> None:
        turn = next(turns)
        xml(index(*(f"m{turn}-{n}.xml" for n in range(4))))(handler)

    with serving({"/one.xml": endless}) as site:
        lake = bounded(lake_over(site, tmp_path, urls=(f"http://{HOST}/one.xml",), format_="sitemap"), max_sitemaps=6)
        fetched(lake, BATCH)
        fetched(lake, LATER)
        asked = {path for path in site.paths() if path.startswith("/m")}
        assert len(asked) == 5, "with the index itself, six"
        query = "select item, message from rejects where reason = 'too_many_items'"
        ((item, message),) = lake.reader().sql(query)
        assert item.startswith(f"http://{HOST}/m1-")
        assert message.startswith("3 sitemaps were not asked: over 6 a source a day")
        fetched(lake, "2026-11-21T0600")
        assert len({path for path in site.paths() if path.startswith("/m")}) == 5 + 4, "a new day begins anew"


def test_an_index_that_has_not_changed_names_what_it_named(tmp_path: Path) -> None:
    def same(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == '"v1"'
        answer = reply(b"", status=304) if known else reply(index("news.xml").encode(), headers={"ETag": '"v1"'})
        answer(handler)

    with serving({"/index.xml": same, "/news.xml": xml(news(a="2026-11-20")), "/a": reply(), "/b": reply()}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/index.xml",), format_="news_sitemap")
        fetched(lake, BATCH)
        site.pages["/news.xml"] = xml(news(b="2026-11-20T06:30:00Z"))
        fetched(lake, LATER)
        assert visited(lake) == ["a", "b"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (reply(status=404), "http_4xx"),
        (reply(gzip.compress(b"\0" * (3 << 20)), media="application/gzip"), "ratio"),
        (reply(gzip.compress(news(z="2026-11-20").encode())[:-9], media="application/gzip"), "decode"),
        (reply(b"<html><body>Please log in</body></html>"), "not_a_feed"),
        (reply(b""), "not_a_feed"),
        (xml('<!DOCTYPE u [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>'), "xml_dtd"),
    ],
)
def test_one_broken_sitemap_costs_that_one(tmp_path: Path, bad: Answer, reason: str) -> None:
    pages = {"/index.xml": xml(index("bad.xml", "good.xml")), "/bad.xml": bad, "/good.xml": xml(news(a="2026-11-20"))}
    with serving({**pages, "/a": reply()}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/index.xml",), format_="news_sitemap")
        fetched(lake, BATCH)
        assert visited(lake) == ["a"]
        assert rejected(lake) == {"bad.xml": reason}


def test_a_source_whose_only_sitemap_is_too_big_has_failed(tmp_path: Path) -> None:
    noise = gzip.compress(bytes(range(256)) * 1024, compresslevel=1)
    with serving({"/map.xml": reply(noise, media="application/gzip")}) as site:
        lake = bounded(lake_over(site, tmp_path, urls=(f"http://{HOST}/map.xml",), format_="sitemap"), max_feed_bytes=100_000)
        fetched(lake, BATCH)
        assert rejected(lake) == {"map.xml": "too_big_decoded"}


def test_a_truncated_sitemap_gives_its_whole_entries_and_is_flagged(tmp_path: Path) -> None:
    whole = news(a="2026-11-20", b="2026-11-20", c="2026-11-20")
    cut = whole[: whole.index("/c</loc>")]
    with serving({"/news.xml": xml(cut), "/a": reply(), "/b": reply()}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/news.xml",), format_="news_sitemap")
        fetched(lake, BATCH)
        assert visited(lake) == ["a", "b"]
        assert rejected(lake) == {"news.xml": "xml_broken"}


def test_robots_txt_without_a_sitemap_of_its_own_is_not_an_empty_source(tmp_path: Path) -> None:
    with serving({"/robots.txt": reply(b"Sitemap: http://elsewhere.test/map.xml\n", media="text/plain")}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/robots.txt",), format_="news_sitemap")
        fetched(lake, BATCH)
        assert rejected(lake) == {"robots.txt": "not_a_feed"}


@pytest.mark.parametrize(
    ("lastmod", "moment"),
    [
        ("2026-11-18", datetime(2026, 11, 18)),
        (" 2026-11-18T10:00:00+02:00\n", datetime(2026, 11, 18, 8)),
        ("2026-11-18 10:00:00", datetime(2026, 11, 18, 10)),
        ("2026-11-18T24:00:00Z", datetime(2026, 11, 19)),
        ("2026-11", datetime(2026, 11, 1)),
        ("Wed, 18 Nov 2026 10:00:00 GMT", datetime(2026, 11, 18, 10)),
        ("0000-00-00", None),
        ("2026-02-30", None),
        ("now", None),
        ("", None),
        ("9" * 400, None),
    ],
)
def test_the_ways_to_write_a_last_change(lastmod: str, moment: datetime | None) -> None:
    assert [i.updated_at for i in read(plain(lastmod).encode()).items] == [moment]


@pytest.mark.parametrize("lastmod", ["2031-01-01", "1970-01-01", "now"])
def test_a_last_change_outside_the_window_is_not_caught_up_with(tmp_path: Path, lastmod: str) -> None:
    with serving({"/map.xml": xml(plain(lastmod)), "/x": reply()}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/map.xml",), format_="sitemap")
        fetched(lake, BATCH)
        assert visited(lake) == []


def test_a_map_that_its_index_calls_old_is_not_asked_for(tmp_path: Path) -> None:
    pages = {"/index.xml": xml(index("2019.xml", lastmod="<lastmod>2019-12-31</lastmod>"))}
    with serving(pages) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/index.xml",), format_="sitemap")
        fetched(lake, BATCH)
        assert "/2019.xml" not in site.paths()
        assert rejected(lake) == {}


def test_news_of_the_future_is_dated_by_when_it_was_seen(tmp_path: Path) -> None:
    with serving({"/news.xml": xml(news(a="2062-11-20")), "/a": reply()}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/news.xml",), format_="news_sitemap")
        fetched(lake, BATCH)
        assert lake.reader().sql("select title, published_at from entries") == [("About a", None)]


@pytest.mark.parametrize(
    "body",
    [
        '<urlset xmlns="https://www.sitemaps.org/schemas/sitemap/0.84"><url><loc>http://a.example/x</loc></url></urlset>',
        "<urlset><url><loc>http://a.example/x</loc><news:news><news:title>T</news:title></news:news></url></urlset>",
        "\n<?xml version='1.0'?><urlset><url><loc>\nhttp://a.example/x\n</loc></url></urlset>",
        "<html><body><urlset><url><loc>http://a.example/x</loc></url></urlset></body></html>",
    ],
)
def test_namespaces_and_wrappings_of_the_web(body: str) -> None:
    assert [i.url for i in read(body.encode()).items] == ["http://a.example/x"]


@pytest.mark.parametrize("cut", ["c</loc>", "</loc>", "</url></urlset>", "</urlset>"])
def test_half_an_entry_is_none(cut: str) -> None:
    whole = "<urlset>" + "".join(plain("2026-11-18").replace("/x", f"/{n}")[8:-9] for n in "abc") + "</urlset>"
    found = read(whole[: whole.rindex(cut)].encode())
    assert [i.url[-1] for i in found.items] == (["a", "b", "c"] if cut == "</urlset>" else ["a", "b"])
    assert found.flaw


@pytest.mark.parametrize("body", [b"\x1f\x8b", b"plain words", b"<a>" * 100_000, b"{}"])
def test_what_is_no_sitemap_is_named(body: bytes) -> None:
    with pytest.raises(ItemError) as caught:
        read(body)
    assert caught.value.reason in {"not_a_feed", "xml_broken", "decode"}


def test_news_is_told_by_the_path_not_by_the_host() -> None:
    assert Child(url="https://a.example/News-map.xml").is_news
    assert not Child(url="https://newsroom.example/map.xml").is_news
