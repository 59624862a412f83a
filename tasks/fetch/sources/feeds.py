"""What a feed lists: RSS and Atom by feedparser, JSON Feed (jsonfeed.org, 1.1) by hand."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from tasks import ItemError
from tasks.fetch.sources.items import Item, moment_of, plain

__all__ = ["read_feed"]


def read_feed(body: bytes, content_type: str) -> list[Item]:
    """The items of an RSS, Atom or JSON feed. Raises ItemError: not_a_feed, xml_broken, xml_dtd."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return list(_json_items(body))
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
        raise ItemError("not_a_feed", f"no RSS, Atom or JSON feed in {len(body)} bytes of {content_type or 'unknown type'}")
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


def _json_items(body: bytes) -> Iterator[Item]:
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ItemError("not_a_feed", f"begins like JSON and is none: {str(error)[:100]}") from error
    if "jsonfeed.org" not in str(told.get("version")) or not isinstance(told.get("items"), list):
        raise ItemError("not_a_feed", "JSON without a jsonfeed.org version and items")
    for entry in (e for e in told["items"] if isinstance(e, dict)):
        words = entry.get("summary") or entry.get("content_text") or entry.get("content_html")
        yield Item(
            url=str(entry.get("url") or entry.get("external_url") or ""),
            guid=str(entry["id"]) if entry.get("id") else None,
            title=plain(str(entry.get("title") or "")),
            summary=plain(str(words)) if words else None,
            published_at=moment_of(entry.get("date_published")),
            updated_at=moment_of(entry.get("date_modified")),
        )


def _moment(parts: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parts), UTC).replace(tzinfo=None) if parts else None  # type: ignore[arg-type]
    except (ValueError, OverflowError, OSError):
        return None
