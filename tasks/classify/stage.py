"""How far the quarrel has gone by what is the news, by its words: points for each of the 11 stages.

The newest act counts, not the loudest word: title and lead apart from the rest, and what is recalled or only feared less.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.classify.acts import Act, zone_of
from tasks.classify.cues import table

__all__ = ["settled", "weigh_stages"]


def weigh_stages(acts: Sequence[Act]) -> dict[str, float]:
    """The points of each stage that an act tells; in a zone the strongest act of a stage counts."""
    weights = table("acts")["zones"]["stage"]
    best: dict[tuple[str, int], float] = {}
    for act in acts:
        if act.stage:
            key = (act.stage, zone_of(act.sentence))
            best[key] = max(best.get(key, 0.0), act.news * weights[key[1]])
    points: dict[str, float] = {}
    for (stage, _), value in sorted(best.items()):
        points[stage] = points.get(stage, 0.0) + value
    return points


def settled(stage: str, acts: Sequence[Act]) -> str:
    """A reply inside a report of an accusation leaves it an allegation: the answer is the news only where it comes first.

    The headline decides, or the first sentence after it where the headline tells neither.
    """
    if stage == "denial_response":
        for sentence in (0, 1):
            told = {act.stage for act in acts if act.sentence == sentence} & {"allegation", "denial_response"}
            if told:
                return "denial_response" if "denial_response" in told else "allegation"
    return stage
