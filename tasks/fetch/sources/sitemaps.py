"""What one sitemap holds (sitemaps.org 0.9, Google's news extension 0.9), read past its damage.

Elements go by their local names: the web spells these namespaces in many ways, and some sitemaps forget them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from tasks import ItemError
from tasks.decoding import decode
from tasks.fetch.sources.items import Item, moment_of, plain

__all__ = ["Child", "Sitemap", "read_sitemap"]

GZIP = b"\x1f\x8b"
ROOTS = {"urlset", "sitemapindex"}


@dataclass(frozen=True, kw_only=True)
class Child:
    """A sitemap that an index names; `changed_at` is its last change as the index tells it, UTC."""

    url: str
    changed_at: datetime | None = None

    @property
    def is_news(self) -> bool:
        """Whether its address, without the host, speaks of news."""
        return "news" in re.sub(r"^\w+://[^/]*", "", self.url).lower()


@dataclass(frozen=True, kw_only=True)
class Sitemap:
    """The items of a sitemap or, of an index, the sitemaps it names. `flaw` says what was wrong with what could be read."""

    items: tuple[Item, ...] = ()
    children: tuple[Child, ...] = ()
    flaw: str = ""


def read_sitemap(body: bytes, content_type: str, *, max_bytes: int, max_ratio: int) -> Sitemap:  # noqa: ARG001
    """A sitemap or an index, gzipped or not; where it is broken, the entries that are whole.

    An item of news has a title and a day, another one its last change alone.
    Raises ItemError: too_big_decoded, ratio, decode, xml_dtd, xml_broken, not_a_feed.
    """
    if body.startswith(GZIP):
        body = decode(body, "gzip", max_bytes=max_bytes, max_ratio=max_ratio)
    root, flaw = _tree(body)
    items = tuple(item for element in _named(root, "url") if (item := _item(element)))
    children = tuple(child for element in _named(root, "sitemap") if (child := _child(element)))
    if _is_cut(body):
        items, children = (items[:-1], ()) if items else ((), children[:-1])
    if _local(root) not in ROOTS:
        if not items and not children:
            raise ItemError("not_a_feed", f"neither a sitemap nor a sitemap index: <{_local(root)[:40]}>")
        flaw = flaw or f"a sitemap inside <{_local(root)[:40]}>"
    return Sitemap(items=items, children=children, flaw=flaw)


def _tree(body: bytes) -> tuple[etree._Element, str]:
    if not body.strip():
        raise ItemError("not_a_feed", "the answer is empty")
    if re.search(rb"<!ENTITY", body[:65536], re.IGNORECASE):
        raise ItemError("xml_dtd", "the sitemap declares entities of its own; none is expanded")
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(body.lstrip(), safe)
    except etree.XMLSyntaxError as error:
        raise ItemError("xml_broken", f"not XML: {error}") from error
    if root is None:
        raise ItemError("xml_broken", "not XML: no element in it")
    worst = next((e for e in safe.error_log if e.level >= etree.ErrorLevels.ERROR), None)
    return root, f"line {worst.line}: {worst.message}" if worst is not None else ""


def _is_cut(body: bytes) -> bool:
    """Whether the last entry never ends: half an address is none."""
    opened, closed = (max(body.rfind(form % name) for name in (b"url", b"sitemap")) for form in (b"<%s>", b"</%s>"))
    return opened > closed


def _item(element: etree._Element) -> Item | None:
    news, url = next(_named(element, "news"), None), _text(element, "loc")
    if not url:
        return None
    return Item(
        url=url,
        title=plain(_text(news, "title")) if news is not None else "",
        published_at=_moment(_text(news, "publication_date")) if news is not None else None,
        updated_at=_moment(_text(element, "lastmod")),
    )


def _child(element: etree._Element) -> Child | None:
    url = _text(element, "loc")
    return Child(url=url, changed_at=_moment(_text(element, "lastmod"))) if url else None


def _moment(text: str) -> datetime | None:
    """W3C dates, and RFC 822 ones as some generators write; None for what is no day (`0000-00-00`, `now`)."""
    if (moment := moment_of(text)) is not None:
        return moment
    try:
        told = parsedate_to_datetime(text)
        return told.astimezone(UTC).replace(tzinfo=None) if told.tzinfo else told
    except (TypeError, ValueError, OverflowError):
        return None


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter(etree.Element) if _local(element) == name)


def _text(element: etree._Element, name: str) -> str:
    return next((str(child.text or "").strip() for child in element if _local(child) == name), "")


def _local(element: etree._Element) -> str:
    return re.split(r"[}:]", str(element.tag))[-1].lower()
