"""`make train`: the weights of models/labels and models/encoder, made anew from the rows beside this file.

The encoder is all-MiniLM-L6-v2 as its makers publish it, written as ONNX in eight bits. The heads are logistic regressions over
its vector, the cues and the words of title and lead. One thread and no chance: on one machine the same bytes come out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from models.training.card import CARD, write_card
from models.training.encoder import write_encoder
from models.training.weighed import weighed_rows
from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.article import Article
from tasks.classify.encoder import encode
from tasks.classify.heads import opening
from tasks.classify.signals import read_signals
from tasks.classify.words import Vocabulary
from tasks.evaluate import article_of
from tasks.labelled import Row
from tasks.settings import MODELS

LABELS, ENCODER = MODELS / "labels", MODELS / "encoder"
# Terms that stand in fewer rows are noise. STRENGTH is scikit-learn's C: how little weights are held back.
TERM_ROWS = 2
STRENGTH = 0.7

Arrays = dict[str, np.ndarray]


def main() -> None:
    """Make all weights and tell their sums."""
    write_encoder(ENCODER)
    rows, says = zip(*weighed_rows(), strict=True)
    arrays, vocabulary = fit(rows, np.array(says))
    (LABELS / "words.txt").write_text("".join(f"{term}\n" for term in vocabulary.places), encoding="utf-8")
    (LABELS / "weights.npz").write_bytes(_packed(arrays))
    write_card()
    print(f"train rows={len(rows)} disputes={sum(r.is_dispute for r in rows)} terms={len(vocabulary.places)} card={CARD.name}")


def fit(rows: Sequence[Row], says: np.ndarray) -> tuple[Arrays, Vocabulary]:
    """The heads' weights, and the terms that they are for; `says` has the weight of each row."""
    articles = [article_of(row.row_id, row.title, row.text) for row in rows]
    vocabulary = Vocabulary.of((opening(a) for a in articles), at_least=TERM_ROWS)
    words, cues, meaning = _words(articles, vocabulary), _cues(articles), np.stack([encode(a) for a in articles])
    is_dispute = np.array([row.is_dispute for row in rows])
    types = np.array([DISPUTE_TYPES.index(r.types[0]) if r.types else -1 for r in rows])
    stages = np.array([STAGES.index(r.stage) if r.stage else -1 for r in rows])
    dense = np.hstack([meaning, cues])
    arrays: Arrays = {"rarity": vocabulary.rarity}
    arrays |= _head("wide", cues, words, is_dispute.astype(int), says)
    arrays |= _head("relevance", dense, words, is_dispute.astype(int), says)
    arrays |= _head("type", dense[is_dispute], words[is_dispute], types[is_dispute], says[is_dispute])
    arrays |= _head("stage", dense[is_dispute], words[is_dispute], stages[is_dispute], says[is_dispute])
    return {name: array.astype(np.float16) for name, array in arrays.items()}, vocabulary


def _head(name: str, dense: np.ndarray, words: csr_matrix, wanted: np.ndarray, says: np.ndarray) -> Arrays:
    """One regression: its weights for dense features and words, and its biases; one row an answer."""
    model = LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-6)
    model.fit(hstack([csr_matrix(dense), words]).tocsr(), wanted, sample_weight=says)
    split = dense.shape[1]
    return {f"{name}_dense": model.coef_[:, :split], f"{name}_words": model.coef_[:, split:], f"{name}_bias": model.intercept_}


def _words(articles: Sequence[Article], vocabulary: Vocabulary) -> csr_matrix:
    bags = [vocabulary.bag(opening(a)) for a in articles]
    ends = np.cumsum([0, *(len(places) for places, _ in bags)])
    data, places = np.concatenate([w for _, w in bags]), np.concatenate([p for p, _ in bags])
    return csr_matrix((data, places, ends), shape=(len(articles), len(vocabulary.places)))


def _cues(articles: Sequence[Article]) -> np.ndarray:
    return np.stack([read_signals(a.lead).vector() for a in articles])


def _packed(arrays: Arrays) -> bytes:
    """An .npz with no clock in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            held = io.BytesIO()
            np.lib.format.write_array(held, arrays[name], allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), held.getvalue(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
