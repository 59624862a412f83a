"""How far the quarrel has gone by what is the news today: the newest act, read from headline and lead before the rest."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.classify.acts import Act, zone_of
from tasks.classify.cues import table

__all__ = ["find_stage"]


def find_stage(acts: Sequence[Act]) -> tuple[str, int]:
    """The stage and the index of the sentence that shows it; an allegation where no act says more."""
    weights = table("acts")["zones"]["stage"]
    best: dict[tuple[str, int], tuple[float, int]] = {}
    for act in acts:
        if not act.stage:
            continue
        zone = zone_of(act.sentence)
        claim = (act.news * weights[zone], -act.sentence)
        best[act.stage, zone] = max(best.get((act.stage, zone), (0.0, 0)), claim)
    totals: dict[str, float] = {}
    for (stage, _), (value, _) in best.items():
        totals[stage] = totals.get(stage, 0.0) + value
    if not totals:
        return "allegation", 0
    stage = max(totals, key=lambda s: (totals[s], s))
    return stage, -max(best[key] for key in best if key[0] == stage)[1]
