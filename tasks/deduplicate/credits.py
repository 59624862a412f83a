"""Who had it first: the sentence in which an article credits another outlet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import sentencex

from schemas import Outlet, Revision
from tasks.settings import MODELS, read_toml

__all__ = ["Credit", "find_credit"]


@dataclass(frozen=True, kw_only=True)
class Credit:
    """A sentence that names the outlet whose report this is; offsets count in title, blank line, body."""

    outlet: Outlet
    sentence: str
    start: int
    end: int
    score: float


@cache
def _patterns() -> tuple[tuple[str, float], ...]:
    table = read_toml(MODELS / "credits.toml")
    return tuple((p["pattern"], float(p["score"])) for p in table["credit"])


def find_credit(revision: Revision, outlets: Iterable[Outlet]) -> Credit | None:
    """The first credit to an outlet other than its own; None where it credits nobody."""
    others = [o for o in outlets if o.outlet_id != revision.outlet_id and o.name in revision.text]
    position = len(revision.title) + 2
    for paragraph in revision.text.split("\n\n") if others else ():
        at = position
        for piece in sentencex.segment("en", paragraph):
            text = piece.strip()
            for outlet in others:
                score = _score(text, outlet.name)
                if score:
                    start = at + piece.index(text)
                    return Credit(outlet=outlet, sentence=text, start=start, end=start + len(text), score=score)
            at += len(piece)
        position += len(paragraph) + 2
    return None


def _score(sentence: str, name: str) -> float:
    if name not in sentence:
        return 0.0
    found = (score for pattern, score in _patterns() if re.search(pattern.replace("OUTLET", re.escape(name)), sentence))
    return max(found, default=0.0)
