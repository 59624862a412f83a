"""The gate: does an article report an adversarial act in technology, on what ground, and how far has it gone.

A cascade. A wide gate over words and cues turns away what is plainly no dispute; what it lets through is read for its meaning
too, and gets a score, types and a stage. Thresholds stand in models/labels/thresholds.toml; between two of them it abstains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tasks.classify.article import Article
from tasks.classify.heads import Verdict, bag, judge_wide, opening, verify, word_points
from tasks.classify.signals import Signals, read_signals
from tasks.classify.stage import settled
from tasks.classify.types import weigh_types
from tasks.settings import MODELS, read_toml

__all__ = ["Gate", "TypeScore", "judge", "judge_in_full", "thresholds"]

TypeScore = tuple[str, float, int]


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What the gate says; `is_dispute` is null where it abstains. `types` are (code, score, sentence index), primary first.

    `sentence` and `stage_sentence` are the indexes of the sentences that show the act and the stage.
    """

    is_dispute: bool | None
    score: float
    types: tuple[TypeScore, ...]
    stage: str | None
    stage_score: float = 0.0
    sentence: int = 0
    stage_sentence: int = 0


@cache
def thresholds() -> Mapping[str, Any]:
    """`models/labels/thresholds.toml`."""
    return read_toml(MODELS / "labels" / "thresholds.toml")


def judge(article: Article) -> Gate:
    """The gate's word on an article, headline-only ones included. It looks at title and lead."""
    lead = article.lead
    signals, words = read_signals(lead), bag(opening(lead))
    wide = judge_wide(signals, words)
    return _turned_away(wide) if _is_out(wide) else _verified(article, signals, verify(lead, signals, words))


def judge_in_full(article: Article) -> tuple[Gate, Gate]:
    """The gate's word, and type and stage of an article that is a dispute whatever the gate says."""
    lead = article.lead
    signals, words = read_signals(lead), bag(opening(lead))
    wide, verdict = judge_wide(signals, words), verify(lead, signals, words)
    own = _turned_away(wide) if _is_out(wide) else _verified(article, signals, verdict)
    return own, own if own.is_dispute else _told(article, signals, verdict, is_dispute=True)


def _is_out(wide: float) -> bool:
    return wide < float(thresholds()["wide_from"])


def _turned_away(score: float) -> Gate:
    return Gate(is_dispute=False, score=round(min(score, thresholds()["abstain_from"]), 4), types=(), stage=None)


def _verified(article: Article, signals: Signals, verdict: Verdict) -> Gate:
    score, limits = round(verdict.relevance, 4), thresholds()
    if score < limits["abstain_from"]:
        return Gate(is_dispute=False, score=score, types=(), stage=None)
    return _told(article, signals, verdict, is_dispute=True if score >= limits["dispute_from"] else None)


def _told(article: Article, signals: Signals, verdict: Verdict, *, is_dispute: bool | None) -> Gate:
    types = tuple(_types(article, verdict))
    stage = settled(max(verdict.stages, key=lambda code: verdict.stages[code]), signals.acts)
    return Gate(
        is_dispute=is_dispute,
        score=round(verdict.relevance, 4),
        types=types,
        stage=stage,
        stage_score=round(verdict.stages[stage], 4),
        sentence=types[0][2],
        stage_sentence=_show(article.lead, "stage", stage),
    )


def _types(article: Article, verdict: Verdict) -> Iterator[TypeScore]:
    """The primary type, up to two more nearly as likely; where the lead names none, what the words of the whole text name."""
    limits = thresholds()
    ranked = sorted(verdict.types, key=lambda code: (-verdict.types[code], code))[: limits["most_types"]]
    if verdict.types[ranked[0]] < limits["first_from"] and (points := weigh_types(article)):
        ranked = [max(points, key=lambda code: (points[code], code))]
    for rank, code in enumerate(ranked):
        score = verdict.types[code]
        if rank == 0 or score >= limits["second_from"]:
            yield code, round(score, 4), _show(article.lead, "type", code)


def _show(lead: Article, kind: str, code: str) -> int:
    """The sentence that shows a code: the first of the text, unless its words speak against the code and another's for it.

    A headline is cut short and may be the desk's own wording, so it shows a code only where there is no text.
    """
    first, *others = lead.sentences[1:] or lead.sentences
    limits = thresholds()["shown"]
    if not others or word_points(kind, code, first.text) > limits["against"]:
        return first.index
    best = max(others, key=lambda s: (word_points(kind, code, s.text), -s.index))
    return best.index if word_points(kind, code, best.text) > limits["in_favour"] else first.index
