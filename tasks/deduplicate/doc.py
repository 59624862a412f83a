"""A text as copies and stories see it: words, shingles, figures. One spelling of words for all comparisons."""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["Doc", "Shingles", "share"]

Shingles = NDArray[np.uint64]

WORD = re.compile(r"\w+")
SIZE = 3
LEAD_WORDS = 80
# Two odd constants of the golden ratio: they spread the hashes of neighbouring words (Knuth, TAOCP 6.4).
FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


@dataclass(frozen=True)
class Doc:
    """A document: id, address, outlet, title, text, and when it was published (may be empty or a bare day)."""

    id: str
    url: str
    source: str
    title: str
    text: str
    published: str

    @cached_property
    def words(self) -> list[str]:
        """Words of the text, of the title where there is no text: NFKC, case folded."""
        return WORD.findall(unicodedata.normalize("NFKC", self.text or self.title).casefold())

    @cached_property
    def shingles(self) -> Shingles:
        """Hashes of all runs of three words, each once, sorted."""
        return shingles(self.words)

    @cached_property
    def lead(self) -> Shingles:
        """Shingles of the first eighty words."""
        return shingles(self.words[:LEAD_WORDS])

    @cached_property
    def beginning(self) -> Shingles:
        """Shingles of the first forty words."""
        return shingles(self.words[: LEAD_WORDS // 2])

    @cached_property
    def figures(self) -> frozenset[str]:
        """Words with a digit: what tells two reports of one form apart."""
        return frozenset(w for w in self.words if any(c.isdigit() for c in w))

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that begin with a capital inside a sentence: whom a report of one form is about."""
        return frozenset(m.casefold() for m in re.findall(r"(?<=[a-z,] )[A-Z]\w+", self.text))

    @cached_property
    def moment(self) -> datetime | None:
        """When it was published; None where that is not known."""
        try:
            return datetime.fromisoformat(self.published).replace(tzinfo=None)
        except ValueError:
            return None


def shingles(words: list[str]) -> Shingles:
    """Hashes of runs of three words; a shorter text is one shingle."""
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter((zlib.crc32(w.encode()) for w in words), dtype=np.uint64, count=len(words))
    runs = max(1, len(words) - SIZE + 1)
    mixed = np.zeros(runs, dtype=np.uint64)
    for place in range(min(SIZE, len(words))):
        part = hashes[place : place + runs] * FACTORS[place]
        mixed ^= (part >> np.uint64(29)) ^ (part << np.uint64(7 * place + 1))
    mixed *= FACTORS[0]
    return np.unique(mixed ^ (mixed >> np.uint64(32)))


def share(part: Shingles, whole: Shingles) -> float:
    """How much of `part` stands in `whole`, 0 to 1."""
    if not len(part):
        return 0.0
    return len(np.intersect1d(part, whole, assume_unique=True)) / len(part)
