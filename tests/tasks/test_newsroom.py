"""The sample newsroom: what it serves, how it answers twice, and that its truth file covers it."""

from __future__ import annotations

import gzip
import http.client
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from lxml import etree

from tasks.newsroom import EDITIONS, PORT, Newsroom, serve, serve_pages, sources_toml
from tasks.newsroom.sample import Article, articles, outlets

FIRST, SECOND = EDITIONS
GOLDEN = "/2026/11/19/lumora-labs-northgate-cloud-trade-secrets"
EXPECTED = tomllib.loads((Path(__file__).parents[1] / "expected" / "sample.toml").read_text(encoding="utf-8"))
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with serve(edition=SECOND, port=0) as running:
        yield running


def get(newsroom: Newsroom, host: str, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=10)
    connection.request("GET", path, headers={"Host": host} | {name.replace("_", "-"): v for name, v in headers.items()})
    reply = connection.getresponse()
    answer = reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    connection.close()
    return answer


def feed_of(newsroom: Newsroom, outlet: str) -> Any:
    path = next(path for path, template in outlets()[outlet].listings.items() if template in {"rss.xml", "atom.xml"})
    return feedparser.parse(get(newsroom, f"{outlet}.example", path)[2])


def key(article: Article) -> str:
    return f"{article.edition}/{article.outlet.id}/{article.slug}"


def test_every_page_of_both_editions_answers(newsroom: Newsroom) -> None:
    for article in articles(SECOND):
        address = urlsplit(article.url)
        status, headers, body = get(newsroom, address.netloc, address.path)
        assert status == article.status, article.url
        if status == 200 and not article.file:
            assert headers["content-type"] == f"text/html; charset={article.outlet.charset}"
            page = etree.fromstring(body.decode(article.outlet.charset), etree.HTMLParser())
            text = " ".join("".join(page.itertext()).split())
            assert all(paragraph in text for paragraph in article.paragraphs), article.url


def test_it_holds_enough_pages_of_eight_outlets() -> None:
    assert len(articles(SECOND)) >= 64
    assert {article.outlet.id for article in articles(FIRST)} == set(outlets())
    assert len(outlets()) == 8


def test_articles_precede_the_edition_they_stand_in() -> None:
    for edition in EDITIONS:
        for article in articles(edition):
            assert f"{article.changed:%Y-%m-%dT%H%M}" <= article.edition, key(article)


@pytest.mark.parametrize("path", ["/feed.xml", GOLDEN, "/robots.txt"])
def test_conditional_requests_get_304(newsroom: Newsroom, path: str) -> None:
    status, headers, _ = get(newsroom, "harbour-wire.example", path)
    assert status == 200
    assert get(newsroom, "harbour-wire.example", path, If_None_Match=headers["etag"])[0] == 304
    assert get(newsroom, "harbour-wire.example", path, If_Modified_Since=headers["last-modified"])[0] == 304
    assert get(newsroom, "harbour-wire.example", path, If_None_Match='"other"')[0] == 200
    both = {"If_None_Match": '"other"', "If_Modified_Since": headers["last-modified"]}
    assert get(newsroom, "harbour-wire.example", path, **both)[0] == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "harbour-wire.example.evil.example", "pages.example"])
def test_an_unknown_host_is_refused(newsroom: Newsroom, host: str) -> None:
    assert get(newsroom, host, "/feed.xml")[0] == 421


def test_switching_the_edition_revises_the_golden_story_in_place() -> None:
    with serve(edition=FIRST, port=0) as newsroom:
        _, before, first = get(newsroom, "harbour-wire.example", GOLDEN)
        unchanged = urlsplit(next(a.url for a in articles(FIRST) if a.slug == "storm-greta-north-sea")).path
        _, storm, _ = get(newsroom, "harbour-wire.example", unchanged)
        assert get(newsroom, "harbour-wire.example", "/2026/11/22/lumora-demand-letter-northgate")[0] == 404
        newsroom.edition = SECOND
        status, _, second = get(newsroom, "harbour-wire.example", GOLDEN, If_None_Match=before["etag"])
        assert status == 200
        assert b"has accused Northgate Cloud of stealing" in first
        assert b"improperly used trade secrets" in second
        assert b"Correction, 21 November 2026" in second
        assert get(newsroom, "harbour-wire.example", unchanged, If_None_Match=storm["etag"])[0] == 304
        assert get(newsroom, "harbour-wire.example", "/2026/11/22/lumora-demand-letter-northgate")[0] == 200
        assert newsroom.requests[0] == ("harbour-wire.example", GOLDEN)


