"""Places by the words that stand for them: country names, adjectives, seats of courts and governments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from tasks.classify.cues import joined, table

__all__ = ["code_of", "is_country", "place_pattern", "place_regex"]


@cache
def _codes(*keys: str) -> Mapping[str, str]:
    return {word: place["code"] for place in table("places")["place"] for key in keys for word in place.get(key, ())}


def code_of(words: str) -> str | None:
    """ISO 3166-1 or EU of a name, adjective or seat, as written."""
    return _codes("names", "adjectives", "cities").get(words)


def is_country(words: str) -> bool:
    """Whether words are the name of a country or of a state in one, not an adjective or a city."""
    return words in _codes("names")


@cache
def place_pattern() -> str:
    """All words for places, as one alternative of a pattern."""
    return joined(_codes("names", "adjectives", "cities"))


@cache
def place_regex() -> re.Pattern[str]:
    """Any word for a place that stands in a text."""
    return re.compile(rf"(?<![\w.])(?:{place_pattern()})(?!\w)")
