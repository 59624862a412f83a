"""Places whose law or government acts: a court that hears, a regulator that asks, a minister who warns, a law that is named.

The home or market of a party is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from schemas.jurisdiction import Jurisdiction
from schemas.record import identify
from tasks.classify.article import Article, Name
from tasks.classify.cues import joined, table
from tasks.classify.labels import METHOD
from tasks.classify.places import code_of, place_pattern, place_regex
from tasks.reference import entities

__all__ = ["read_jurisdictions"]


def read_jurisdictions(article: Article, names: Sequence[Name]) -> list[Jurisdiction]:
    """One row a place of each quarrel, with the first sentence in which it acts."""
    found: dict[tuple[int, str], tuple[int, str]] = {}
    order = list(dict.fromkeys(table("jurisdictions")["roles"].values()))
    for sentence, country, role in sorted(_acting(article, names), key=lambda f: (f[0], f[1], order.index(f[2]))):
        found.setdefault((article.quarrel_of(article.sentences[sentence]), country), (sentence, role))
    return [
        Jurisdiction(
            **article.evidence(article.sentences[sentence]),
            jurisdiction_id=identify("jurisdiction", article.revision.revision_id, quarrel, country),
            quarrel=quarrel,
            country=country,
            role=role,
            method=METHOD,
            score=0.8,
        )
        for (quarrel, country), (sentence, role) in sorted(found.items())
    ]


def _acting(article: Article, names: Sequence[Name]) -> Iterator[tuple[int, str, str]]:
    roles, homes = table("jurisdictions")["roles"], _jurisdictions()
    silent = {s.index for s in article.sentences if _silent().search(s.text)}
    for name in names:
        if name.sentence in silent:
            continue
        if role := roles.get(name.kind):
            country = homes.get(name.entity_id, name.country)
            if country:
                yield name.sentence, country, role
                if lead := table("jurisdictions")["also"].get(name.entity_id):
                    yield name.sentence, lead, role
    for sentence in article.sentences:
        if sentence.index in silent:
            continue
        for pattern, role in _patterns() if place_regex().search(sentence.text) else ():
            for match in pattern.finditer(sentence.text):
                if country := code_of(match["place"]):
                    yield sentence.index, country, role
        for pattern, country in _laws():
            if pattern.search(sentence.text):
                yield sentence.index, country, "law"


@cache
def _jurisdictions() -> dict[str, str | None]:
    return {e.entity_id: e.jurisdiction for e in entities() if e.kind in table("jurisdictions")["roles"]}


@cache
def _silent() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(table('jurisdictions')['silent']['cues'])})(?!\w)", re.IGNORECASE)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    place = rf"(?<![\w.])(?P<place>{place_pattern()})"
    return tuple((re.compile(row["pattern"].replace("PLACE", place)), row["role"]) for row in table("jurisdictions")["pattern"])


@cache
def _laws() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w)(?:{joined(row['names'])})(?!\w)"), row["country"]) for row in table("jurisdictions")["law"]
    )