@pytest.mark.parametrize("outlet", [name for name in outlets() if name != "meridian-daily"])
def test_a_feed_is_well_formed_and_lists_both_editions(newsroom: Newsroom, outlet: str) -> None:
    feed = feed_of(newsroom, outlet)
    assert not feed.bozo
    listed = {entry.link.partition("?")[0] for entry in feed.entries}
    assert {article.url for article in articles(SECOND) if article.outlet.id == outlet} <= listed
    assert all(entry.title and entry.summary and entry.published_parsed for entry in feed.entries)


def test_the_revised_article_has_its_new_date_in_the_feed(newsroom: Newsroom) -> None:
    entry = next(entry for entry in feed_of(newsroom, "harbour-wire").entries if entry.link.endswith(GOLDEN))
    assert entry.published == "Sat, 21 Nov 2026 10:35:00 GMT"


def test_one_article_is_listed_by_two_feeds_once_with_tracking(newsroom: Newsroom) -> None:
    links = [
        entry.link
        for outlet in ("circuit-ledger", "docket-and-code")
        for entry in feed_of(newsroom, outlet).entries
        if "authors-guild-palimpsest" in entry.link
    ]
    assert [parse_qs(urlsplit(link).query).get("utm_source") for link in links] == [None, ["docket-and-code"]]
    assert len({link.partition("?")[0] for link in links}) == 1
    address = urlsplit(links[1])
    assert get(newsroom, address.netloc, f"{address.path}?{address.query}")[0] == 200


def test_robots_leads_to_a_news_sitemap_of_two_days(newsroom: Newsroom) -> None:
    robots = get(newsroom, "meridian-daily.example", "/robots.txt")[2].decode()
    assert "Sitemap: http://meridian-daily.example/sitemap-index.xml" in robots
    index = etree.fromstring(get(newsroom, "meridian-daily.example", "/sitemap-index.xml")[2])
    assert index.xpath("//*[local-name()='loc']/text()") == ["http://meridian-daily.example/sitemap-news.xml"]
    news = etree.fromstring(get(newsroom, "meridian-daily.example", "/sitemap-news.xml")[2])
    listed = set(news.xpath("//*[local-name()='url']/*[local-name()='loc']/text()"))
    assert listed == {a.url for a in articles(SECOND) if a.outlet.id == "meridian-daily" and a.edition == SECOND}


def test_robots_disallows_the_members_page(newsroom: Newsroom) -> None:
    assert b"Disallow: /members/" in get(newsroom, "gilded-margin.example", "/robots.txt")[2]
    assert any(article.url.startswith("http://gilded-margin.example/members/") for article in articles(FIRST))


def test_the_french_pages_are_latin_1(newsroom: Newsroom) -> None:
    article = next(article for article in articles(FIRST) if article.slug == "crue-quais-fermes")
    body = get(newsroom, "courrier-du-fleuve.example", urlsplit(article.url).path)[2]
    assert "fermés".encode("iso-8859-1") in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_one_page_is_a_pdf(newsroom: Newsroom) -> None:
    _, headers, body = get(newsroom, "docket-and-code.example", "/posts/court-calendar-december")
    assert headers["content-type"] == "application/pdf"
    assert body.startswith(b"%PDF-")


def test_a_stub_says_so_and_shows_little(newsroom: Newsroom) -> None:
    body = get(newsroom, "gilded-margin.example", "/stories/broker-price-war")[2]
    assert b'"isAccessibleForFree": false' in body
    assert b"Subscribe to read on" in body


def test_the_wire_copy_keeps_the_sentences_and_cuts_a_paragraph() -> None:
    text = {key(article): article.paragraphs for article in articles(FIRST)}
    original = text[f"{FIRST}/harbour-wire/lumora-labs-northgate-cloud-trade-secrets"]
    copy = text[f"{FIRST}/brightwater-post/lumora-northgate-wire"]
    assert copy[0] == f"LONDON (Harbour Wire) - {original[0]}"
    assert set(copy[1:]) < set(original)
    assert len(copy) == len(original) - 1


def test_an_unknown_edition_is_named() -> None:
    with pytest.raises(ValueError, match="no edition '2026-11-21'"):
        articles("2026-11-21")


