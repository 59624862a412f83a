"""Every way in which a source may list its items, read from bytes and over a real site."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from tasks import ItemError
from tasks.fetch.sources.feeds import read_feed
from tasks.fetch.sources.lists import read_notices, read_url_list
from tests.tasks.fetch.site import HOST, Answer, fetched, lake_over, rejected, reply, serving

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "F",
    "items": [
        {
            "id": "1",
            "url": f"http://{HOST}/one",
            "title": "Vantor &amp; Quorrel",
            "content_html": "<p>They <b>quarrel</b>.</p>",
            "date_published": "2026-11-20T07:00:00+02:00",
            "date_modified": "2026-11-20T06:00:00Z",
        },
        {"id": 2, "external_url": f"http://{HOST}/two"},
        "no item",
    ],
}
NOTICES = f"""<html><body><nav><a href="/menu">Home and all our pages</a></nav><ul>
<li><time datetime="2026-11-19">19 November</time> <a href="/notices/7">Watchdog opens inquiry into Vantor</a></li>
<li><a href="http://{HOST}/notices/8">Watchdog closes inquiry into Quorrel</a></li>
<li><a href="http://other.test/x">A page of somebody else</a></li><li><a href="#top">Back to the top</a></li>
<li><a href="/notices?page=2">Next</a></li></ul></body></html>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://a.example/new</loc><lastmod>2026-11-18</lastmod></url>
<url><loc>http://a.example/old</loc><lastmod>2026-10-01</lastmod></url>
<url><loc>http://a.example/undated</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://a.example/map.xml.gz</loc></sitemap></sitemapindex>"""


def test_a_json_feed_is_read_like_any_feed() -> None:
    one, two = read_feed(b"\xef\xbb\xbf" + json.dumps(JSON_FEED).encode(), "application/feed+json")
    assert (one.title, one.summary, one.guid) == ("Vantor & Quorrel", "They quarrel .", "1")
    assert (one.published_at, one.updated_at) == (datetime(2026, 11, 20, 5), datetime(2026, 11, 20, 6))
    assert (two.url, two.guid, two.published_at) == (f"http://{HOST}/two", "2", None)


@pytest.mark.parametrize("body", [b"{}", b"{", b'{"version": "1"}', b'{"items": []}', b"{" * 100_000, b"[1]"])
def test_json_that_is_no_feed_is_named(body: bytes) -> None:
    with pytest.raises(ItemError) as caught:
        read_feed(body, "application/json")
    assert caught.value.reason == "not_a_feed"


def test_a_list_of_addresses() -> None:
    assert [i.url for i in read_url_list(b"# ours\nhttps://a.example/1\n\n https://a.example/2 \n", "")] == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    with pytest.raises(ItemError, match="no line is an http"):
        read_url_list(b"<html>", "")


def test_notices_have_a_title_and_the_day_beside_them() -> None:
    found = {i.url: i for i in read_notices(NOTICES.encode(), "text/html; charset=utf-8")}
    assert found["/notices/7"].title == "Watchdog opens inquiry into Vantor"
    assert found["/notices/7"].published_at == datetime(2026, 11, 19)
    assert "/menu" not in found
    with pytest.raises(ItemError, match="no page of notices"):
        read_notices(b"<p>Nothing</p>", "text/html")


@pytest.mark.parametrize(
    ("format_", "path", "pages", "expected"),
    [
        ("feed", "/f.json", {"/f.json": reply(json.dumps(JSON_FEED).encode(), media="application/feed+json")}, ["one", "two"]),
        ("url_list", "/l.txt", {"/l.txt": reply(b"http://a.example/x\nhttp://a.example/y\n", media="text/plain")}, ["x", "y"]),
        ("notices", "/n", {"/n": reply(NOTICES.encode())}, ["7", "8"]),
        ("sitemap", "/map.xml", {"/map.xml": reply(SITEMAP.encode(), media="text/xml")}, ["new"]),
        (
            "sitemap",
            "/robots.txt",
            {
                "/robots.txt": reply(b"Sitemap: http://a.example/index.xml\n", media="text/plain"),
                "/index.xml": reply(INDEX.encode(), media="text/xml"),
                "/map.xml.gz": reply(gzip.compress(SITEMAP.encode()), media="application/gzip"),
            },
            ["new"],
        ),
    ],
)
def test_what_a_source_lists_is_visited(
    tmp_path: Path, format_: str, path: str, pages: dict[str, Answer], expected: list[str]
) -> None:
    every = {f"/{name}": reply() for name in ("one", "two", "x", "y", "notices/7", "notices/8", "new", "old", "undated")}
    with serving({**every, **pages}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}{path}",), format_=format_)
        fetched(lake)
        visited = lake.reader().sql("select url from fetches where resource = 'page' order by url")
        assert [url.rsplit("/", 1)[-1] for (url,) in visited] == expected
        assert rejected(lake) == {}
