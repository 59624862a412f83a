"""Is one article the same reporting as another? Candidates by shared sketch keys, the verdict on the whole texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from tasks.deduplicate.doc import Doc, share

__all__ = ["METHOD", "Match", "cluster_copies", "compare", "sketch"]

METHOD = "fracminhash@1"
# FracMinHash (Irber et al. 2022): every shingle whose hash falls below this share is a key, so containment can be estimated.
SCALE = np.uint64(2**64 // 4 - 1)
SHORT = 40  # a text of fewer shingles keeps them all: a share of so few could be none
KEYS_IN_COMMON = 3
TOO_COMMON = 40  # a key in more documents is boilerplate
# Chosen by a shallow decision tree on labelled pairs of copies and of reports that only share a form or a footer.
LEAD = 0.65  # of the first eighty words of one must stand in the other
ALIKE = 0.24  # Jaccard: enough where the leads meet
CONTAINED = 0.58  # of the shorter in the longer: enough where both begin alike
BEGINNING = 0.65
FIGURES = 0.4  # Jaccard of the figures: reports of one form differ here


@dataclass(frozen=True, kw_only=True)
class Match:
    """Two documents are one reporting: how, and the share of the shorter that stands in the longer."""

    kind: str
    similarity: float
    jaccard: float


def sketch(doc: Doc) -> list[int]:
    """The keys of a document, as signed 64-bit numbers."""
    kept = doc.shingles if len(doc.shingles) < SHORT else doc.shingles[doc.shingles <= SCALE]
    return [int(k) for k in kept.astype(np.int64)]


def compare(one: Doc, other: Doc) -> Match | None:
    """Whether two texts are the same reporting."""
    if one.words == other.words:
        return Match(kind="exact", similarity=1.0, jaccard=1.0)
    common = len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))
    short, long = sorted((len(one.shingles), len(other.shingles)))
    if not common:
        return None
    contained, jaccard = common / short, common / (short + long - common)
    if not _is_copy(one, other, contained, jaccard):
        return None
    if contained >= 0.8 and short < 0.75 * long:
        kind = "excerpt"
    else:
        kind = "syndicated" if contained >= 0.8 or _is_credited(one) or _is_credited(other) else "near"
    return Match(kind=kind, similarity=round(contained, 4), jaccard=round(jaccard, 4))


def _is_copy(one: Doc, other: Doc, contained: float, jaccard: float) -> bool:
    """A footer or a form in common makes no copy: one has to begin with what stands in the other."""
    lead = max(share(one.lead, other.shingles), share(other.lead, one.shingles))
    both_begin_alike = min(share(one.beginning, other.shingles), share(other.beginning, one.shingles)) >= BEGINNING
    if lead >= LEAD and (jaccard >= ALIKE or (contained >= CONTAINED and both_begin_alike)):
        return not _figures_differ(one, other) or jaccard >= 0.8
    return both_begin_alike and jaccard >= ALIKE and not _figures_differ(one, other)


def _figures_differ(one: Doc, other: Doc) -> bool:
    """Two reports of one form about other figures."""
    every = one.figures | other.figures
    return min(len(one.figures), len(other.figures)) >= 4 and len(one.figures & other.figures) / len(every) < FIGURES / 2


def _is_credited(doc: Doc) -> bool:
    return bool(re.match(r"[A-Z][A-Z .,]{2,40}(?:, \w+ \d+)? ?\([A-Z][\w ]{2,30}\) ?[-–—]", doc.text))


def candidates(docs: Iterable[Doc]) -> Iterator[tuple[Doc, Doc]]:
    """Pairs (earlier, later) that share enough keys, each once, in document order."""
    holders: dict[int, list[Doc]] = defaultdict(list)
    for doc in docs:
        keys = sketch(doc)
        shared: Counter[str] = Counter()
        known: dict[str, Doc] = {}
        for key in keys:
            found = holders[key]
            if len(found) <= TOO_COMMON:
                for earlier in found:
                    shared[earlier.id] += 1
                    known[earlier.id] = earlier
                found.append(doc)
        for name, count in shared.most_common(60):
            if count >= min(KEYS_IN_COMMON, max(1, len(keys))):
                yield known[name], doc


def cluster_copies(docs: Iterable[Doc]) -> dict[str, str]:
    """Document id -> cluster id (its first document), over all copies of copies."""
    leader: dict[str, str] = {}

    def first(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    order: list[str] = []

    def noted() -> Iterator[Doc]:
        for doc in docs:
            leader[doc.id] = doc.id
            order.append(doc.id)
            yield doc

    for earlier, later in candidates(noted()):
        if first(earlier.id) != first(later.id) and compare(earlier, later):
            leader[first(later.id)] = first(earlier.id)
    return {name: first(name) for name in order}
