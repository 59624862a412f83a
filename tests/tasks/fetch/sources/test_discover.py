"""Sites that offer a feed, a sitemap, notices or nothing, over real HTTP, and the declaration that comes of it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks import ConfigError
from tasks.fetch.sources.declare import add, append
from tasks.fetch.sources.discover import Discovery, discover
from tasks.fetch.sources.origin import country_of, language_of
from tasks.fetch.sources.signs import read_signs, tag_of
from tasks.reference import sources
from tasks.settings import load
from tests.tasks.fetch.site import Answer, Site, reply, serving

NOW = datetime.now(UTC)
SITE = "http://folha.example"
OWNER = {"owner_group": "Grupo Folha", "rights": "Quoted by the sentence.", "kind": "newspaper", "country": "BR"}
Adder = Callable[..., tuple[str, int]]


def rss(*, days: int = 0, items: int = 6, title: str = "Folha: tecnologia", language: str = "pt") -> Answer:
    """A feed whose newest item is some days old; six hours between two items."""
    dated = [NOW - timedelta(days=days, hours=1 + 6 * n) for n in range(items)]
    listed = "".join(
        f"<item><title>Notícia {n}</title><link>{SITE}/{n}</link><pubDate>{when:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for n, when in enumerate(dated)
    )
    head = f"<title>{title}</title><language>{language}</language>"
    return reply(f'<rss version="2.0"><channel>{head}{listed}</channel></rss>'.encode(), media="application/rss+xml")


def page(*, head: str = "", body: str = "", lang: str = "pt-BR") -> Answer:
    return reply(f"<html lang='{lang}'><head>{head}</head><body>{body}</body></html>".encode())


def news() -> bytes:
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{SITE}/a</loc><news:news><news:publication_date>{NOW - timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"
        f"</news:publication_date><news:title>Notícia</news:title></news:news></url></urlset>"
    ).encode()


def alternate(href: str, media: str = "application/rss+xml") -> str:
    return f"<link rel='alternate' type='{media}' href='{href}'>"


MAPPED = {
    "/robots.txt": reply(f"Sitemap: {SITE}/index.xml\n".encode(), media="text/plain"),
    "/index.xml": reply(f"<sitemapindex><sitemap><loc>{SITE}/news.xml.gz</loc></sitemap></sitemapindex>".encode()),
    "/news.xml.gz": reply(gzip.compress(news()), media="application/gzip"),
}
NOTICES = "<ul>" + "".join(
    f"<li><time datetime='{NOW - timedelta(days=n):%Y-%m-%d}'>day</time> <a href='/n/{n}'>Watchdog opens inquiry {n}</a></li>"
    for n in range(3)
) + "</ul>"  # fmt: skip


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[Site], Path]:
    """A list of one source, with settings that lead to the site."""

    def make(site: Site) -> Path:
        path = tmp_path / "mine.toml"
        path.write_text(
            f'# ours, by hand\n[settings.fetch]\ndelay_seconds = 0.0\nbackoff_seconds = 0.01\n'
            f'connect_to = {{ "*.example" = "127.0.0.1:{site.port}" }}\n\n[[source]]\nid = "old"\noutlet = "Old"\n'
            'owner_group = "G"\ncountry = "GB"\nlanguage = "en"\nkind = "wire"\nformat = "feed"\n'
            f'url = "{SITE}/old.xml"\nrights = "test"'
        )  # fmt: skip
        return path

    return make


def found(site: Site, path: Path, url: str = SITE) -> Discovery:
    return discover(load({"DISPUTEWIRE_SOURCES": str(path)}), url)


def told(discovery: Discovery) -> list[tuple[str, str, int, int]]:
    return [(o.format, o.url.removeprefix(SITE), o.items, o.dated) for o in discovery.usable]


FRONT = page(head=alternate("/feed.xml") + alternate("/comments.xml"))


@pytest.mark.parametrize(
    ("pages", "url", "best"),
    [
        ({"/": FRONT, "/feed.xml": rss()}, "", ("feed", "/feed.xml", 6, 6)),
        ({"/feed.xml": rss()}, "/feed.xml", ("feed", "/feed.xml", 6, 6)),
        ({"/": page(head=alternate("/f.json", "application/feed+json")), "/f.json": reply(json.dumps({
            "version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": SITE + "/1", "title": "T"}]}).encode(),
        )}, "", ("feed", "/f.json", 1, 0)),
        ({"/": page(), **MAPPED}, "", ("news_sitemap", "/robots.txt", 1, 1)),
        (MAPPED, "/robots.txt", ("news_sitemap", "/robots.txt", 1, 1)),
        (MAPPED, "/index.xml", ("news_sitemap", "/index.xml", 1, 1)),
        (MAPPED, "/news.xml.gz", ("news_sitemap", "/news.xml.gz", 1, 1)),
        ({"/map.xml": reply(f"<urlset><url><loc>{SITE}/x</loc><lastmod>{NOW:%Y-%m-%d}</lastmod></url></urlset>".encode())},
         "/map.xml", ("sitemap", "/map.xml", 1, 1)),
        ({"/notices": page(body=NOTICES)}, "/notices", ("notices", "/notices", 3, 3)),
        ({"/": page(head=alternate("/stale.xml") + alternate("/fresh.xml")), "/stale.xml": rss(days=90), "/fresh.xml": rss()},
         "", ("feed", "/fresh.xml", 6, 6)),
        ({"/": page(head=alternate("/stale.xml")), "/stale.xml": rss(days=90), **MAPPED}, "",
         ("news_sitemap", "/robots.txt", 1, 1)),
        ({"/": page(head=alternate("/feed.xml"), body=NOTICES), "/feed.xml": rss(), **MAPPED}, "", ("feed", "/feed.xml", 6, 6)),
        ({"/": page(head=alternate("/gone.xml"), body=NOTICES)}, "", ("notices", "/", 3, 3)),
    ],
)  # fmt: skip
def test_the_best_of_what_a_site_offers(
    listed: Callable[[Site], Path], pages: dict[str, Answer], url: str, best: tuple[str, str, int, int]
) -> None:
    with serving(pages) as site:
        discovery = found(site, listed(site), SITE + url)
        assert told(discovery)[0] == best
        assert site.paths()[0] == "/robots.txt", "first, whatever is asked"
        assert "/comments.xml" not in site.paths()
        if best[0] in {"feed", "notices"}:
            assert len(site.paths()) == len(set(site.paths())), "nothing is asked twice"


def test_what_robots_txt_forbids_is_not_asked(listed: Callable[[Site], Path]) -> None:
    robots = reply(b"User-agent: *\nDisallow: /feed.xml\n", media="text/plain")
    with serving({"/robots.txt": robots, "/": FRONT, "/feed.xml": rss()}) as site:
        discovery = found(site, listed(site))
        assert "/feed.xml" not in site.paths()
        assert [(o.format, o.state) for o in discovery.offers] == [("feed", "robots")]
        assert discovery.usable == []


def test_a_site_that_has_moved_is_followed_and_bad_links_are_passed_over(listed: Callable[[Site], Path]) -> None:
    to = {"Location": "http://www.folha.example/news/"}
    head = alternate("javascript:alert(1)") + alternate("http://[x") + alternate("rss.xml")
    pages = {"/": reply(b"", status=301, headers=to), "/news/": page(head=head), "/news/rss.xml": rss()}
    with serving(pages) as site:
        discovery = found(site, listed(site))
        assert [o.url for o in discovery.usable] == ["http://www.folha.example/news/rss.xml"]
        assert discovery.languages == ["pt-BR", "pt"]


def test_a_site_on_the_web_is_not_asked_without_a_contact(tmp_path: Path) -> None:
    (tmp_path / "list.toml").write_text("")
    with pytest.raises(ConfigError, match="DISPUTEWIRE_CONTACT"):
        discover(load({"DISPUTEWIRE_SOURCES": str(tmp_path / "list.toml")}), "https://example.org")


def test_the_declaration_is_added_and_the_rest_of_the_list_is_as_it_was(listed: Callable[[Site], Path]) -> None:
    with serving({"/": page(head=alternate("/feed.xml") + "<meta property='og:site_name' content='Folha &amp; Filhos'>"),
                  "/feed.xml": rss()}) as site:  # fmt: skip
        path = listed(site)
        before = path.read_bytes()
        text, status = add(SITE, OWNER, form=None, to=path)
        assert status == 0, text
        assert path.read_bytes().startswith(before + b"\n\n[[source]]\n")
        old, new = sources(path)
        assert (old.source_id, new.source_id, new.outlet) == ("old", "folha-filhos", "Folha & Filhos")
        assert (new.language, new.country, new.format, new.url) == ("pt-BR", "BR", "feed", f"{SITE}/feed.xml")
        assert (new.min_items_per_day, new.min_dated_share) == (1, 0.5)
        assert re.search(rf"\n# Found [-0-9]+ at {SITE}/: 6 items, 6 dated, newest", path.read_text())
        assert "feed          ok                 6     6" in text
        assert not list(path.parent.glob(".disputewire-*"))


@pytest.mark.parametrize("left_out", ["owner_group", "rights", "kind", "country"])
def test_what_no_page_tells_is_asked_of_a_person_before_anything_is_written(
    listed: Callable[[Site], Path], left_out: str
) -> None:
    with serving({"/feed.xml": rss()}) as site:
        path = listed(site)
        before = path.read_bytes()
        text, status = add(f"{SITE}/feed.xml", {**OWNER, left_out: None}, form=None, to=path)
        assert status == 2
        assert text.splitlines()[-1].endswith(f"nothing is written, say also --{left_out.replace('_', '-')}")
        assert path.read_bytes() == before
        shown = path.parent / "copied.toml"
        shown.write_text("\n".join(text.split("\n\n")[1].splitlines()))
        with pytest.raises(ConfigError, match=rf"copied.toml:\d+: source 'folha-tecnologia': {left_out} '\? "):
            sources(shown)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"id": "old"}, "source id 'old' is declared already"),
        ({"kind": "blog"}, r"mine.toml:\d+: source 'x': kind 'blog': one of"),
        ({"country": "UK"}, r"mine.toml:\d+: source 'x': country 'UK': two letters"),
        ({"language": "portuguese"}, r"mine.toml:\d+: source 'x': language 'portuguese': BCP-47"),
    ],
)
def test_what_would_not_load_is_refused_and_nothing_is_written(
    listed: Callable[[Site], Path], given: dict[str, str], told: str
) -> None:
    with serving({"/feed.xml": rss()}) as site:
        path = listed(site)
        before = path.read_bytes()
        with pytest.raises(ConfigError, match=told):
            add(f"{SITE}/feed.xml", {**OWNER, "id": "x", **given}, form=None, to=path)
        assert path.read_bytes() == before


def test_an_address_that_is_declared_is_refused_however_it_is_spelled(listed: Callable[[Site], Path]) -> None:
    with serving({}) as site:
        path = listed(site)
        for url in (f"{SITE}/old.xml", "https://www.folha.example/old.xml/", f"{SITE}/old.xml?utm_source=x"):
            with pytest.raises(ConfigError, match="declared already, as source 'old'"):
                append(path, {"id": "new", "url": url}, "")


def test_a_site_that_offers_nothing_is_status_one(listed: Callable[[Site], Path]) -> None:
    with serving({"/": page(body="<p>Welcome.</p>")}) as site:
        text, status = add(SITE, OWNER, form=None, to=listed(site))
        assert status == 1
        assert "offers=0" in text
        text, status = add(f"{SITE}/none", OWNER, form=None, to=listed(site))
        assert status == 1
        assert f"page          http_4xx           0     0  -                 {SITE}/none: HTTP 404" in text


def test_one_of_several_formats_can_be_chosen(listed: Callable[[Site], Path]) -> None:
    with serving({"/": page(head=alternate("/feed.xml")), "/feed.xml": rss(), **MAPPED}) as site:
        path = listed(site)
        assert add(SITE, OWNER, form="news_sitemap", to=path)[1] == 0
        assert sources(path)[1].url == f"{SITE}/robots.txt"
        assert add(SITE, {**OWNER, "id": "b"}, form="notices", to=path)[1] == 1


def test_no_list_is_taken_for_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPUTEWIRE_SOURCES", raising=False)
    with pytest.raises(ConfigError, match="say --to FILE"):
        add(SITE, OWNER, form=None, to=None)


def test_a_page_tells_who_speaks_and_in_what_language() -> None:
    ld = json.dumps(
        {"@graph": [{"@type": "NewsArticle", "publisher": {"name": "Gazeta\u202e do Porto"}}, {"@type": "WebPage"}]}
    )
    head = f"<script type='application/ld+json'>{ld}</script><meta property='og:locale' content='pt_BR'>"
    signs = read_signs(f"<html lang=pt><head>{head}<title>x</title></head><body></body></html>".encode(), "text/html")
    assert signs.names == ("Gazeta do Porto",)
    assert signs.languages == ("pt", "pt-BR")
    assert language_of(signs.languages) == "pt-BR"


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"<html", b"<html><script type='application/ld+json'>[[[</script>"])
def test_any_bytes_are_some_answer(body: bytes) -> None:
    assert read_signs(body, "text/html").kind == "page"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("pt_br", "pt-BR"),
        ("PT-BR", "pt-BR"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("english", None),
        (None, None),
    ],
)
def test_tags_are_kept_whole(text: str | None, tag: str | None) -> None:
    assert tag_of(text) == tag


@pytest.mark.parametrize(
    ("url", "language", "country"),
    [
        ("https://folha.uol.com.br/", "pt-BR", "BR"),
        ("https://www.gov.uk/x", "en", "GB"),
        ("https://ec.europa.eu/", "en", "EU"),
        ("https://ftc.gov/", "en-US", "US"),
        ("https://paper.de/", "en-US", "DE"),
        ("https://paper.com/", "en-GB", "GB"),
        ("https://paper.com/", "en-US", None),
        ("https://paper.io/", "en", None),
        ("https://paper.ch/", "de-DE", None),
        ("https://paper.com/", "es-419", None),
        ("https://paper.com/", None, None),
    ],
)
def test_a_country_only_where_it_is_certain(url: str, language: str | None, country: str | None) -> None:
    assert country_of(url, language) == country
