"""The language of a page: declared where that fits the text, else detected. BCP-47, regions kept (pt-BR stays pt-BR)."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.language import ENOUGH_CHARS, detect, family, normalise_tag
from tasks.parse.metadata import Declared

__all__ = ["language_of"]


def language_of(declared: Declared, *, text: str) -> str | None:
    """The first declared tag; what is detected where that is another language, or nothing is declared."""
    tag = next((t for t in map(normalise_tag, _declared(declared)) if t), None)
    if len(text) < ENOUGH_CHARS:
        return tag
    found = detect(text)
    return tag if tag and family(tag) == family(found) else found


def _declared(declared: Declared) -> Iterator[str]:
    root = declared.tree.getroottree().getroot()
    yield from declared.texts("inLanguage")
    yield from filter(None, (root.get(key) for key in ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")))
    yield from declared.metas(["og:locale", "content-language", "language", "dc.language", "dcterms.language"])
