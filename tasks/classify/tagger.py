"""What stands where in an article, by a small encoder trained on annotated articles of our own (models/reader).

For each place: is it a name, of what kind, which role has who is named there, and what does it do in its sentence. For each
sentence: on what footing it stands and what kind of claim it makes. Numbers, not decisions: the rules of this folder decide.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from schemas.vocabulary import CARRIERS
from tasks.classify.article import Article, Sentence
from tasks.classify.tokens import Piece, pieces, windows
from tasks.settings import MODELS

__all__ = ["ACTS", "BLOCKS", "CARRIED", "FOOTINGS", "KINDS", "ROLES", "SAID", "Mark", "Span", "Tags", "tag"]

KINDS = ("company", "body", "court", "person", "outlet", "group", "reference")
ROLES = ("none", "accuser", "accused", "regulator_or_government", "court", "third_party")
ACTS = ("none", "accuses", "denies", "declines", "silent", "admits", "says")
FOOTINGS = (
    "named", "spokesperson", "company_statement", "official", "anonymous", "document", "court_record", "other_outlet",
    "outlet_voice",
)  # fmt: skip
SAID = ("allegation", "denial", "intention", "warning", "prediction", "demand", "fact")
# On what footing the claim of an article stands, all in all: in the words of the labelled data (crosswalk).
CARRIED = CARRIERS[:-1]
# Outside a name, or at the beginning or inside of one of each kind.
SPELLED = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BI"))
BLOCKS: Mapping[str, tuple[str, ...]] = {
    "spelled": SPELLED,
    "role": ROLES,
    "act": ACTS,
    "footing": FOOTINGS,
    "said": SAID,
    "carried": CARRIED,
}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A name that is known beforehand. Offsets are code points of the evidence text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class Span:
    """A name, or words that stand for one. Offsets are code points of the evidence text; `sentence` is a sentence's index."""

    start: int
    end: int
    kind: str
    sentence: int


@dataclass(frozen=True, kw_only=True)
class Tags:
    """Of an article with n sentences. `footing` is (n, 9), `said` (n, 7): probabilities in the order of the words above.

    `carried` is (n, 5): how loudly each sentence says that a footing carries the claim of the article, as log odds.
    """

    spans: tuple[Span, ...]
    footing: np.ndarray
    said: np.ndarray
    carried: np.ndarray
    sentences: tuple[Sentence, ...]
    cut: tuple[list[Piece], ...]
    scores: tuple[np.ndarray, ...]

    def role(self, start: int, end: int, sentence: int) -> np.ndarray:
        """(6,): how probable each role is, by what stands at a place."""
        return _softmax(self._at(start, end, sentence)[_block("role")])

    def act(self, start: int, end: int, sentence: int) -> np.ndarray:
        """(7,): how probable it is that who is named at a place does this in its sentence."""
        return _softmax(self._at(start, end, sentence)[_block("act")])

    def footing_of(self, sentence: int) -> dict[str, float]:
        """How probable each footing of a sentence is."""
        return dict(zip(FOOTINGS, self.footing[sentence].tolist(), strict=True))

    def said_in(self, sentence: int) -> dict[str, float]:
        """How probable it is that a sentence makes each kind of claim."""
        return dict(zip(SAID, self.said[sentence].tolist(), strict=True))

    def carriers(self) -> dict[str, tuple[float, int]]:
        """How probable it is that each footing carries the article's claim, and the sentence that shows it best."""
        scores, best = _sigmoid(np.logaddexp.reduce(self.carried, axis=0)), self.carried.argmax(axis=0)
        return {name: (float(scores[n]), int(best[n])) for n, name in enumerate(CARRIED)}

    def _at(self, start: int, end: int, sentence: int) -> np.ndarray:
        offset, scores = self.sentences[sentence].start, self.scores[sentence]
        read = self.cut[sentence][: len(scores)]
        first = bisect_right(read, start - offset, key=lambda piece: piece.end)
        last = bisect_left(read, end - offset, lo=first, key=lambda piece: piece.start)
        return np.asarray(scores[first:last].mean(axis=0)) if first < last else np.zeros(scores.shape[1], dtype=np.float32)


