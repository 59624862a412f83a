"""Sitemaps: robots.txt names an index, the index a sitemap. A news sitemap tells title and day, a plain one the last change."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from lxml import etree

from tasks import ItemError
from tasks.fetch.items import Item, moment_of, plain

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
    """The items of a sitemap: with title and day where it is one of news, with the last change alone where it is not."""
    for entry in _tree(body).iter(f"{MAP}url"):
        news = entry.find(f"{NEWS}news")
        yield Item(
            url=str(entry.findtext(f"{MAP}loc") or "").strip(),
            title=plain(str(news.findtext(f"{NEWS}title") or "")) if news is not None else "",
            published_at=moment_of(news.findtext(f"{NEWS}publication_date")) if news is not None else None,
            updated_at=moment_of(entry.findtext(f"{MAP}lastmod")),
        )
