"""News sitemaps: robots.txt names an index, the index a news sitemap, the sitemap the last two days."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

from dateutil import parser as dateparser
from lxml import etree

from tasks import ItemError
from tasks.fetch.feeds import Item, plain

__all__ = ["locations", "read_sitemap"]

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MAX_BYTES = 52_428_800


def _tree(body: bytes) -> etree._Element:
    if body[:2] == b"\x1f\x8b":
        try:
            body = zlib.decompressobj(31).decompress(body, MAX_BYTES)
        except (zlib.error, gzip.BadGzipFile) as error:
            raise ItemError("decode", f"damaged gzip: {error}") from error
    safe = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        tree = etree.fromstring(body, safe)
    except etree.XMLSyntaxError as error:
        raise ItemError("xml_broken", f"not XML: {error}") from error
    if tree is None or tree.tag not in {f"{MAP}urlset", f"{MAP}sitemapindex"}:
        raise ItemError("not_a_feed", "neither a sitemap nor a sitemap index")
    return tree


def locations(body: bytes) -> list[str]:
    """Addresses of the sitemaps that an index names, news sitemaps first; none where it is a sitemap itself."""
    tree = _tree(body)
    found = [str(e.findtext(f"{MAP}loc") or "").strip() for e in tree.iter(f"{MAP}sitemap")]
    return sorted((f for f in found if f), key=lambda url: "news" not in url.lower())


def read_sitemap(body: bytes) -> Iterator[Item]:
    """The items of a news sitemap."""
    for entry in _tree(body).iter(f"{MAP}url"):
        news = entry.find(f"{NEWS}news")
        if news is not None:
            yield Item(
                url=str(entry.findtext(f"{MAP}loc") or "").strip(),
                guid=None,
                title=plain(str(news.findtext(f"{NEWS}title") or "")),
                summary=None,
                published_at=_moment(news.findtext(f"{NEWS}publication_date")),
                updated_at=_moment(entry.findtext(f"{MAP}lastmod")),
            )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = dateparser.isoparse(text.strip()) if text else None
    except (ValueError, OverflowError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment and moment.tzinfo else moment
