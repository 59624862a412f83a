"""On what ground the quarrel rests, by its words: points for each of the 14 types, and the sentence that shows it best."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from tasks.classify.acts import Finder, lowered, zone_of
from tasks.classify.article import Article
from tasks.classify.cues import table

__all__ = ["weigh_types"]


@cache
def _finder() -> Finder:
    return Finder.of([row["cues"] for row in table("types")["type"]])


def weigh_types(article: Article) -> dict[str, tuple[float, int]]:
    """Points and sentence index of each type that has any; a cue counts once a zone."""
    rows, weights = table("types")["type"], table("acts")["zones"]["types"]
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
    return {code: (value, -shown[code][1]) for code, value in points.items()}
