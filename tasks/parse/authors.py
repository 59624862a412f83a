"""Who wrote a page: names of people, told from desks, agencies, roles and the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import lxml.html

from tasks.parse.html import clean
from tasks.parse.metadata import Declared, classed, text_of
from tasks.parse.words import WORDS, any_of

__all__ = ["Credits", "credits_of", "names_in"]

MAX_CHARS = 512
MAX_AUTHORS = 30
MAX_WORDS = 6
MAX_BYLINE = 120
BY = re.compile(rf"^\s*(?:{any_of(WORDS.by).pattern})\s*:?\s+", re.IGNORECASE)
JOINT = re.compile(rf"\s*[;|/·•\n]\s*|\s+(?:{any_of(WORDS.joints).pattern})\s+|\s+[-–—]\s+", re.IGNORECASE)
ROLE = any_of(WORDS.roles)
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+|\([^()]*\)|\[[^\[\]]*\]")
SAID = re.compile(rf"^(?:{'|'.join(WORDS.before_names)})\b\s*:?", re.IGNORECASE)
NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*\s+){1,3}[^\W\d_a-z][\w.'’-]*")


@dataclass(frozen=True, kw_only=True)
class Credits:
    """Whom a page credits: people; and, where it names nobody, the organisations."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def credits_of(declared: Declared) -> Credits:
    """Of the first place that names any person, in its order; else of the first that names an organisation."""
    organisations: list[str] = []
    for place in (_jsonld, _metas, _microdata, _seen, _spoken):
        pieces = [piece for text in place(declared) for piece in _pieces(text)]
        people = [p for p in pieces if _is_person(p) and not _is_organisation(p, declared)]
        if people:
            return Credits(people=_distinct(map(_cased, people)))
        organisations = organisations or [p for p in pieces if _is_organisation(p, declared)]
    return Credits(organisations=_distinct(organisations))


def names_in(text: str) -> list[str]:
    """`By Ann Lee and Bo Ek, Staff Writers` -> [`Ann Lee`, `Bo Ek`]. [] where nobody is named."""
    return [_cased(piece) for piece in _pieces(text) if _is_person(piece)]


def _pieces(text: str) -> Iterator[str]:
    text = BY.sub("", ADDRESS.sub(" ", text[:MAX_CHARS]))
    for part in JOINT.split(text):
        for n, piece in enumerate(part.split(",")):
            if n and ROLE.search(piece):
                break
            yield BY.sub("", f"{piece.strip()} ").strip(" .,:-–—*\"'")


def _jsonld(declared: Declared) -> Iterator[str]:
    for key in ("author", "creator"):
        for value in declared.each(key):
            names = value.get("name") if isinstance(value, dict) else value
            yield from (text_of(n) for n in (names if isinstance(names, list) else [names]) if isinstance(n, str))


def _metas(declared: Declared) -> Iterator[str]:
    return declared.metas(WORDS.author_meta)


def _microdata(declared: Declared) -> Iterator[str]:
    for element in declared.microdata("author"):
        yield from map(text_of, element.xpath(".//*[@itemprop='name']") or [element])


def _seen(declared: Declared) -> Iterator[str]:
    """Texts of what looks like a byline, best mark first; the first that names somebody."""
    linked = [a for a in declared.tree.iter("a") if any(folder in (a.get("href") or "") for folder in WORDS.writer_folders)]
    marked = sorted(classed(declared.tree, WORDS.byline_classes), key=lambda found: found[0])
    for element in [*(e for rank, e in marked if rank < len(WORDS.byline_classes) // 2), *linked[:3], *(e for _, e in marked)]:
        text = _of_page(element)
        if 3 < len(text) <= MAX_BYLINE and names_in(text):
            yield text
            return


def _spoken(declared: Declared) -> Iterator[str]:
    """A line that says it is a byline: `By Ann Lee`, or `Written by` and then a name."""
    texts = (clean(str(t)) for t in declared.tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]"))
    for line, after in pairwise(t for t in texts if t):
        if said := SAID.match(line):
            name = NAME.fullmatch(line[said.end() :].strip() or after)
            if name:
                yield name.group()
                return


def _of_page(element: lxml.html.HtmlElement) -> str:
    is_elsewhere = any(a.tag in {"nav", "footer", "aside"} for a in element.iterancestors())
    return "" if is_elsewhere else text_of(element)


def _is_person(name: str) -> bool:
    folded = name.casefold()
    return (
        1 <= len(name.split()) <= MAX_WORDS
        and len(name) > 2
        and not any(c.isdigit() for c in name)
        and not folded.startswith(("http", "www."))
        and not folded.endswith((".com", ".org", ".net"))
        and not set(folded.split()) <= {*WORDS.no_person, *WORDS.roles}
        and folded not in WORDS.no_person
    )


def _is_organisation(name: str, declared: Declared) -> bool:
    folded = name.casefold()
    if folded in WORDS.agencies or folded in declared.site_names or _ends_title(folded, declared):
        return True
    for value in [*declared.each("author"), *declared.each("creator")]:
        if isinstance(value, dict) and str(value.get("name", "")).strip().casefold() == folded:
            types = value.get("@type") or "Person"
            return "Person" not in (types if isinstance(types, list) else [types])
    return False


def _ends_title(folded: str, declared: Declared) -> bool:
    """The window's title ends in the name of the site, also where nothing else gives it."""
    titles = (text_of(e).casefold() for e in declared.tree.iter("title"))
    return any(re.search(rf"[|–—-]\s*{re.escape(folded)}$", title) for title in titles)


def _cased(name: str) -> str:
    return name.title() if name.isupper() and " " in name else name


def _distinct(names: Any) -> tuple[str, ...]:
    """A name once, however its capitals and points stand."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(re.sub(r"\W+", "", name).casefold(), name)
    return tuple(kept.values())[:MAX_AUTHORS]
