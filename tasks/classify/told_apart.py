"""One article, several quarrels: which of them each sentence tells, and who is on which side of each.

An article tells one quarrel unless it says that it turns to another and names both sides of that. The first is told by the
title; words of `models/cues/quarrels.toml` open the others, and the names in a sentence say which of them goes on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

from tasks.classify.cues import table
from tasks.classify.masked import Masked
from tasks.classify.sides import Sides

__all__ = ["part", "tell_apart"]

ACTING, SUFFERING = {"accuser", "regulator_or_government"}, {"accused", "third_party"}


def tell_apart(masked: Sequence[Masked], sides: Sides) -> tuple[int, ...]:
    """The quarrel that each sentence tells, from 0."""
    numbers, members, current = [0], [_parties(masked[0], sides)], 0
    for one in masked[1:]:
        here = _parties(one, sides)
        if _opens(one, here, sides, set().union(*members)):
            members.append(set())
            current = len(members) - 1
        elif here:
            current = max(range(len(members)), key=lambda n: (len(here & members[n]), n == current, -n))
        members[current] |= here
        numbers.append(current)
    return tuple(numbers)


def part(masked: Sequence[Masked], sides: Sides, numbers: Sequence[int]) -> list[Sides]:
    """The sides of each quarrel: whoever its sentences name."""
    if not any(numbers):
        return [sides]
    found = []
    for number in range(max(numbers) + 1):
        named = {n.entity_id for one in masked if numbers[one.sentence.index] == number for n in one.names}
        found.append(
            replace(
                sides,
                accusations=tuple(a for a in sides.accusations if numbers[a.sentence] == number),
                roles=_roles({entity: role for entity, role in sides.roles.items() if entity in named}),
                countered=frozenset(pair for pair in sides.countered if named.issuperset(pair)),
            )
        )
    return found


def _roles(roles: Mapping[str, str]) -> dict[str, str]:
    """Somebody is accused: in a quarrel told in passing, whoever else stands there."""
    if "accused" in roles.values():
        return dict(roles)
    return {entity: "accused" if role == "third_party" else role for entity, role in roles.items()}


def _parties(one: Masked, sides: Sides) -> set[str]:
    return {n.entity_id for n in one.names if sides.roles.get(n.entity_id) in ACTING | SUFFERING}


def _opens(one: Masked, here: Collection[str], sides: Sides, known: Collection[str]) -> bool:
    """Whether a sentence turns to another quarrel: it says so, names both sides, and one of them for the first time."""
    roles = {sides.roles[entity] for entity in here}
    is_whole = bool(roles & ACTING) and bool(roles & SUFFERING)
    if not is_whole or set(here) <= set(known):
        return False
    text = one.sentence.text
    return _cue("apart").search(text) is not None and _cue("back").search(text) is None


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(table('quarrels')[name])})(?!\w)", re.IGNORECASE)
