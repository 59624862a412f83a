"""How far the quarrel has gone by what is the news, by its words: points for each of the 11 stages, and where they stand.

The newest act counts, not the loudest word: title and lead apart from the rest, and what is recalled or only feared less.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.classify.acts import Act, zone_of
from tasks.classify.cues import table

__all__ = ["weigh_stages"]


def weigh_stages(acts: Sequence[Act]) -> dict[str, tuple[float, int]]:
    """Points and sentence index of each stage that an act tells; in a zone the strongest act counts."""
    weights = table("acts")["zones"]["stage"]
    best: dict[tuple[str, int], tuple[float, int]] = {}
    for act in acts:
        if not act.stage:
            continue
        zone = zone_of(act.sentence)
        claim = (act.news * weights[zone], -act.sentence)
        best[act.stage, zone] = max(best.get((act.stage, zone), (0.0, 0)), claim)
    points: dict[str, tuple[float, int]] = {}
    for stage in sorted({stage for stage, _ in best}):
        claims = [claim for (name, _), claim in best.items() if name == stage]
        points[stage] = (sum(value for value, _ in claims), -max(claims)[1])
    return points
