"""Single fields as pairs: a snippet of a page and what is read from it."""

from __future__ import annotations

from datetime import datetime

import pytest

from tasks.language import normalise_tag
from tasks.parse.authors import credits_of, names_in
from tasks.parse.body import read_body
from tasks.parse.dates import Span, modified, published, read_moment
from tasks.parse.html import read_tree
from tasks.parse.kinds import completeness_of, kind_of, section_of
from tasks.parse.language import language_of
from tasks.parse.metadata import Declared, read_declared
from tasks.parse.titles import headline
from tasks.parse.urls import article_id, canonical_of

URL = "http://www.paper.example/2026/03/04/a-piece"
SPAN = Span(earliest_year=1995, captured_at=datetime(2026, 11, 20, 6))
FILLER = (
    "<p>"
    + "The court heard both sides for an hour and then put the matter off until the spring, as it often does. " * 2
    + "</p>"
)


def page(head: str = "", body: str = "") -> Declared:
    return read_declared(read_tree(f"<html><head>{head}</head><body>{body}</body></html>", max_depth=2000))


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>A suit is filed | The Paper</title><meta property='og:site_name' content='The Paper'>", "", "A suit is filed"),
        ("<title>A suit is filed | Business | paper.example</title>", "", "A suit is filed"),
        ("<title>A suit - a long one</title>", "", "A suit - a long one"),
        ("<title>x</title>" + ld('{"@type":"Article","headline":"A suit &amp; a <b>tie</b>"}'), "", "A suit & a tie"),
        (
            "<title>A suit is filed</title>",
            "<h1><a href='/'>The Paper</a></h1><h1>A suit is filed in Kiel</h1>",
            "A suit is filed in Kiel",
        ),
        ("<meta property='og:title' content='A suit is filed'>", "<h1>Most read</h1>", "A suit is filed"),
        ("<title>Home</title>", "<h1>Time to go</h1>", "Time to go"),
    ],
)
def test_headlines_lose_the_site_and_keep_the_words(head: str, body: str, title: str) -> None:
    assert headline(page(head, body), url=URL) == title


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Lee and Bo Ek, Staff Writers", ["Ann Lee", "Bo Ek"]),
        ("Von Jule Petersen und Kai Ott", ["Jule Petersen", "Kai Ott"]),
        ("Par Élodie Garance", ["Élodie Garance"]),
        ("ANN LEE; Bo Ek (London)", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee, Senior Reporter, Bo Ek", ["Ann Lee"]),
        ("ann@paper.example @annlee", []),
        ("Staff Writer", []),
        ("https://paper.example/ann", []),
        ("", []),
    ],
)
def test_names_are_told_from_what_stands_around_them(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("head", "body", "people", "organisations"),
    [
        (ld('{"@type":"Article","author":[{"name":"Ann Lee"},"Bo Ek"]}'), "", ("Ann Lee", "Bo Ek"), ()),
        (ld('{"@type":"Article","author":{"@type":"Organization","name":"Harbour Desk"}}'), "", (), ("Harbour Desk",)),
        ("<meta name=author content='Reuters'>", "<p class=byline>By Ann Lee</p>", ("Ann Lee",), ()),
        ("<meta name=author content='Reuters'>", "", (), ("Reuters",)),
        (
            "<meta property='article:author' content='https://facebook.example/x'>",
            "<div>By</div><b>Ann Lee</b>",
            ("Ann Lee",),
            (),
        ),
        ("", "<a rel=author href='/author/ann'>Ann Lee</a>", ("Ann Lee",), ()),
        ("", "<footer><p class=byline>By Ann Lee</p></footer>", (), ()),
    ],
)
def test_people_and_organisations_are_credited_apart(
    head: str, body: str, people: tuple[str, ...], organisations: tuple[str, ...]
) -> None:
    credited = credits_of(page(head, body))
    assert (credited.people, credited.organisations) == (people, organisations)


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2026-03-04T07:15:00+01:00", datetime(2026, 3, 4, 6, 15), "second"),
        ("2026-03-04T07:15:00.123Z", datetime(2026, 3, 4, 7, 15), "second"),
        ("2026-03-04 07:15:00 +0100", datetime(2026, 3, 4, 6, 15), "second"),
        ("20260304T071500Z", datetime(2026, 3, 4, 7, 15), "second"),
        ("2026-03-04", datetime(2026, 3, 4), "day"),
        ("2026-03-04T24:00:00", datetime(2026, 3, 4), "day"),
        ("2026-06-30T23:59:60Z", datetime(2026, 6, 30), "day"),
        ("Wed, 04 Mar 2026 07:15:00 EST", datetime(2026, 3, 4, 12, 15), "second"),
        ("March 4, 2026", datetime(2026, 3, 4), "day"),
        ("4 Mar 2026, 07:15", datetime(2026, 3, 4, 7, 15), "second"),
        ("04.03.2026", datetime(2026, 3, 4), "day"),
    ],
)
def test_moments_are_read_in_utc_with_their_precision(text: str, at: datetime, precision: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert (moment.at, moment.precision) == (at, precision)


@pytest.mark.parametrize("text", ["", "March 2026", "yesterday", "2026-02-30", "12345678901234567890", "0000-00-00", "2026"])
def test_what_names_no_day_is_no_moment(text: str) -> None:
    assert read_moment(text) is None


@pytest.mark.parametrize(
    ("head", "body", "url", "at", "basis"),
    [
        (
            ld('{"@type":"Article","datePublished":"2026-03-01"}'),
            "<time datetime=2026-03-02>",
            URL,
            datetime(2026, 3, 1),
            "jsonld",
        ),
        (
            ld('{"@type":"Article","datePublished":"2031-03-01"}'),
            "<time datetime=2026-03-02>",
            URL,
            datetime(2026, 3, 2),
            "time",
        ),
        ("<meta property='article:published_time' content='2026-03-03'>", "", URL, datetime(2026, 3, 3), "meta"),
        ("", "<time class=updated datetime=2026-04-01>", URL, datetime(2026, 3, 4), "url"),
        ("", "<aside><time datetime=2026-04-01></time></aside>", URL, datetime(2026, 3, 4), "url"),
        ("<meta name=date content='1970-01-01'>", "", "http://paper.example/1970/01/01/x", None, None),
    ],
)
def test_the_best_possible_statement_dates_a_page(
    head: str, body: str, url: str, at: datetime | None, basis: str | None
) -> None:
    moment = published(page(head, body), url=url, listed=None, span=SPAN)
    assert (moment and moment.at, moment and moment.basis) == (at, basis)


def test_the_feed_dates_a_page_before_its_address_does() -> None:
    moment = published(page(), url=URL, listed=datetime(2026, 3, 4, 9), span=SPAN)
    assert moment is not None
    assert (moment.at, moment.basis, moment.precision) == (datetime(2026, 3, 4, 9), "feed", "second")


@pytest.mark.parametrize(("stated", "at"), [("2026-03-05", datetime(2026, 3, 5)), ("2026-03-04", None), ("2030-01-01", None)])
def test_a_change_counts_only_after_publication(stated: str, at: datetime | None) -> None:
    declared = page(ld(f'{{"@type":"Article","dateModified":"{stated}"}}'))
    assert modified(declared, since=datetime(2026, 3, 4), span=SPAN) == at


GERMAN = (
    "Das Gericht hat die Verhandlung auf den Frühling verschoben, weil beide Seiten noch Unterlagen einreichen wollen. " * 3
)


@pytest.mark.parametrize(
    ("head", "text", "language"),
    [
        ("<meta property='og:locale' content='pt_BR'>", "curto", "pt-BR"),
        ("<meta http-equiv='content-language' content='zh-hant-TW'>", "", "zh-Hant-TW"),
        ("<meta property='og:locale' content='en_US'>", GERMAN, "de"),
        ("<meta property='og:locale' content='de_AT'>", GERMAN, "de-AT"),
        ("", GERMAN, "de"),
        ("", "kurz", None),
        ("<meta name=language content='klingonese'>", "", None),
    ],
)
def test_a_declared_language_holds_unless_the_text_is_another(head: str, text: str, language: str | None) -> None:
    assert language_of(page(head), text=text) == language


@pytest.mark.parametrize(
    ("tag", "wanted"), [("EN", "en"), ("pt_br", "pt-BR"), ("x-default", None), ("", None), ("es-419", "es-419")]
)
def test_tags_are_spelled_one_way(tag: str, wanted: str | None) -> None:
    assert normalise_tag(tag) == wanted


@pytest.mark.parametrize(
    ("canonical", "wanted"),
    [
        ("https://paper.example/a-piece", "https://paper.example/a-piece"),
        ("/a-piece#top", "http://www.paper.example/a-piece"),
        ("https://other.example/a-piece", URL),
        ("https://paper.example/", URL),
        ("http://[", URL),
        ("javascript:alert(1)", URL),
        ("", URL),
    ],
)
def test_a_canonical_address_is_trusted_within_its_site(canonical: str, wanted: str) -> None:
    assert canonical_of(page(f'<link rel="canonical" href="{canonical}">'), url=URL) == wanted


@pytest.mark.parametrize(
    "other",
    [
        "https://www.paper.example/x/?utm_source=a&b=2&a=1",
        "http://paper.example/x?a=1&b=2#part",
        "http://PAPER.example:80/x/amp/?a=1&b=2&fbclid=9",
        "http://amp.paper.example/x?b=2&a=1",
    ],
)
def test_one_article_has_one_id_however_it_is_linked(other: str) -> None:
    assert article_id(other) == article_id("https://paper.example/x?a=1&b=2")
    assert article_id(other) != article_id("https://paper.example/y?a=1&b=2")


@pytest.mark.parametrize(
    ("head", "title", "url", "kind"),
    [
        (ld('{"@type":"OpinionNewsArticle","headline":"x"}'), "x", URL, "opinion"),
        ("<meta property='article:section' content='Product Reviews'>", "x", URL, "review"),
        ("", "Kommentar: Zu spät", URL, "opinion"),
        ("", "How to file a motion", URL, "howto"),
        ("", "x", "http://paper.example/opinion/x", "opinion"),
        ("", "A review is ordered", URL, "news"),
    ],
)
def test_kinds_come_from_types_sections_and_labels(head: str, title: str, url: str, kind: str) -> None:
    assert kind_of(page(head), title=title, url=url) == kind


def test_a_section_may_stand_in_the_crumbs() -> None:
    crumbs = '{"@type":"BreadcrumbList","itemListElement":[{"name":"Home"},{"item":{"name":"Chips"}}]}'
    assert section_of(page(ld(crumbs))) == "Chips"


@pytest.mark.parametrize(
    ("head", "body", "text", "wanted"),
    [
        (ld('{"@type":"Article","isAccessibleForFree":false}'), "", "short", "stub"),
        ("", "<div class=paywall>Subscribe to read on</div>", "short", "stub"),
        ("", "<p class=paywall>The text itself.</p>", "short", "full"),
        ("", "", "It breaks off …", "truncated"),
        ("", "", "Whole.", "full"),
        ("", "", "", "headline"),
    ],
)
def test_completeness_is_what_the_page_says_of_it(head: str, body: str, text: str, wanted: str) -> None:
    assert completeness_of(page(head, body), text=text) == wanted


@pytest.mark.parametrize(
    ("note", "is_note"),
    [
        ("<aside class=correction><p>Correction: The fine is 42 million euros, not 24 million.</p></aside>", True),
        ("<p><em>Clarification – This article now says where the court sits.</em></p>", True),
        ("<p>An earlier version of this article gave the wrong year.</p>", True),
        ("<p>Corrections officers walked out on Monday, their union said.</p>", False),
        ("<p>An earlier version of this bill was vetoed in the spring.</p>", False),
        ("<footer><a class=corrections href=/c>Corrections</a></footer>", False),
    ],
)
def test_a_note_of_correction_is_lifted_out_of_the_text(note: str, is_note: bool) -> None:
    read = read_body(page("", f"<article><h1>T</h1>{FILLER * 3}{note}</article>"), title="T", max_chars=10_000)
    assert (read.correction_note is not None) == is_note
    assert "The court heard" in read.text
    if read.correction_note:
        assert read.correction_note not in read.text


def test_a_text_is_cut_at_its_bound_and_says_so() -> None:
    body = "".join(
        f"<p>Paragraph number {n} of a very long report that goes on and on about one hearing.</p>" for n in range(60)
    )
    read = read_body(page("", f"<article>{body}</article>"), title="T", max_chars=1000)
    assert read.is_cut
    assert 800 < len(read.text) <= 1000
    assert read.text.endswith("hearing.")
