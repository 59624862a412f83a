"""On what ground the quarrel rests: the 14 types, primary first, at most three, each with the sentence that shows it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from tasks.classify.acts import Finder, lowered, zone_of
from tasks.classify.article import Article
from tasks.classify.cues import table

__all__ = ["TypeScore", "find_types"]

TypeScore = tuple[str, float, int]


@cache
def _finder() -> Finder:
    return Finder.of([row["cues"] for row in table("types")["type"]])


def find_types(article: Article) -> tuple[TypeScore, ...]:
    """(code, score 0..1, sentence index). A second type has to be stated nearly as loudly as the first."""
    rows, limits = table("types")["type"], table("types")["limits"]
    weights = table("acts")["zones"]["types"]
    starts = [s.start for s in article.sentences]
    points: dict[str, float] = {}
    shown: dict[str, tuple[float, int]] = {}
    counted: set[tuple[str, str, int]] = set()
    for number, match in _finder().find(lowered(article)):
        row, sentence = rows[number], max(0, bisect_right(starts, match.start()) - 1)
        zone = zone_of(sentence)
        if (row["code"], match[0], zone) in counted:
            continue
        counted.add((row["code"], match[0], zone))
        value = row["weight"] * weights[zone]
        points[row["code"]] = points.get(row["code"], 0.0) + value
        shown[row["code"]] = max(shown.get(row["code"], (0.0, 0)), (value, -sentence))
    return _ranked(points, shown, limits["second_from"], limits["most"])


def _ranked(
    points: dict[str, float], shown: dict[str, tuple[float, int]], second_from: float, most: int
) -> tuple[TypeScore, ...]:
    if not points:
        return (("other", 0.3, 0),)
    ranked = sorted(points, key=lambda code: (-points[code], code))
    total, top = sum(points.values()), points[ranked[0]]
    kept = [ranked[0], *(code for code in ranked[1:] if points[code] >= second_from * top)]
    return tuple((code, round(points[code] / total, 4), -shown[code][1]) for code in kept[:most])
