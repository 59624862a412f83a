"""What stands behind a quarrel: export controls, earlier cases, the market. Never an event."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemas.context import Context
from schemas.record import identify
from tasks.classify.article import Article, Sentence
from tasks.classify.cues import table
from tasks.classify.labels import METHOD
from tasks.classify.relevance import Gate

__all__ = ["find_backdrops", "read_contexts"]


def read_contexts(article: Article, gate: Gate) -> list[Context]:
    """One row a kind of each quarrel, with the first sentence that tells it; the quarrel's own ground is none."""
    found: dict[tuple[int, str], Context] = {}
    for sentence in article.sentences[1:]:
        quarrel = article.quarrel_of(sentence)
        for kind in _kinds(sentence.text, gate):
            if quarrel and kind == "earlier_case":  # the case that the sentence calls separate is told as a quarrel of its own
                continue
            key = quarrel, kind
            if key not in found or _rank(found[key].relation) > _rank(_relation(sentence)):
                found[key] = _context(article, sentence, kind)
    return [found[key] for key in sorted(found)]


def find_backdrops(sentence: Sentence, gate: Gate) -> list[tuple[int, int]]:
    """Where a sentence tells only what stands behind the quarrel: from the words that open it, start and end in the sentence.

    Words that begin the sentence reach to its first comma, others to its end; what holds no context of the tables is none.
    """
    spans = []
    for match in _opening().finditer(sentence.text):
        comma = sentence.text.find(",", match.end()) if match.start() == 0 else -1
        spans.append((match.start(), comma if comma > 0 else len(sentence.text)))
    return [(start, end) for start, end in spans if any(_kinds(sentence.text[start:end], gate))]


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(table('contexts')['backdrop']['opens'])})(?!\w)", re.IGNORECASE)


def _context(article: Article, sentence: Sentence, kind: str) -> Context:
    return Context(
        **article.evidence(sentence),
        context_id=identify("context", article.revision.revision_id, article.quarrel_of(sentence), kind),
        quarrel=article.quarrel_of(sentence),
        context_kind=kind,
        relation=_relation(sentence),
        method=METHOD,
        score=0.7,
    )


@cache
def _patterns(key: str, name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row[name], re.compile(rf"(?<!\w)(?:{'|'.join(row['cues'])})(?!\w)", re.IGNORECASE)) for row in table("contexts")[key]
    )


def _kinds(text: str, gate: Gate) -> Iterator[str]:
    own = table("contexts")["limits"]["own_ground"]
    grounds = {code for code, _, _ in gate.types}
    return (k for k, pattern in _patterns("context", "kind") if own.get(k) not in grounds and pattern.search(text))


def _relation(sentence: Sentence) -> str:
    return next((name for name, pattern in _patterns("relation", "name") if pattern.search(sentence.text)), "backdrop")


def _rank(relation: str) -> int:
    """A stated cause tells more than a fear, a fear more than a mere mention."""
    return ("cause_cited", "fear", "backdrop").index(relation)
