"""The sample newsroom: invented outlets and two editions of them, rendered from `sample/`.

An edition shows itself and all before it; an article that a later edition holds under the same slug is its revision.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tasks.newsroom.server import Reply, Site

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
EDITIONS = ("2026-11-20T0600", "2026-11-23T0600")  # batch ids: the instants at which they are polled
SITEMAP_WINDOW = timedelta(days=2)  # a news sitemap lists two days only (Google News sitemap rules)
KINDS = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml", "robots.txt": "text/plain"}
RELATED = 3  # links to other articles under each page, as furniture


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """One host of the sample, as `sample/outlets.toml` declares it; `path` is a format of `slug` and `published`."""

    id: str
    name: str
    language: str
    path: str
    listings: dict[str, str]  # path on the host -> template
    tagline: str
    charset: str = "utf-8"
    disallow: Sequence[str] = ()

    @property
    def host(self) -> str:
        return f"{self.id}.example"


@dataclass(frozen=True, kw_only=True)
class Article:
    """One file of `sample/editions`; `file` names stored bytes served in place of a rendered page."""

    outlet: Outlet
    edition: str
    slug: str
    title: str
    published: datetime
    summary: str
    body: str = ""
    section: str = "News"
    authors: Sequence[str] = ()
    updated: datetime | None = None
    correction: str = ""
    language: str = ""
    stub: bool = False
    status: int = 200
    content_type: str = "text/html"
    file: str = ""
    path: str = ""
    also_in: Sequence[str] = ()

    @property
    def url(self) -> str:
        path = self.path or self.outlet.path.format(slug=self.slug, published=self.published)
        return f"http://{self.outlet.host}{path}"

    @property
    def changed(self) -> datetime:
        return (self.updated or self.published).astimezone(UTC)

    @property
    def authors_ld(self) -> list[dict[str, str]]:
        """The bylines as schema.org has them."""
        return [{"@type": "Person", "name": author} for author in self.authors]

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(paragraph.split()) for paragraph in self.body.strip().split("\n\n")]


def outlets() -> dict[str, Outlet]:
    """The declarations of `sample/outlets.toml` by id."""
    declared = tomllib.loads((SAMPLE / "outlets.toml").read_text(encoding="utf-8"))
    return {name: Outlet(id=name, **fields) for name, fields in declared.items()}


def articles(edition: str) -> list[Article]:
    """What stands at `edition`, newest change first; a revised article only in its latest text."""
    known = outlets()
    if edition not in EDITIONS:
        raise ValueError(f"no edition {edition!r} in the sample; there are {', '.join(EDITIONS)}")
    standing: dict[tuple[str, str], Article] = {}
    for file in sorted((SAMPLE / "editions").glob("*/*/*.toml")):
        if file.parts[-3] <= edition:
            standing[file.parts[-2], file.stem] = _read(file, known[file.parts[-2]])
    return sorted(standing.values(), key=lambda article: (article.changed, article.slug), reverse=True)


def _read(file: Path, outlet: Outlet) -> Article:
    fields = tomllib.loads(file.read_text(encoding="utf-8"))
    return Article(outlet=outlet, edition=file.parts[-3], slug=file.stem, **fields)


def sample_site(edition: str) -> Site:
    """Every address of the sample at `edition`: pages, feeds, sitemaps, robots.txt."""
    templates = Environment(loader=FileSystemLoader(SAMPLE / "templates"), autoescape=True, undefined=StrictUndefined)
    templates.filters["rfc822"] = lambda moment: format_datetime(moment.astimezone(UTC), usegmt=True)
    standing = articles(edition)
    shown = {each: articles(each) for each in EDITIONS if each <= edition}
    site: Site = {}
    for outlet in outlets().values():
        own = [article for article in standing if article.outlet == outlet]
        site |= {_address(article): _page(templates, article, shown[article.edition]) for article in own}
        listed = [article for article in standing if article.outlet == outlet or outlet.id in article.also_in]
        site |= _listings(templates, outlet, listed, edition)
    return site


def _address(article: Article) -> tuple[str, str]:
    return article.outlet.host, urlsplit(article.url).path


def _page(templates: Environment, article: Article, beside: list[Article]) -> Reply:
    if article.file:
        stored = SAMPLE / "editions" / article.edition / article.outlet.id / article.file
        return Reply(content_type=article.content_type, file=stored, status=article.status, modified=article.changed)
    # related links are those of the day it came out, so that a page stays byte for byte what it was
    related = [other for other in beside if (other.outlet, other.edition) == (article.outlet, article.edition)]
    related = [other for other in related if other.slug != article.slug][:RELATED]
    text = templates.get_template(f"{article.outlet.id}.html").render(article=article, outlet=article.outlet, related=related)
    return Reply(
        content_type=f"text/html; charset={article.outlet.charset}",
        body=text.encode(article.outlet.charset, "xmlcharrefreplace"),
        status=article.status,
        modified=article.changed,
    )


def _listings(templates: Environment, outlet: Outlet, listed: list[Article], edition: str) -> Site:
    opened = datetime.strptime(edition, "%Y-%m-%dT%H%M").replace(tzinfo=UTC)
    recent = [article for article in listed if article.changed > opened - SITEMAP_WINDOW]
    changed = max((article.changed for article in listed), default=opened)
    site: Site = {}
    for path, template in outlet.listings.items():
        text = templates.get_template(template).render(outlet=outlet, articles=listed, recent=recent, changed=changed)
        kind = KINDS.get(template, "application/xml")
        body = text.encode(outlet.charset, "xmlcharrefreplace")
        site[outlet.host, path] = Reply(content_type=f"{kind}; charset={outlet.charset}", body=body, modified=changed)
    return site
