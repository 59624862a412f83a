"""Adversarial acts where they stand: the cues of models/cues/acts.toml, found in one pass."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tasks.classify.article import Article
from tasks.classify.cues import table

__all__ = ["Act", "Finder", "find_acts", "lowered", "zone_of"]


@dataclass(frozen=True, kw_only=True)
class Act:
    """A cue of an adversarial act. `weight` is for the gate, `news` for the stage; `sentence` is a sentence's index."""

    stage: str
    weight: float
    news: float
    sentence: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Finder:
    """The cues of a table's rows as one pattern without groups: a single pass over a text, longer cues first."""

    pattern: re.Pattern[str]
    rows: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, cues: Sequence[Sequence[str]]) -> Finder:
        """Cues by row; a match tells the row it belongs to."""
        return cls(pattern=_compile([c for row in cues for c in row]), rows=tuple(_compile(row) for row in cues))

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Row and match of every cue in lower-case text; of rows that share a cue, the first."""
        for match in self.pattern.finditer(text):
            for number, row in enumerate(self.rows):
                if (own := row.match(text, match.start())) and own.end() == match.end():
                    yield number, match
                    break


def _compile(cues: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(cues, key=lambda cue: (-len(cue), cue))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first) or '(?!)'})(?!\w)")


def lowered(article: Article) -> str:
    """The evidence text in lower case, cut where the rules stop reading; offsets stay as they are."""
    text = article.evidence_text[: table("acts")["zones"]["max_chars"]]
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def zone_of(sentence: int) -> int:
    """0 for the headline, 1 for the lead, 2 for the rest."""
    return 0 if sentence == 0 else 1 if sentence <= table("acts")["zones"]["lead_sentences"] else 2


def sentence_at(article: Article, position: int) -> int:
    """The index of the sentence that a code point of the evidence text stands in."""
    return max(0, bisect_right(_starts(article), position) - 1)


def _starts(article: Article) -> list[int]:
    return [s.start for s in article.sentences]


@cache
def _tables() -> tuple[tuple[dict[str, Any], ...], Finder, re.Pattern[str], re.Pattern[str]]:
    t = table("acts")
    before = "|".join(t["hypothetical"]["before"])
    background = "|".join(t["background"]["cues"])
    return (
        tuple(t["act"]),
        Finder.of([row["cues"] for row in t["act"]]),
        re.compile(rf"(?<!\w)(?:{before}) (?:be |have |a |an |the )?$"),
        re.compile(rf"(?<!\w)(?:{background})(?!\w)"),
    )


def find_acts(article: Article) -> list[Act]:
    """Every act cue, in order of place."""
    rows, finder, hypothetical, background = _tables()
    t, text = table("acts"), lowered(article)
    starts = _starts(article)
    recalls = {s.index for s in article.sentences[1:] if s.end <= len(text) and background.search(text, s.start, s.end)}
    found = []
    for number, match in finder.find(text):
        row = rows[number]
        sentence = max(0, bisect_right(starts, match.start()) - 1)
        news = row["news"]
        if row["stage"] in t["hypothetical"]["stages"] and hypothetical.search(text, max(0, match.start() - 30), match.start()):
            news *= t["hypothetical"]["factor"]
        if sentence in recalls:
            news *= t["background"]["factor"]
        found.append(Act(stage=row["stage"], weight=row["weight"], news=news, sentence=sentence, text=match[0]))
    return found
