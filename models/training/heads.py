"""The heads: what is seen of labelled rows, and the logistic regressions over it.

Features are made once and may be cut; `fit` counts words of the rows that it is given. A head may be shown fewer blocks of
features than there are: what each is worth is measured so (`make bench-labels`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.article import Article
from tasks.classify.encoder import encode
from tasks.classify.heads import opening
from tasks.classify.signals import read_signals
from tasks.classify.words import Vocabulary
from tasks.evaluate import article_of
from tasks.labelled import Row

__all__ = ["BLOCKS", "Arrays", "Features", "count_words", "features", "fit"]

BLOCKS = ("words", "cues", "meaning")
# Terms that stand in fewer rows are noise. STRENGTH is scikit-learn's C: how little weights are held back.
TERM_ROWS = 2
STRENGTH = 0.7

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Features:
    """Of n rows. `meaning` is (n, 384), `cues` (n, 31), `is_dispute` (n,) of bool, `says` (n,): the weight of each row.

    `types` (primary first) and `stages` are codes; what is no dispute has none.
    """

    articles: Sequence[Article]
    meaning: np.ndarray
    cues: np.ndarray
    is_dispute: np.ndarray
    types: Sequence[Sequence[str]]
    stages: Sequence[str | None]
    says: np.ndarray

    @property
    def disputes(self) -> Features:
        """Those of the disputes."""
        return self.at(np.flatnonzero(self.is_dispute).tolist())

    def at(self, places: Sequence[int]) -> Features:
        """Those of some rows."""
        return Features(
            articles=[self.articles[place] for place in places],
            meaning=self.meaning[places],
            cues=self.cues[places],
            is_dispute=self.is_dispute[places],
            types=[self.types[place] for place in places],
            stages=[self.stages[place] for place in places],
            says=self.says[places],
        )

    def dense(self, blocks: Collection[str]) -> np.ndarray:
        """Meaning and cues side by side, as far as they are among the blocks."""
        parts = [part for name, part in (("meaning", self.meaning), ("cues", self.cues)) if name in blocks]
        return np.hstack(parts) if parts else np.empty((len(self.articles), 0), dtype=np.float32)


def features(rows: Sequence[Row], *, says: Sequence[float] = ()) -> Features:
    """What is seen of labelled rows, and what they are; each weighs one where no weights are given."""
    articles = [article_of(row.row_id, row.title, row.text) for row in rows]
    return Features(
        articles=articles,
        meaning=np.stack([encode(article) for article in articles]),
        cues=np.stack([read_signals(article.lead).vector() for article in articles]),
        is_dispute=np.array([row.is_dispute for row in rows]),
        types=[row.types for row in rows],
        stages=[row.stage for row in rows],
        says=np.array(says or [1.0] * len(rows)),
    )


def fit(features: Features, *, blocks: Collection[str] = BLOCKS) -> tuple[Arrays, Vocabulary]:
    """The heads' weights in sixteen bits, and the terms that they are for. A head that would see nothing is left out."""
    vocabulary = Vocabulary.of(map(opening, features.articles) if "words" in blocks else (), at_least=TERM_ROWS)
    disputes, is_dispute = features.disputes, features.is_dispute.astype(int)
    types = np.array([DISPUTE_TYPES.index(codes[0]) for codes in disputes.types])
    stages = np.array([STAGES.index(stage) for stage in disputes.stages if stage])
    arrays: Arrays = {"rarity": vocabulary.rarity}
    for name, part, seen, wanted, answers in (
        ("wide", features, [block for block in blocks if block != "meaning"], is_dispute, 1),
        ("relevance", features, blocks, is_dispute, 1),
        ("type", disputes, blocks, types, len(DISPUTE_TYPES)),
        ("stage", disputes, blocks, stages, len(STAGES)),
    ):
        if seen:
            dense, words = part.dense(seen), count_words(part.articles, vocabulary)
            weights, bias = _head(hstack([csr_matrix(dense), words]).tocsr(), wanted, says=part.says, answers=answers)
            split = dense.shape[1]
            arrays |= {f"{name}_dense": weights[:, :split], f"{name}_words": weights[:, split:], f"{name}_bias": bias}
    return {name: array.astype(np.float16) for name, array in arrays.items()}, vocabulary


def count_words(articles: Iterable[Article], vocabulary: Vocabulary) -> csr_matrix:
    """(articles, terms): the weights of the known words of each."""
    bags = [vocabulary.bag(opening(article)) for article in articles]
    ends = np.cumsum([0, *(len(places) for places, _ in bags)])
    data, places = np.concatenate([w for _, w in bags]), np.concatenate([p for p, _ in bags])
    return csr_matrix((data, places, ends), shape=(len(bags), len(vocabulary.places)))


def _head(seen: csr_matrix, wanted: np.ndarray, *, says: np.ndarray, answers: int) -> tuple[np.ndarray, np.ndarray]:
    """One regression: its weights (answers, features) and biases (answers,).

    Few rows may lack an answer: it keeps its place, weighs nothing, and its bias of minus infinity tells that it is not known.
    """
    model = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-6)
    model.fit(seen, wanted, sample_weight=says)
    if len(model.coef_) == answers:
        return model.coef_, model.intercept_
    weights, bias = np.zeros((answers, seen.shape[1])), np.full(answers, -np.inf)
    bias[model.classes_] = 0
    weighed = model.classes_[-len(model.coef_) :]  # of two answers only the second: it is weighed against nothing
    weights[weighed], bias[weighed] = model.coef_, model.intercept_
    return weights, bias
