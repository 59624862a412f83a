"""What a source lists: RSS and Atom by feedparser in a worker that can be killed, news sitemaps by lxml."""

from __future__ import annotations

import asyncio
import calendar
import html
import re
from collections.abc import Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from datetime import UTC, datetime

import feedparser
from pebble import ProcessExpired, ProcessPool

from tasks import ItemError

__all__ = ["Item", "read_feed", "read_safely"]

SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item as its source lists it."""

    url: str
    guid: str | None
    title: str
    summary: str | None
    published_at: datetime | None
    updated_at: datetime | None


async def read_safely(pool: ProcessPool, body: bytes, content_type: str) -> list[Item]:
    """`read_feed` in a worker: a hang or a crash costs this feed. Raises ItemError."""
    try:
        found: list[Item] = await asyncio.wrap_future(pool.schedule(read_feed, args=(body, content_type), timeout=SECONDS))
    except FutureTimeoutError as error:
        raise ItemError("timeout", f"the feed took more than {SECONDS} s to read") from error
    except ProcessExpired as error:
        raise ItemError("xml_broken", "the feed killed its reader") from error
    return found


def read_feed(body: bytes, content_type: str) -> list[Item]:
    """The items of an RSS or Atom feed. Raises ItemError: not_a_feed, xml_dtd."""
    if re.search(rb"<!ENTITY", body[:65536], re.IGNORECASE):
        raise ItemError("xml_dtd", "the feed declares entities of its own; none is expanded")
    if not body.strip():
        raise ItemError("not_a_feed", "the answer is empty")
    try:
        parsed = feedparser.parse(
            body, response_headers={"content-type": content_type or "application/xml"}, sanitize_html=True
        )
    except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise ItemError("xml_broken", f"the feed cannot be read: {type(error).__name__}") from error
    if not parsed.get("version") and not parsed.entries:
        raise ItemError("not_a_feed", f"no RSS or Atom in {len(body)} bytes of {content_type or 'unknown type'}")
    return list(_items(parsed))


def _items(parsed: feedparser.FeedParserDict) -> Iterator[Item]:
    for entry in parsed.entries:
        yield Item(
            url=str(entry.get("link") or ""),
            guid=entry.get("id"),
            title=plain(str(entry.get("title") or "")),
            summary=plain(str(entry["summary"])) if entry.get("summary") else None,
            published_at=_moment(entry.get("published_parsed")),
            updated_at=_moment(entry.get("updated_parsed")),
        )


def plain(markup: str) -> str:
    """Text without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", markup)).split())


def _moment(parts: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC).replace(tzinfo=None) if parts else None  # type: ignore[arg-type]
    except (ValueError, OverflowError, OSError):
        return None