def tag(article: Article, known: Sequence[Mark]) -> Tags:
    """Read an article once. `known` are names that the tables hold."""
    sentences = article.sentences
    cut = tuple(pieces([s.text for s in sentences]))
    scores = _scores(cut, _marked(sentences, cut, known))
    means = [s.mean(axis=0) if len(s) else np.zeros(s.shape[1], dtype=np.float32) for s in scores]
    return Tags(
        spans=tuple(span for s in sentences for span in _spans(s, cut[s.index], scores[s.index])),
        footing=np.stack([_sigmoid(mean[_block("footing")]) for mean in means]),
        said=np.stack([_sigmoid(mean[_block("said")]) for mean in means]),
        carried=np.stack([mean[_block("carried")] for mean in means]),
        sentences=sentences,
        cut=cut,
        scores=tuple(scores),
    )


def _marked(
    sentences: Sequence[Sentence], cut: Sequence[Sequence[Piece]], known: Sequence[Mark]
) -> Mapping[tuple[int, int], int]:
    """The pieces that stand in a known name, and the number of its kind, from 1."""
    found: dict[tuple[int, int], int] = {}
    for mark in known:
        for sentence in sentences:
            if sentence.start <= mark.start < sentence.end:
                for number, piece in enumerate(cut[sentence.index]):
                    if sentence.start + piece.start < mark.end and sentence.start + piece.end > mark.start:
                        found[sentence.index, number] = 1 + KINDS.index(mark.kind)
    return found


def _scores(cut: Sequence[Sequence[Piece]], marked: Mapping[tuple[int, int], int]) -> list[np.ndarray]:
    """For each sentence (pieces read, sum of blocks); a piece that stands in several windows counts by the first."""
    size = sum(map(len, BLOCKS.values()))
    found: list[dict[int, np.ndarray]] = [{} for _ in cut]
    for window in windows(cut):
        inputs = {"ids": window.ids, "shapes": window.shapes, "marks": window.marks(marked), "zones": window.zones}
        (out,) = _session().run(None, {name: row[None] for name, row in inputs.items()})
        for (sentence, number), place in window.places.items():
            found[sentence].setdefault(number, out[0, place])
    return [np.stack([rows[n] for n in range(len(rows))]) if rows else np.zeros((0, size), dtype=np.float32) for rows in found]


def _spans(sentence: Sentence, cut: Sequence[Piece], scores: np.ndarray) -> Iterator[Span]:
    if not len(scores):
        return
    path = _path(np.log(_softmax(scores[:, _block("spelled")]) + 1e-9))
    begins = [n for n, spelled in enumerate(path) if spelled % 2]
    for first in begins:
        last = first
        while last + 1 < len(path) and path[last + 1] == path[first] + 1:
            last += 1
        start, end = cut[first].start, cut[last].end
        while start > 0 and sentence.text[start - 1].isalnum():
            start -= 1
        while end < len(sentence.text) and sentence.text[end].isalnum():
            end += 1
        kind = KINDS[path[first] // 2]
        yield Span(start=sentence.start + start, end=sentence.start + end, kind=kind, sentence=sentence.index)


def _path(scores: np.ndarray) -> list[int]:
    """The likeliest way through: what is inside a name follows its beginning (Viterbi)."""
    plain = scores.argmax(axis=1)
    if _begin()[plain[0]] == 0.0 and not _follows()[plain[:-1], plain[1:]].any():
        return [int(spelled) for spelled in plain]
    best, back = scores[0] + _begin(), []
    for row in scores[1:]:
        through = best[:, None] + _follows()
        back.append(through.argmax(axis=0))
        best = through.max(axis=0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


NEVER = -1e9


@cache
def _begin() -> np.ndarray:
    return np.array([NEVER if name[0] == "I" else 0.0 for name in SPELLED])


@cache
def _follows() -> np.ndarray:
    """(from, to): 0 where one may follow the other."""
    return np.array([[NEVER if b[0] == "I" and a[1:] != b[1:] else 0.0 for b in SPELLED] for a in SPELLED])


@cache
def _block(name: str) -> slice:
    sizes = [len(block) for block in BLOCKS.values()]
    at = list(BLOCKS).index(name)
    return slice(sum(sizes[:at]), sum(sizes[: at + 1]))


def _softmax(scores: np.ndarray) -> np.ndarray:
    grown = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True))


def _sigmoid(scores: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-scores)))


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(MODELS / "reader" / "reader.onnx", options, providers=["CPUExecutionProvider"])
