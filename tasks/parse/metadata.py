"""What a page says of itself in machine form: JSON-LD, meta tags, microdata, links. Read once, asked by the other rooms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lxml.html

from tasks.parse.html import clean
from tasks.parse.words import WORDS

__all__ = ["Declared", "classed", "read_declared", "text_of"]

MAX_BLOCKS = 200  # JSON-LD objects of one page that are looked at
MAX_NAMED = 500  # characters of a class or id that are looked at
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
HTML_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)


@dataclass(frozen=True, kw_only=True)
class Declared:
    """Machine-readable statements of a page. `article` is the JSON-LD object that is the article, {} if none."""

    tree: lxml.html.HtmlElement
    article: Mapping[str, Any]
    blocks: Mapping[str, Mapping[str, Any]]
    meta: Mapping[str, Sequence[str]]

    def metas(self, names: Sequence[str]) -> Iterator[str]:
        """Contents of the named meta tags, best name first."""
        for name in names:
            yield from self.meta.get(name, ())

    def resolve(self, value: Any) -> Any:
        """What a JSON-LD `{"@id": ...}` points to on this page; anything else as it is."""
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and value.get("@id") in self.blocks:
            return self.blocks[value["@id"]]
        return value

    def each(self, key: str) -> Iterator[Any]:
        """The values of a JSON-LD property of the article, one by one, pointers followed."""
        found = self.article.get(key)
        for value in found if isinstance(found, list) else [found]:
            if value is not None:
                yield self.resolve(value)

    def texts(self, key: str) -> Iterator[str]:
        """The plain texts among the values of a JSON-LD property."""
        for value in self.each(key):
            if isinstance(value, dict):
                value = value.get("name") or value.get("@value")
            if isinstance(value, str) and (text := text_of(value)):
                yield text

    def microdata(self, name: str) -> list[lxml.html.HtmlElement]:
        """Elements with an itemprop that are no property of a nested item of another kind (a related teaser, say)."""
        return [e for e in self._itemprops.get(name, ()) if not _is_of_teaser(e)]

    @cached_property
    def _itemprops(self) -> dict[str, list[lxml.html.HtmlElement]]:
        found: dict[str, list[lxml.html.HtmlElement]] = {}
        for element in self.tree.iter():
            for name in element.get("itemprop", "").split() if isinstance(element.tag, str) else ():
                found.setdefault(name, []).append(element)
        return found

    @cached_property
    def site_names(self) -> frozenset[str]:
        """Names of the site and of who publishes it, folded: what a title ends in, and what is no author."""
        names = [*self.metas(["og:site_name", "application-name", "dc.publisher", "twitter:site"]), *self.texts("publisher")]
        for block in self.blocks.values():
            types = set(_types(block))
            if types & {"Organization", "NewsMediaOrganization", "WebSite"} and "Person" not in types:
                names.append(str(block.get("name") or ""))
        return frozenset(clean(name).casefold().removeprefix("@") for name in names) - {""}


def read_declared(tree: lxml.html.HtmlElement) -> Declared:
    """All a page declares. Broken blocks are passed over: they are the page's loss, not ours."""
    blocks = [b for script in tree.iter("script") if "ld+json" in script.get("type", "").lower() for b in _blocks(script.text)]
    # The fullest block of an id is the thing itself; the others point to it.
    named = {
        str(b.get("@id") or f"#{n}"): b for n, b in sorted(enumerate(blocks[:MAX_BLOCKS]), key=lambda found: len(found[1]))
    }
    return Declared(tree=tree, article=_article(blocks[:MAX_BLOCKS]), blocks=named, meta=_metas(tree))


def _metas(tree: lxml.html.HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in tree.iter("meta"):
        content = clean(tag.get("content") or "")
        for name in {(tag.get(key) or "").strip().lower() for key in ("property", "name", "http-equiv")} - {""}:
            if content:
                found.setdefault(name, []).append(content)
    return found


def _blocks(text: str | None) -> Iterator[dict[str, Any]]:
    waiting = [_json(text or "")]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item[:MAX_BLOCKS], *waiting]
        elif isinstance(item, dict):
            yield item
            inner = [item.get("@graph"), item.get("mainEntity"), item.get("mainEntityOfPage"), item.get("author")]
            waiting += [value for value in inner if isinstance(value, list | dict)]


def _json(text: str) -> Any:
    text = HTML_COMMENT.sub("", text).strip().rstrip(";")
    for attempt in (text, TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _types(block: Mapping[str, Any]) -> list[str]:
    types = block.get("@type")
    return [str(t).rpartition("/")[2] for t in (types if isinstance(types, list) else [types])]


def _article(blocks: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The block that tells most of an article; an article's type goes before a page's."""

    def weight(block: Mapping[str, Any]) -> int:
        told = sum(bool(block.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "dateModified"))
        return told + (10 if set(_types(block)) & set(WORDS.article_types) else 0)

    kinds = {*WORDS.article_types, *WORDS.page_types}
    known = [b for b in blocks if set(_types(b)) & kinds]
    return max(known, key=weight, default={})


def text_of(value: str | lxml.html.HtmlElement) -> str:
    """One clean line out of an element, or out of a text that may hold markup and references."""
    if not isinstance(value, str):
        return clean(" ".join(_texts(value)))
    if "<" in value or "&" in value:
        try:
            value = " ".join(_texts(lxml.html.document_fromstring(f"<div>{value}</div>")))
        except (lxml.etree.ParserError, ValueError, AssertionError):
            return clean(value)
    return clean(value)


def _texts(element: lxml.html.HtmlElement) -> Iterator[str]:
    return (str(t) for t in element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::svg)]"))


def classed(tree: lxml.html.HtmlElement, words: Sequence[str]) -> Iterator[tuple[int, lxml.html.HtmlElement]]:
    """Elements whose class, id, rel, itemprop or data-testid holds one of the words, in document order, with its rank."""
    pattern = re.compile("|".join(f"(?P<w{n}>{re.escape(word)})" for n, word in enumerate(words)), re.IGNORECASE)
    for element in tree.iter():
        if isinstance(element.tag, str):
            named = " ".join((element.get(key) or "")[:MAX_NAMED] for key in ("class", "id", "rel", "itemprop", "data-testid"))
            if found := pattern.search(named):
                yield int((found.lastgroup or "w0")[1:]), element


def _is_of_teaser(element: lxml.html.HtmlElement) -> bool:
    """Inside an item within an article's item: a teaser or a comment has its own title and date."""
    scopes = [a for a in element.iterancestors() if a.get("itemtype")]
    kinds = [a for a in scopes if a.get("itemtype", "").rpartition("/")[2] in WORDS.article_types]
    return len(kinds) > 1
