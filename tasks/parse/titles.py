"""The headline: what readers see at the top of the piece, told from names of sites and teasers by what the page declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from rapidfuzz import fuzz

from tasks.parse.metadata import Declared, text_of
from tasks.parse.urls import path_of, site_of

__all__ = ["headline"]

AGREEMENT = 60.0  # rapidfuzz token_set_ratio between a visible heading and what the page declares
SITE_LIKENESS = 85.0
SEPARATOR = re.compile(r"(\s+[|\-–—*»·•:]+\s+|\s*[|：»]\s*|\s+::\s+)")


def headline(declared: Declared, *, url: str, listed: str = "", max_chars: int = 2048) -> str:
    """The title of a page, without the site's name; "" if it has none. `listed` is what the feed called it."""
    sites = _sites(declared, url)
    told = [t for t in (_without_site(text, sites) for text in _declared(declared)) if t]
    headings = [e for e in declared.tree.iter("h1") if not _is_way_home(e)]
    shown = [h for h in map(text_of, headings) if h and not _is_site(h, sites)]
    best = _agreeing(shown, [*told, *([listed] if listed else [])]) or _lone(shown, declared)
    return (best or next(iter(told), "") or listed)[:max_chars].rstrip()


def _declared(declared: Declared) -> Iterator[str]:
    yield from declared.texts("headline")
    yield from declared.metas(["og:title"])
    yield from (text_of(e) for e in declared.microdata("headline"))
    yield from declared.metas(["twitter:title", "dc.title", "title"])
    yield from (text_of(e) for e in declared.tree.xpath("//head/title | /html/body/title"))


def _agreeing(shown: list[str], told: list[str]) -> str | None:
    """The heading that what is declared speaks of. A whole heading goes before one that is only a piece of it."""
    scored = [(max((fuzz.token_set_ratio(h.casefold(), t.casefold()) for t in told), default=0.0), h) for h in shown]
    likely = [
        (score + fuzz.token_sort_ratio(h, told[0]) / 100, -n, h) for n, (score, h) in enumerate(scored) if score >= AGREEMENT
    ]
    return max(likely)[2] if likely else None


def _lone(shown: list[str], declared: Declared) -> str | None:
    """The only heading of a page that declares no headline: its <title> may be the section's."""
    has_told = any(declared.texts("headline")) or any(declared.metas(["og:title"]))
    return shown[0] if len(shown) == 1 and not has_told else None


def _sites(declared: Declared, url: str) -> frozenset[str]:
    domain = site_of(url)
    return declared.site_names | {domain.casefold(), domain.split(".")[0].casefold()} - {""}


def _is_site(text: str, sites: frozenset[str]) -> bool:
    folded = text.casefold()
    tight = re.sub(r"\W+", "", folded)
    return any(fuzz.ratio(folded, s) >= SITE_LIKENESS or re.sub(r"\W+", "", s) == tight for s in sites)


def _is_way_home(heading: lxml.html.HtmlElement) -> bool:
    """A heading that links to the front page names the site."""
    links = heading.xpath("./ancestor-or-self::*/self::a[@href] | .//a[@href]")
    return any(not path_of(a.get("href").strip()).strip("/") and "#" not in a.get("href") for a in links)


def _without_site(text: str, sites: frozenset[str]) -> str:
    """`A headline | Technology | The Outlet` -> `A headline`: ends are cut from the site's name on."""
    parts = SEPARATOR.split(text)
    for n in range(2, len(parts), 2):
        if _is_site(parts[n], sites):
            return _cut("".join(parts[: n - 1]))
    if len(parts) > 2 and _is_site(parts[0], sites):
        return "".join(parts[2:])
    return text


def _cut(text: str) -> str:
    # Before the site's name stands the section, set off by the same sign: "Headline | Bhopal News - The Times".
    head, sign, section = text.rpartition(" | ") if "|" in text else (text, "", "")
    return head if sign and len(section.split()) <= 3 and len(head) > len(section) else text
