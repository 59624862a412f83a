"""References that a reader traces back: "the company", "the agency", "its rival"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from tasks.classify.article import Article, Name
from tasks.classify.cues import joined, table

__all__ = ["resolve"]


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    before, after = (
        r"(?<!\w)[Tt]he (?:[A-Z][\w-]+ |[\w-]+-based )?",
        r"(?![\w-])(?! (?:of|for|that|behind|which|he|she|they|it) )",
    )
    rows = table("names")["reference"]
    return tuple((re.compile(rf"{before}(?:{joined(row['nouns'])}){after}"), frozenset(row["kinds"])) for row in rows)


RIVAL = re.compile(r"(?<!\w)(?:[Ii]ts|the) (?:smaller |larger |bigger |main |arch-?)?(?:rival|competitor)(?!\w)(?! [A-Z])")


def resolve(article: Article, names: Sequence[Name]) -> Iterator[Name]:
    """The references whose owner is plain: the last name of the fitting kind before them; of two companies, the other."""
    text = article.evidence_text
    starts = [n.start for n in names]
    for sentence in article.sentences[1:]:
        for pattern, kinds in _patterns():
            for match in pattern.finditer(text, sentence.start, sentence.end):
                before = [n for n, start in zip(names, starts, strict=True) if start < match.start() and n.kind in kinds]
                if owner := _owner(before, sentence.index):
                    yield _resolved(owner, match, sentence.index)
        for match in RIVAL.finditer(text, sentence.start, sentence.end):
            companies = [n for n in names if n.kind in {"company", "lab"}]
            last = _owner([n for n in companies if n.start < match.start()], sentence.index)
            others = {n.entity_id: n for n in companies if last and n.entity_id != last.entity_id}
            if len(others) == 1:
                yield _resolved(next(iter(others.values())), match, sentence.index)


def _owner(before: Sequence[Name], sentence: int) -> Name | None:
    """The subject (first name) of the nearest sentence that names one; in the same sentence, the last name."""
    if not before:
        return None
    nearest = before[-1].sentence
    if nearest == sentence:
        return before[-1]
    return _first(n for n in before if n.sentence == nearest)


def _first(names: Iterable[Name]) -> Name | None:
    return next(iter(names), None)


def _resolved(owner: Name, match: re.Match[str], sentence: int) -> Name:
    return Name(
        entity_id=owner.entity_id,
        name=owner.name,
        kind=owner.kind,
        country=owner.country,
        surface=match[0],
        start=match.start(),
        end=match.end(),
        sentence=sentence,
        is_resolved=True,
    )
