"""The words of title and lead, one by one and in pairs, weighed by how rare they are in the training rows (tf-idf)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

__all__ = ["Bag", "Vocabulary", "terms"]

WORD = re.compile(r"\w\w+")
Bag = tuple[np.ndarray, np.ndarray]


def terms(text: str) -> Iterator[str]:
    """Words of two characters and more in lower case, then each pair of neighbours."""
    words = WORD.findall(text.lower())
    yield from words
    yield from (f"{a} {b}" for a, b in pairwise(words))


@dataclass(frozen=True)
class Vocabulary:
    """The terms that count, in their order, and the weight of each: the log of how many texts there are for one that has it."""

    places: dict[str, int]
    rarity: np.ndarray

    @classmethod
    def of(cls, texts: Iterable[str], *, at_least: int) -> Vocabulary:
        """The terms that stand in `at_least` texts, sorted."""
        sets = [set(terms(text)) for text in texts]
        counts = Counter(term for found in sets for term in found)
        kept = sorted(term for term, count in counts.items() if count >= at_least)
        rarity = [math.log((1 + len(sets)) / (1 + counts[term])) + 1 for term in kept]
        return cls(places={term: place for place, term in enumerate(kept)}, rarity=np.array(rarity, dtype=np.float32))

    def bag(self, text: str) -> Bag:
        """Places and weights of the terms of a text that are known: sublinear counts by rarity, of length 1."""
        counts = Counter(place for term in terms(text) if (place := self.places.get(term)) is not None)
        places = np.array(sorted(counts), dtype=np.int64)
        weights = np.array([1 + math.log(counts[place]) for place in places.tolist()], dtype=np.float32) * self.rarity[places]
        length = float(np.sqrt((weights * weights).sum()))
        return places, (weights / length if length else weights).astype(np.float32)
