"""Who is in an article: its names, the role of each entity over all of it, and what each does in each sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tasks.classify.article import Article, Name
from tasks.classify.cues import joined, table
from tasks.classify.entities import table_names
from tasks.classify.naming import KIND_OF, acronyms, join_names, proper_spans, without_sources
from tasks.classify.places import code_of
from tasks.classify.tagger import ACTS, ROLES, Mark, Span, Tags, tag

__all__ = ["Cast", "read_cast"]

# Words that stand for more than one name have no one owner.
SEVERAL = re.compile(
    r"(?:both|all|neither|either|(?:the )?(?:two|three|pair|companies|firms|sides|parties|defendants))\b", re.IGNORECASE
)
# The roles of what stands at a place of a sentence.
Told = Callable[[int, int, int], np.ndarray]
ZONE_WEIGHTS = (1.5, 1.0, 0.6)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The names of an article in order of place, what each entity's role is, and what it does in each sentence.

    `roles` gives (6,) for an entity id, `acts` (7,) for a sentence and an entity id, in the order of the reader's words.
    """

    names: tuple[Name, ...]
    roles: Mapping[str, np.ndarray]
    acts: Mapping[tuple[int, str], np.ndarray]
    tags: Tags

    def role(self, entity: str) -> tuple[str, float]:
        """The likeliest role that is one, and how likely it is that the entity has any."""
        found = self.roles.get(entity)
        if found is None:
            return "none", 0.0
        return ROLES[1 + int(found[1:].argmax())], float(1 - found[0])

    def act(self, sentence: int, entity: str) -> tuple[str, float]:
        """The likeliest act that is one, and its probability."""
        found = self.acts.get((sentence, entity))
        if found is None:
            return "none", 0.0
        best = 1 + int(found[1:].argmax())
        return ACTS[best], float(found[best])


def read_cast(article: Article) -> Cast:
    """Read an article once by the tables, once by the reader, and bring the two together."""
    known = table_names(article)
    marks = [Mark(start=n.start, end=n.end, kind=KIND_OF[n.kind]) for n in known if n.kind in KIND_OF]
    tags = tag(article, marks)
    spans = without_sources(tags.spans, article.evidence_text)
    proper = proper_spans(spans, article.evidence_text)
    proper += acronyms(article.sentences, proper, article.evidence_text)
    names = join_names(article.evidence_text, known, proper)
    told = cache(tags.role)  # asked of each name twice
    names = sorted([*names, *_references(article, names, told, set(spans) - set(proper))], key=lambda n: (n.start, n.end))
    acts: dict[tuple[int, str], np.ndarray] = {}
    for name in names:
        key, act = (name.sentence, name.entity_id), tags.act(name.start, name.end, name.sentence)
        acts[key] = act if key not in acts or act[0] < acts[key][0] else acts[key]
    return Cast(names=tuple(names), roles=_roles(names, told), acts=acts, tags=tags)


def _roles(names: Sequence[Name], told: Told) -> dict[str, np.ndarray]:
    """The mean over all mentions; title and lead count more, words that stand for a name half."""
    found: dict[str, list[tuple[float, np.ndarray]]] = {}
    for name in names:
        zone = 0 if name.sentence <= 1 else 1 if name.sentence <= 3 else 2
        weight = ZONE_WEIGHTS[zone] * (0.5 if name.is_resolved else 1.0)
        found.setdefault(name.entity_id, []).append((weight, told(name.start, name.end, name.sentence)))
    return {e: np.asarray(sum(w * r for w, r in rows) / sum(w for w, _ in rows)) for e, rows in found.items()}


@cache
def _nouns() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    rows = table("names")["reference"]
    return tuple((re.compile(rf"(?<!\w)(?:{joined(row['nouns'])})(?!\w)"), frozenset(row["kinds"])) for row in rows)


def _references(article: Article, names: Sequence[Name], told: Told, spans: Collection[Span]) -> Iterator[Name]:
    """What stands for a name before it: of the same role, of a fitting kind, the nearer the likelier."""
    text = article.evidence_text
    roles = _roles(names, told)
    for span in sorted(spans, key=lambda s: s.start):
        if SEVERAL.match(text, span.start, span.end) or code_of(text[span.start : span.end]):
            continue
        words, own = text[span.start : span.end], told(span.start, span.end, span.sentence)
        likely = {entity: float(role @ own) for entity, role in roles.items()}
        scores = [
            (_fits(words, name) * 0.75 ** (span.sentence - name.sentence) * likely[name.entity_id], name.start, number)
            for number, name in enumerate(names)
            if name.end <= span.start
        ]
        if scores and (best := max(scores))[0] >= 0.1:
            meant = names[best[2]]
            yield replace(meant, surface=words, start=span.start, end=span.end, sentence=span.sentence, is_resolved=True)


def _fits(words: str, name: Name) -> float:
    low = words.casefold()
    if low in {"he", "she"}:
        return 1.0 if name.kind == "person" else 0.1
    if low == "it":
        return 0.1 if name.kind == "person" else 1.0
    kinds = [kinds for pattern, kinds in _nouns() if pattern.search(low)]
    return 1.0 if not kinds or any(name.kind in k for k in kinds) else 0.1
