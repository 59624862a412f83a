"""The word lists of extraction (models/extraction.toml), read once and given names and types."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

from tasks.settings import MODELS, read_toml

__all__ = ["WORDS", "Words", "any_of"]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What each of them is for stands in the file, beside it."""

    codecs: tuple[str, ...]
    article_types: tuple[str, ...]
    page_types: tuple[str, ...]
    people_types: tuple[str, ...]
    kind_of_type: dict[str, str]
    kind_of_section: dict[str, str]
    kind_of_opening: dict[str, str]
    author_meta: tuple[str, ...]
    published_meta: tuple[str, ...]
    modified_meta: tuple[str, ...]
    section_meta: tuple[str, ...]
    byline_classes: tuple[str, ...]
    published_classes: tuple[str, ...]
    by: tuple[str, ...]
    joints: tuple[str, ...]
    roles: tuple[str, ...]
    no_person: tuple[str, ...]
    agencies: tuple[str, ...]
    before_names: tuple[str, ...]
    writer_folders: tuple[str, ...]
    correction_starts: tuple[str, ...]
    correction_phrases: tuple[str, ...]
    correction_classes: tuple[str, ...]
    paywall_classes: tuple[str, ...]
    paywall_lines: tuple[str, ...]
    furniture_starts: tuple[str, ...]
    furniture_lines: tuple[str, ...]
    furniture_classes: tuple[str, ...]
    zones: dict[str, float]


def _load() -> Words:
    table: dict[str, Any] = {}
    for part in read_toml(MODELS / "extraction.toml").values():
        table |= part
    held: dict[str, Any] = {field.name: table[field.name] for field in fields(Words)}
    held = {name: tuple(value) if isinstance(value, list) else value for name, value in held.items()}
    return Words(**held)


def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of some plain words, whole and caseless."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)


WORDS = _load()
