"""The language of a page: declared where that fits the text, else detected. BCP-47, regions kept (pt-BR stays pt-BR)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import py3langid
import pycountry

from tasks.parse.metadata import Declared

__all__ = ["language_of", "normalise_tag"]

TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")
ENOUGH_CHARS = 200
READ_CHARS = 5000
# What detection calls the same language by another name (ISO 639 macrolanguages).
ALIASES = {
    "nb": "no",
    "nn": "no",
    "in": "id",
    "iw": "he",
    "cmn": "zh",
    "yue": "zh",
    "fil": "tl",
    "hr": "sr",
    "bs": "sr",
    "ms": "id",
}


def language_of(declared: Declared, *, text: str) -> str | None:
    """The first declared tag; what is detected where that is another language, or nothing is declared."""
    tag = next((t for t in map(normalise_tag, _declared(declared)) if t), None)
    if len(text) < ENOUGH_CHARS:
        return tag
    found = _classify(text[:READ_CHARS])
    return tag if tag and _family(tag) == _family(found) else found


def normalise_tag(tag: str) -> str | None:
    """`PT_br` -> `pt-BR`; None for what is no language."""
    match = TAG.match(tag.strip())
    if not match or not _is_language(match[1].lower()):
        return None
    script, region = match[2], match[3]
    return "-".join(filter(None, [match[1].lower(), script and script.title(), region and region.upper()]))


def _declared(declared: Declared) -> Iterator[str]:
    root = declared.tree.getroottree().getroot()
    yield from declared.texts("inLanguage")
    yield from filter(None, (root.get(key) for key in ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")))
    yield from declared.metas(["og:locale", "content-language", "language", "dc.language", "dcterms.language"])


def _classify(text: str) -> str:
    return str(py3langid.classify(text)[0])


def _family(tag: str) -> str:
    language = tag.split("-")[0]
    return ALIASES.get(language, language)


@cache
def _is_language(code: str) -> bool:
    return pycountry.languages.get(**{f"alpha_{len(code)}": code}) is not None
