"""Sources that are no feeds: a list of addresses, and a page of notices as regulators and courts keep them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from tasks import ItemError
from tasks.fetch.sources.items import Item, moment_of, plain

__all__ = ["read_notices", "read_url_list"]

# The nearest of these around a link is its notice: the day stands inside it, beside the link.
NOTICE = ("li", "article", "tr", "dd", "section", "div")
MIN_WORDS = 3  # of a notice's title; shorter links are menus and pagers


def read_url_list(body: bytes, content_type: str) -> list[Item]:  # noqa: ARG001
    """One address a line; empty lines and lines that begin with # do not count. Raises ItemError: not_a_feed."""
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if not any(re.match(r"https?://", line) for line in found):
        raise ItemError("not_a_feed", "no line is an http(s) address")
    return [Item(url=line) for line in found]


def read_notices(body: bytes, content_type: str) -> list[Item]:
    """Links of a page of notices, with the day that stands beside each. Raises ItemError: not_a_feed."""
    soup = BeautifulSoup(body, "lxml", from_encoding=_charset(content_type))
    found: dict[str, Item] = {}
    for link in soup.find_all("a", href=True):
        item = _notice(link)
        if item and item.url not in found:
            found[item.url] = item
    if not found:
        raise ItemError("not_a_feed", "no link of three words or more: this is no page of notices")
    base = soup.find("base", href=True)
    return [*_based(found, str(base["href"]) if isinstance(base, Tag) else "")]


def _notice(link: Tag) -> Item | None:
    title = plain(link.get_text(" "))
    if len(title.split()) < MIN_WORDS or link.find_parent(("nav", "header", "footer")):
        return None
    around = link.find_parent(NOTICE)
    time = around.find("time", datetime=True) if around else None
    when = moment_of(time["datetime"]) if isinstance(time, Tag) else None
    return Item(url=str(link["href"]).strip(), title=title, published_at=when)


def _based(found: dict[str, Item], base: str) -> Iterator[Item]:
    """Links against the page's own <base>; the address of the page is added by who asked for it."""
    for item in found.values():
        yield replace(item, url=urljoin(base, item.url)) if base else item


def _charset(content_type: str) -> str | None:
    message = Message()
    message["Content-Type"] = content_type or "text/html"
    return message.get_content_charset()
