"""The weights of models/labels: what the words, the cues and the meaning of title and lead come to.

Four linear heads, fitted together by `make train` on the rows of models/training: `wide` sees words and cues and lets through
whatever may be a dispute; `relevance`, `type` and `stage` see the meaning as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.article import Article
from tasks.classify.encoder import encode
from tasks.classify.signals import Signals
from tasks.classify.words import Bag, Vocabulary
from tasks.settings import MODELS

__all__ = ["Head", "Verdict", "bag", "judge_wide", "opening", "verify", "word_points"]


@dataclass(frozen=True)
class Head:
    """A row of weights for each answer: for the dense features, for the words, and a bias."""

    dense: np.ndarray
    words: np.ndarray
    bias: np.ndarray

    def logits(self, dense: np.ndarray, bag: Bag) -> np.ndarray:
        """One number an answer."""
        places, weights = bag
        return np.asarray(self.dense @ dense + self.words[:, places] @ weights + self.bias)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How sure the heads are: that it is a dispute, of which type, at which stage; each 0..1, types and stages sum to 1."""

    relevance: float
    types: dict[str, float]
    stages: dict[str, float]


def opening(article: Article) -> str:
    """The text that the words are taken from."""
    return f"{article.lead.revision.title} {article.lead.revision.text}"


@lru_cache(maxsize=64)  # the sentences of a lead are weighed for a type and for a stage
def bag(text: str) -> Bag:
    """The known words of a text."""
    return _vocabulary().bag(text)


def judge_wide(signals: Signals, words: Bag) -> float:
    """How much words and cues alone speak for a dispute, 0..1."""
    return _sigmoid(_heads()["wide"].logits(signals.vector(), words)[0])


def verify(article: Article, signals: Signals, words: Bag) -> Verdict:
    """What meaning, cues and words say together."""
    dense = np.concatenate([encode(article), signals.vector()])
    heads = _heads()
    return Verdict(
        relevance=_sigmoid(heads["relevance"].logits(dense, words)[0]),
        types=dict(zip(DISPUTE_TYPES, _softmax(heads["type"].logits(dense, words)), strict=True)),
        stages=dict(zip(STAGES, _softmax(heads["stage"].logits(dense, words)), strict=True)),
    )


def word_points(kind: str, code: str, text: str) -> float:
    """How much the words of a text speak for one type or stage, against the mean of all."""
    places, weights = bag(text)
    points = _heads()[kind].words[:, places] @ weights
    codes = DISPUTE_TYPES if kind == "type" else STAGES
    return float(points[codes.index(code)] - points.mean())


@cache
def _vocabulary() -> Vocabulary:
    terms = (MODELS / "labels" / "words.txt").read_text(encoding="utf-8").splitlines()
    return Vocabulary(places={term: n for n, term in enumerate(terms)}, rarity=_arrays()["rarity"].astype(np.float32))


@cache
def _heads() -> dict[str, Head]:
    arrays = _arrays()
    parts = ("dense", "words", "bias")
    return {
        name: Head(*(arrays[f"{name}_{part}"].astype(np.float32) for part in parts))
        for name in ("wide", "relevance", "type", "stage")
    }


@cache
def _arrays() -> dict[str, np.ndarray]:
    with np.load(MODELS / "labels" / "weights.npz", allow_pickle=False) as stored:
        return dict(stored)


def _sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-float(x))))


def _softmax(x: np.ndarray) -> list[float]:
    e = np.exp(x - x.max())
    return [float(value) for value in e / e.sum()]