def test_a_taken_port_gives_a_free_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, serve(edition=FIRST, port=taken.getsockname()[1]) as newsroom:
        assert newsroom.port != taken.getsockname()[1]
        assert f'"127.0.0.1:{newsroom.port}"' in newsroom.sources_toml()


def test_the_port_is_free_after_the_block() -> None:
    with serve(edition=FIRST, port=0) as newsroom:
        port = newsroom.port
        assert get(newsroom, "harbour-wire.example", "/feed.xml")[0] == 200
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_the_sources_file_names_the_outlets_and_their_feeds(newsroom: Newsroom) -> None:
    declared = tomllib.loads(sources_toml(4321))
    assert declared["settings"]["fetch"]["connect_to"] == {"*.example": "127.0.0.1:4321"}
    assert [source["id"] for source in declared["source"]] == list(outlets())
    for source in declared["source"]:
        outlet, address = outlets()[source["id"]], urlsplit(source["url"])
        assert (source["outlet"], source["language"], address.netloc) == (outlet.name, outlet.language, outlet.host)
        assert get(newsroom, address.netloc, address.path)[0] == 200
    assert PORT == 8765  # config/sources.toml and its readers name it


def test_a_folder_of_pages_is_served_as_stored(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "b é.html").write_bytes(b"<p>caf\xe9</p>")
    (tmp_path / "sub" / "a.html.gz").write_bytes(gzip.compress(b"<p>zipped</p>"))
    (tmp_path / "notes.txt").write_text("not a page")
    with serve_pages(tmp_path, port=0) as newsroom:
        feed = feedparser.parse(get(newsroom, "pages.example", "/feed.xml")[2])
        assert [entry.title for entry in feed.entries] == ["b é", "a"]
        bodies = [get(newsroom, "pages.example", urlsplit(entry.link).path) for entry in feed.entries]
        assert [(headers["content-type"], body) for _, headers, body in bodies] == [
            ("text/html", b"<p>caf\xe9</p>"),
            ("text/html", b"<p>zipped</p>"),
        ]
        source = tomllib.loads(newsroom.sources_toml())["source"]
        assert [entry["url"] for entry in source] == ["http://pages.example/feed.xml"]


def test_a_large_folder_has_several_feeds(tmp_path: Path) -> None:
    for number in range(1001):
        (tmp_path / f"{number:04}.html").touch()
    with serve_pages(tmp_path, port=0) as newsroom:
        sources = tomllib.loads(newsroom.sources_toml())["source"]
        paths = [urlsplit(source["url"]).path for source in sources]
        counts = [len(feedparser.parse(get(newsroom, "pages.example", path)[2]).entries) for path in paths]
    assert [source["id"] for source in sources] == ["pages", "pages-2"]
    assert counts == [1000, 1]


def test_the_truth_covers_every_article_once() -> None:
    told = [*EXPECTED["no_dispute"], *EXPECTED["odd"], *(article["key"] for article in EXPECTED["article"])]
    assert sorted(told) == sorted({key(article) for edition in EDITIONS for article in articles(edition)})


def test_the_truth_refers_to_what_exists() -> None:
    keys = {article["key"] for article in EXPECTED["article"]} | set(EXPECTED["no_dispute"])
    assert {article["dispute"] for article in EXPECTED["article"]} == set(EXPECTED["dispute"])
    assert {article[name] for article in EXPECTED["article"] for name in ("copy_of", "revises") if name in article} <= keys
    assert set(EXPECTED["copies"]) | set(EXPECTED["copies"].values()) <= keys


def test_the_golden_sentences_stand_in_the_original() -> None:
    original = next(article for article in articles(FIRST) if urlsplit(article.url).path == GOLDEN)
    for row in EXPECTED["golden"]:
        assert row["begins"] in " ".join(original.paragraphs), row["begins"]


@pytest.mark.parametrize("name", sorted(EXPECTED["dispute"]))
def test_the_parties_of_a_dispute_are_named_in_its_articles(name: str) -> None:
    keys = {article["key"] for article in EXPECTED["article"] if article["dispute"] == name}
    found = {key(article): article for edition in EDITIONS for article in articles(edition)}
    text = "\n".join(" ".join([found[k].title, *found[k].paragraphs]) for k in keys)
    dispute = EXPECTED["dispute"][name]
    for word in [*dispute["title_words"], *dispute["accusers"], *dispute["accused"], *dispute["court_refs"]]:
        assert word in text, word
