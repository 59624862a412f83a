"""Public bodies that a text describes rather than names: "a court in Mannheim", "Ireland's data protection regulator"."""

from __future__ import annotations

import re
from functools import cache

from tasks.classify.cues import joined, table
from tasks.classify.places import code_of, place_pattern
from tasks.classify.unknown_names import Unknown

__all__ = ["find_institutions"]


@cache
def _pattern() -> re.Pattern[str]:
    bodies = table("places")["bodies"]
    field, last = joined(bodies["field"]), joined(bodies["last"])
    before = rf"(?:(?P<place>{place_pattern()})(?:['’]s?)? )?"
    # The place comes before ("a German court") or after ("a court in Munich"); one of the two has to stand.
    middle = rf"(?:(?:{field}) ){{0,3}}(?P<last>{last})(?!\w)(?:['’]s)?"
    after = rf"(?: (?:in|of|for the \w+ District of|for the District of) (?P<seat>{place_pattern()})(?!\w))?"
    return re.compile(rf"(?<![\w.]){before}{middle}{after}")


@cache
def _states() -> re.Pattern[str]:
    names = joined(word for place in table("places")["place"] for word in place["names"])
    acts = "|".join(table("places")["bodies"]["acts"])
    return re.compile(rf"(?<![\w.-])(?P<place>{names})(?= (?:has |have |is |will |also |to )?(?:{acts})(?!\w))")


def find_institutions(text: str) -> list[Unknown]:
    """Bodies with the country that their words give; `name` is as written, without a possessive."""
    kinds = table("places")["bodies"]["last"]
    found = []
    for match in _pattern().finditer(text):
        place = match["place"] or match["seat"]
        if place is None:
            continue
        name = re.sub(r"['’]s$", "", match[0])
        found.append(
            Unknown(
                name=name, kind=kinds[match["last"]], country=code_of(place), start=match.start(), end=match.start() + len(name)
            )
        )
    found.extend(
        Unknown(name=match[0], kind="ministry", country=code_of(match[0]), start=match.start(), end=match.end())
        for match in _states().finditer(text)
    )
    return found
