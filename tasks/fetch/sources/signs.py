"""What one answer of a site says of itself: whether it is a feed, a sitemap or a page, what else it points to, who speaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import feedparser
from bs4 import BeautifulSoup, Tag

from tasks import ItemError
from tasks.fetch.sources.feeds import read_feed
from tasks.fetch.sources.items import Item, plain
from tasks.fetch.sources.lists import read_notices

__all__ = ["Kind", "Signs", "read_signs", "tag_of"]

Kind = Literal["feed", "sitemap", "page"]
HEAD = 4096
MAX_NAME = 80
FEED_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "application/rdf+xml"}
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
SPEAKERS = {"NewsMediaOrganization", "Organization", "WebSite", "GovernmentOrganization", "Corporation"}
# Feeds of comments under articles, and what a publishing system says of a page to its own editor.
NO_NEWS = re.compile(r"comment|/wp-json/|/oembed", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, kw_only=True)
class Signs:
    """Of one answer: `feeds` are addresses as the page has them; names and languages (BCP-47) the most telling first."""

    kind: Kind
    items: tuple[Item, ...] = ()
    feeds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def read_signs(body: bytes, content_type: str) -> Signs:
    """Read an answer for what it is; of a page, `items` are its notices. Raises ItemError where a feed cannot be read."""
    head = body[:HEAD].lower()
    if body.startswith(b"\x1f\x8b") or b"<urlset" in head or b"<sitemapindex" in head:
        return Signs(kind="sitemap")
    if b"<html" not in head and (
        re.search(rb"<(rss|feed|rdf:rdf)[\s>]", head) or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    ):
        return _feed(body, content_type)
    return _page(body, content_type)


def tag_of(text: object) -> str | None:
    """`PT_br` -> `pt-BR`; None for what is no language tag. Script and region are kept."""
    match = TAG.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        return None
    script, region = match[2], match[3]
    return "-".join(filter(None, [match[1].lower(), script and script.title(), region and region.upper()]))


def _feed(body: bytes, content_type: str) -> Signs:
    items = read_feed(body, content_type)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        channel = json.loads(body)
    else:
        channel = feedparser.parse(body, response_headers={"content-type": content_type or "application/xml"}).feed
    return Signs(
        kind="feed", items=tuple(items), names=_names([channel.get("title")]), languages=_tags([channel.get("language")])
    )


def _page(body: bytes, content_type: str) -> Signs:
    soup = BeautifulSoup(body, "lxml")
    root = soup.find("html")
    links = soup.find_all("link", rel="alternate", href=True)
    feeds = [str(link["href"]) for link in links if str(link.get("type", "")).split(";")[0].strip().lower() in FEED_TYPES]
    metas = {str(m.get("property") or m.get("name") or "").lower(): m.get("content") for m in soup.find_all("meta")}
    spoken = [metas.get("og:site_name"), *_speakers(soup), metas.get("application-name")]
    spoken_in = [root[key] for key in ("lang", "xml:lang") if key in root.attrs] if isinstance(root, Tag) else []
    tongues = [*spoken_in, metas.get("og:locale"), metas.get("content-language")]
    return Signs(
        kind="page",
        items=_notices(body, content_type),
        feeds=tuple(f for f in feeds if not NO_NEWS.search(f)),
        names=_names(spoken),
        languages=_tags(tongues),
    )


def _notices(body: bytes, content_type: str) -> tuple[Item, ...]:
    try:
        return tuple(read_notices(body, content_type))
    except ItemError:
        return ()


def _speakers(soup: BeautifulSoup) -> Iterator[object]:
    """Names in JSON-LD: a publisher first, then the organisation or site itself."""
    blocks = [b for script in soup.find_all("script", type="application/ld+json") for b in _blocks(script.get_text())]
    for block in blocks:
        if isinstance(publisher := block.get("publisher"), dict):
            yield publisher.get("name")
    for block in blocks:
        kinds = block.get("@type")
        if SPEAKERS.intersection(map(str, kinds if isinstance(kinds, list) else [kinds])):
            yield block.get("name")


def _blocks(text: str) -> Iterator[dict[str, Any]]:
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    for block in told if isinstance(told, list) else [told]:
        if isinstance(block, dict):
            yield block
            graph = block.get("@graph")
            yield from (b for b in (graph if isinstance(graph, list) else []) if isinstance(b, dict))


def _names(found: Iterable[object]) -> tuple[str, ...]:
    cleaned = (" ".join(CONTROLS.sub(" ", plain(name)).split()) for name in found if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in cleaned if 1 < len(name) <= MAX_NAME))


def _tags(found: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for text in found if (tag := tag_of(text))))
