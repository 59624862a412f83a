"""Languages by their BCP-47 tags, and what language a text is in: `parse` tells it of a page, `receive` chooses by it."""

from __future__ import annotations

import re
from functools import cache

import py3langid
import pycountry

__all__ = ["ENOUGH_CHARS", "detect", "family", "normalise_tag"]

TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")
ENOUGH_CHARS = 200  # below this, detection guesses
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


def normalise_tag(tag: str) -> str | None:
    """`PT_br` -> `pt-BR`; None for what is no language."""
    match = TAG.match(tag.strip())
    if not match or not _is_language(match[1].lower()):
        return None
    script, region = match[2], match[3]
    return "-".join(filter(None, [match[1].lower(), script and script.title(), region and region.upper()]))


def detect(text: str) -> str:
    """The language that a text reads like; `ENOUGH_CHARS` make it worth asking."""
    return str(py3langid.classify(text[:READ_CHARS])[0])


def family(tag: str) -> str:
    """The language of a tag, by the name that detection has for it."""
    language = tag.split("-")[0]
    return ALIASES.get(language, language)


@cache
def _is_language(code: str) -> bool:
    return pycountry.languages.get(**{f"alpha_{len(code)}": code}) is not None
