"""What sort of piece it is, in which section it stands, and whether all of it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import lxml.html

from schemas.vocabulary import ArticleKind, Completeness
from tasks.parse.metadata import Declared, classed, text_of
from tasks.parse.urls import path_of
from tasks.parse.words import WORDS

__all__ = ["completeness_of", "kind_of", "section_of", "walls"]

MAX_SECTION = 100
STUB_CHARS = 2500  # a text this long with a subscription box beside it is no stub
FRAMES = {"html", "body", "script", "link", "meta", "style"}
OFFER = ".//a[contains(@href, 'subscri') or contains(@href, 'login')]|.//form"
NO = {"false", "no", "0", "http://schema.org/false", "https://schema.org/false"}
SELECTOR = re.compile(r"[.#]([\w-]+)")
LABEL = re.compile(r"([^:|–—]{3,20}?)\s?[:|–—]")
ELLIPSIS = ("...", "…", "[…]", "[...]")


def section_of(declared: Declared) -> str | None:
    """The section as the outlet names it."""
    crumbs = (text_of(e) for e in declared.microdata("articleSection"))
    stated = [*declared.texts("articleSection"), *declared.metas(WORDS.section_meta), *crumbs, *_breadcrumbs(declared)]
    return next((s for s in stated if 1 < len(s) <= MAX_SECTION), None)


def _breadcrumbs(declared: Declared) -> Iterator[str]:
    for block in declared.blocks.values():
        items = block.get("itemListElement")
        if "BreadcrumbList" in str(block.get("@type")) and isinstance(items, list):
            names = [item.get("name") or _name(item.get("item")) for item in items if isinstance(item, dict)]
            told = [text_of(n) for n in names if isinstance(n, str)]
            yield from (n for n in told[:2] if n.casefold() not in {"home", "startseite", "accueil", "inicio"})


def _name(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else None


def kind_of(declared: Declared, *, title: str, url: str) -> ArticleKind:
    """By the type it declares, else by its section, a label before its headline, or a folder of its address."""
    types = declared.article.get("@type")
    for name in types if isinstance(types, list) else [types]:
        if kind := WORDS.kind_of_type.get(str(name)):
            return cast("ArticleKind", kind)
    for opening, kind in WORDS.kind_of_opening.items():
        if title.casefold().startswith(f"{opening} "):
            return cast("ArticleKind", kind)
    before = LABEL.match(title)
    for label in (section_of(declared) or "", before[1] if before else "", *path_of(url).split("/")[:-1]):
        if kind := WORDS.kind_of_section.get(label.strip().casefold().rpartition(" ")[2]):
            return cast("ArticleKind", kind)
    return "news"


def completeness_of(declared: Declared, *, text: str) -> Completeness:
    """`stub` where the page says that the rest is for sale; `truncated` where the text breaks off; else `full`."""
    if not text:
        return "headline"
    said = {v.casefold() for v in map(str, declared.each("isAccessibleForFree"))}
    if said & NO and (len(text) < STUB_CHARS or _locked_text(declared) < STUB_CHARS):
        return "stub"
    if len(text) < STUB_CHARS and _has_wall(declared):
        return "stub"
    return "truncated" if text.rstrip().endswith(ELLIPSIS) else "full"


def walls(tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Boxes that stand where the rest is for sale: so named, and with an offer in them (the text has the class too)."""
    named = (e for _, e in classed(tree, WORDS.paywall_classes) if e.tag not in FRAMES)
    return [e for e in named if _offers(text_of(e)) or e.xpath(OFFER)]


def _has_wall(declared: Declared) -> bool:
    is_named = any(tier in {"locked", "metered", "premium"} for tier in declared.metas(["article:content_tier"]))
    return is_named or bool(walls(declared.tree)) or _offers(text_of(declared.tree))


def _offers(text: str) -> bool:
    folded = text.casefold()
    return any(line in folded for line in WORDS.paywall_lines)


def _locked_text(declared: Declared) -> int:
    """How much text stands in the parts that the page says are locked: what is sent all the same is no stub."""
    parts = [part for part in declared.each("hasPart") if isinstance(part, dict)]
    names = [name for part in parts for name in SELECTOR.findall(str(part.get("cssSelector") or ""))]
    return sum(len(text_of(e)) for _, e in classed(declared.tree, names)) if names else 0
