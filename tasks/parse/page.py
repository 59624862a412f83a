"""One page, bytes in, article out: where the rooms of this step come together. Pure: no clock, disk or network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from schemas.vocabulary import ArticleKind, Completeness
from tasks import ItemError
from tasks.parse.authors import credits_of
from tasks.parse.body import Body, read_body
from tasks.parse.dates import Span, modified, published
from tasks.parse.html import clean, decode, read_tree
from tasks.parse.kinds import completeness_of, kind_of, section_of
from tasks.parse.language import language_of
from tasks.parse.metadata import read_declared
from tasks.parse.titles import headline
from tasks.parse.urls import canonical_of
from tasks.settings import ROOT, Parse, read_toml

__all__ = ["EntryLike", "Page", "listed_page", "read_page"]

HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream")
MARKUP_BYTES = 4096


class EntryLike(Protocol):
    """What a source said of a page: its headline, and its date in UTC (naive)."""

    @property
    def title(self) -> str: ...

    @property
    def published_at(self) -> datetime | None: ...


@dataclass(frozen=True, kw_only=True)
class Page:
    """An article as read from one page. Times are UTC (naive); `published_offset` is the outlet's own distance from it.

    `authors` are people; `organisations` who is credited where no person is. `replaced` counts characters that `codec`
    could not read.
    """

    title: str
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    text: str = ""
    published_at: datetime | None = None
    published_basis: str = "capture"
    published_precision: str = "none"
    published_offset: timedelta = timedelta()
    modified_at: datetime | None = None
    language: str | None = None
    canonical_url: str
    section: str | None = None
    article_kind: ArticleKind = "news"
    completeness: Completeness = "full"
    correction_note: str | None = None
    codec: str = ""
    replaced: int = 0


def read_page(
    html: bytes,
    *,
    url: str,
    content_type: str | None = None,
    entry: EntryLike | None = None,
    captured_at: datetime,
    bounds: Parse | None = None,
) -> Page:
    """Read a page. `url` is the address that answered. Raises ItemError: not_a_page, too_deep, empty_text."""
    bounds = bounds or _defaults()
    _check_is_page(html, content_type)
    decoded = decode(html, content_type)
    declared = read_declared(read_tree(decoded.text, max_depth=bounds.max_depth))
    listed = clean(entry.title) if entry else ""
    title = headline(declared, url=url, listed=listed)
    credited = credits_of(declared)
    body = read_body(
        declared, title=title, bylines=(*credited.people, *credited.organisations), max_chars=bounds.max_text_chars
    )
    if not body.text and not title:
        raise ItemError("empty_text", "neither a headline nor a text was found")
    language = language_of(declared, text=body.text)
    span = Span(earliest_year=bounds.earliest_year, captured_at=captured_at)
    moment = published(declared, url=url, listed=entry.published_at if entry else None, span=span, language=language)
    return Page(
        title=title,
        authors=credited.people,
        organisations=credited.organisations,
        text=body.text,
        published_at=moment.at if moment else None,
        published_basis=moment.basis if moment else "capture",
        published_precision=moment.precision if moment else "none",
        published_offset=moment.offset if moment else timedelta(),
        modified_at=modified(declared, since=moment.at if moment else None, span=span),
        language=language,
        canonical_url=canonical_of(declared, url=url),
        section=section_of(declared),
        article_kind=kind_of(declared, title=title, url=url),
        completeness=_completeness(declared_is=completeness_of(declared, text=body.text), body=body),
        correction_note=body.correction_note,
        codec=decoded.codec,
        replaced=decoded.replaced,
    )


def listed_page(entry: EntryLike, *, url: str, captured_at: datetime, bounds: Parse | None = None) -> Page:
    """An article of which only its source's line is known. Raises ItemError empty_text where that has no headline."""
    title = clean(entry.title)
    if not title:
        raise ItemError("empty_text", "the page could not be had and its source gives no headline")
    span = Span(earliest_year=(bounds or _defaults()).earliest_year, captured_at=captured_at)
    at = entry.published_at
    is_dated = at is not None and at in span
    return Page(
        title=title,
        published_at=at if is_dated else None,
        published_basis="feed" if is_dated else "capture",
        published_precision="second" if is_dated else "none",
        canonical_url=url.partition("#")[0],
        completeness="headline",
    )


def _completeness(*, declared_is: Completeness, body: Body) -> Completeness:
    if not body.text:
        return "headline"
    return "truncated" if body.is_cut else declared_is


def _check_is_page(html: bytes, content_type: str | None) -> None:
    media = (content_type or "text/html").partition(";")[0].strip().lower()
    if media and media not in HTML_TYPES:
        raise ItemError("not_a_page", f"{media[:80]} is no HTML")
    if not html.strip():
        raise ItemError("empty_text", "the answer has no body")
    if html.startswith((b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b")):
        raise ItemError("not_a_page", "the body is a file of another kind, whatever its label says")


@cache
def _defaults() -> Parse:
    return Parse(**read_toml(ROOT / "config" / "settings.toml")["parse"])
