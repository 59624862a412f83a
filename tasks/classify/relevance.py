"""The gate: does an article report an adversarial act in technology, on what ground, and how far has it gone.

Cues (models/cues) count by where they stand: what a headline says weighs more than what a body recalls.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from tasks.classify.acts import Act, Finder, find_acts, lowered, zone_of
from tasks.classify.article import Article, Name
from tasks.classify.cues import table
from tasks.classify.stage import find_stage
from tasks.classify.types import TypeScore, find_types
from tasks.reference import entities

__all__ = ["Gate", "judge"]


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What the gate says; `is_dispute` is null where it abstains. `types` are (code, score, sentence index), primary first.

    `sentence` and `stage_sentence` are the indexes of the sentences that show the act and the stage.
    """

    is_dispute: bool | None
    score: float
    types: tuple[TypeScore, ...]
    stage: str | None
    sentence: int = 0
    stage_sentence: int = 0


def judge(article: Article, names: Sequence[Name]) -> Gate:
    """The gate's word on an article, headline-only ones included."""
    acts, limits = find_acts(article), table("acts")["gate"]
    act, technology = _act_score(acts), _tech_score(article, names)
    score = round(min(1.0, max(0.0, act * technology - _objection(article, act))), 4)
    if score < limits["abstain_from"]:
        return Gate(is_dispute=False, score=score, types=(), stage=None)
    stage, stage_sentence = find_stage(acts)
    return Gate(
        is_dispute=True if score >= limits["dispute_from"] else None,
        score=score,
        types=find_types(article),
        stage=stage,
        sentence=_strongest(acts),
        stage_sentence=stage_sentence,
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


def _strongest(acts: Sequence[Act]) -> int:
    zones = table("acts")["zones"]["gate"]
    return max(acts, key=lambda a: (a.weight * zones[zone_of(a.sentence)], -a.sentence)).sentence if acts else 0


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
