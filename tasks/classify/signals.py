"""What the cue tables (models/cues) see in title and lead: an act, technology, what speaks against a quarrel, types, stages.

Cues count by where they stand: what a headline says weighs more than what a body recalls. They decide nothing by
themselves; the weights of models/labels say how far each is to be believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.acts import Act, Finder, find_acts, lowered, zone_of
from tasks.classify.article import Article, Name
from tasks.classify.cues import table
from tasks.classify.entities import find_names
from tasks.classify.stage import weigh_stages
from tasks.classify.types import weigh_types
from tasks.reference import entities

__all__ = ["Signals", "read_signals"]

# Points of types and stages run to ten and more; the other features run from 0 to 1.
SCALE = 8.0


@dataclass(frozen=True, kw_only=True)
class Signals:
    """Of one article. `act`, `technology` and `objection` are 0..1; `types` and `stages` map a code to points.

    `acts` are the cues behind `act` and `stages`. `has_known_name` tells a name of the reference tables, `has_name` any at all.
    """

    acts: Sequence[Act]
    act: float
    technology: float
    objection: float
    has_known_name: bool
    has_name: bool
    types: Mapping[str, float]
    stages: Mapping[str, float]

    @property
    def together(self) -> float:
        """An act and technology, less what speaks against it: 0..1."""
        return min(1.0, max(0.0, self.act * self.technology - self.objection))

    def vector(self) -> np.ndarray:
        """All of it as 31 numbers of about one size: six of the whole, 14 of types, 11 of stages."""
        whole = [self.together, self.act, self.technology, self.objection, self.has_known_name, self.has_name]
        types = [self.types.get(code, 0.0) / SCALE for code in DISPUTE_TYPES]
        stages = [self.stages.get(code, 0.0) / SCALE for code in STAGES]
        return np.array([*whole, *types, *stages], dtype=np.float32)


def read_signals(article: Article) -> Signals:
    """The cues of an article."""
    acts, names = find_acts(article), find_names(article)
    act = _act_score(acts)
    return Signals(
        acts=acts,
        act=act,
        technology=_tech_score(article, names),
        objection=_objection(article, act),
        has_known_name=any(map(_is_in_tables, names)),
        has_name=bool(names),
        types=weigh_types(article),
        stages=weigh_stages(acts),
    )


def _act_score(acts: Iterable[Act]) -> float:
    """The strongest act, a little more for each further kind of act that stands beside it."""
    zones, more = table("acts")["zones"]["gate"], table("acts")["gate"]["more_acts"]
    found: dict[tuple[str, float], float] = {}
    for act in acts:
        key = (act.stage, act.weight)
        found[key] = max(found.get(key, 0.0), act.weight * zones[zone_of(act.sentence)])
    ranked = sorted(found.values(), reverse=True)
    return min(1.0, ranked[0] + more * len(ranked[1:4])) if ranked else 0.0


@cache
def _tech() -> Finder:
    return Finder.of([row["cues"] for row in table("tech")["tech"]])


def _tech_score(article: Article, names: Iterable[Name]) -> float:
    tech, zones = table("tech"), table("acts")["zones"]["gate"]
    starts = [s.start for s in article.sentences]
    title_end = starts[1] if len(starts) > 1 else len(article.evidence_text)
    lead_end = starts[3] if len(starts) > 3 else len(article.evidence_text)
    found = [0.0, 0.0, 0.0]
    for row, match in _tech().find(lowered(article)):
        zone = 0 if match.start() < title_end else 1 if match.start() < lead_end else 2
        found[zone] = max(found[zone], tech["tech"][row]["weight"])
    for name in names:
        if _is_in_tables(name):
            zone = zone_of(name.sentence)
            found[zone] = max(found[zone], tech["names"].get(name.kind, 0.0))
    return max(value * float(zone) for value, zone in zip(found, zones, strict=True))


@cache
def _known_ids() -> frozenset[str]:
    return frozenset(e.entity_id for e in entities())


def _is_in_tables(name: Name) -> bool:
    return name.entity_id in _known_ids()


@cache
def _objections() -> tuple[tuple[float, re.Pattern[str], re.Pattern[str]], ...]:
    def compiled(cues: Sequence[str]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join(cues) or '(?!)'})(?!\w)")

    return tuple(
        (row["weight"], compiled(row.get("title", ())), compiled(row.get("any", ()))) for row in table("negatives")["negative"]
    )


def _objection(article: Article, act: float) -> float:
    """What speaks against a quarrel; a plain act (a suit, a fine) outweighs half of it."""
    title = article.revision.title.lower()
    sentences = article.sentences
    lead = lowered(article)[: sentences[min(len(sentences), 3) - 1].end]
    against = max(
        (w for w, in_title, anywhere in _objections() if in_title.search(title) or anywhere.search(lead)), default=0.0
    )
    if article.revision.article_kind in {"opinion", "howto", "review"}:
        against = max(against, table("acts")["gate"]["no_kind_penalty"])
    strong = table("acts")["gate"]["plain_act"]
    return against * (table("acts")["gate"]["plain_act_factor"] if act >= strong else 1.0)
