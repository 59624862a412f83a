"""Which happening is an article about? It joins the story whose articles it is closest to, in words that are rare of late.

Weights of words come from the documents before it in the window: nothing is learnt from what came later.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from tasks.deduplicate.doc import Doc
from tasks.settings import MODELS, read_toml

__all__ = ["METHOD", "Stories", "cluster_stories"]

METHOD = "stories-tfidf@1"
WINDOW = timedelta(days=4)
LEAD_CHARS = 600
TITLE_WEIGHT = 2.0
NEAR = 0.23  # cosine to the story's closest articles
CLOSEST = 3
WORD = re.compile(r"[^\W_]+(?:['’]\w+)?")
STOP = frozenset(read_toml(MODELS / "stop-words.toml")["words"])


@dataclass(kw_only=True)
class _Story:
    id: str
    members: list[tuple[str, dict[str, float]]] = field(default_factory=list)


@dataclass(kw_only=True)
class Stories:
    """Stories so far; `place` decides for one more document."""

    seen: Counter[str] = field(default_factory=Counter)
    count: int = 0
    stories: dict[str, _Story] = field(default_factory=dict)
    story_of: dict[str, str] = field(default_factory=dict)
    holders: defaultdict[str, list[tuple[str, Doc]]] = field(default_factory=lambda: defaultdict(list))
    vectors: dict[str, dict[str, float]] = field(default_factory=dict)

    def place(self, doc: Doc) -> tuple[str, float]:
        """The story of a document (its own id where it begins one) and how close it is to it."""
        words = _words(doc)
        for word in words:
            self.seen[word] += 1
        self.count += 1
        vector = self._vector(words)
        story, score = self._closest(doc, vector)
        if story is None:
            story, score = doc.id, 1.0
        self.add(doc, story, vector)
        return story, round(score, 4)

    def add(self, doc: Doc, story: str, vector: dict[str, float] | None = None) -> None:
        """Count a document among the members of a story, where that is known already."""
        if vector is None:
            words = _words(doc)
            for word in words:
                self.seen[word] += 1
            self.count += 1
            vector = self._vector(words)
        self.stories.setdefault(story, _Story(id=story)).members.append((doc.id, vector))
        self.story_of[doc.id], self.vectors[doc.id] = story, vector
        for word in vector:
            self.holders[word].append((doc.id, doc))

    def _vector(self, words: dict[str, float]) -> dict[str, float]:
        weighted = {w: f * math.log(1 + (self.count + 50) / (1 + self.seen[w])) for w, f in words.items()}
        length = math.sqrt(sum(v * v for v in weighted.values())) or 1.0
        return {w: v / length for w, v in weighted.items()}

    def _closest(self, doc: Doc, vector: dict[str, float]) -> tuple[str | None, float]:
        near: dict[str, float] = defaultdict(float)
        rare = sorted(vector, key=lambda w: -vector[w])[:12]
        for word in rare:
            for name, other in self.holders[word][-400:]:
                if name not in near and _is_within(doc, other):
                    near[name] = 0.0
        for name in near:
            other_vector = self.vectors[name]
            near[name] = sum(v * other_vector.get(w, 0.0) for w, v in vector.items())
        by_story: dict[str, list[float]] = defaultdict(list)
        for name, value in near.items():
            by_story[self.story_of[name]].append(value)
        best: tuple[str | None, float] = (None, 0.0)
        for story, values in sorted(by_story.items()):
            top = sorted(values, reverse=True)[:CLOSEST]
            score = sum(top) / len(top)
            if score >= NEAR and score > best[1]:
                best = (story, score)
        return best


def _words(doc: Doc) -> dict[str, float]:
    """Words of title and lead with their weight in this document."""
    counts: Counter[str] = Counter()
    for text, weight in ((doc.title, TITLE_WEIGHT), (doc.text[:LEAD_CHARS], 1.0)):
        for word in WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
            stem = _stem(word)
            if stem not in STOP and len(stem) > 1:
                counts[stem] += weight  # type: ignore[assignment]
    return {w: 1 + math.log(f) if f > 1 else f for w, f in counts.items()}


def _stem(word: str) -> str:
    """Plural and possessive endings off: the least that makes `chips` meet `chip`."""
    word = re.sub(r"['’]s$", "", word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _is_within(one: Doc, other: Doc) -> bool:
    """Whether two documents are near in time; where a date is missing nothing speaks against it."""
    return one.moment is None or other.moment is None or abs(one.moment - other.moment) <= WINDOW


def cluster_stories(docs: Iterable[Doc]) -> dict[str, str]:
    """Document id -> story id, in the order of the documents."""
    stories = Stories()
    return {doc.id: stories.place(doc)[0] for doc in docs}
