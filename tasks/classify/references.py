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


ROLE_OF = re.compile(
    r"(?<!\w)(?:[Tt]he )?(?:[Ff]ounder|[Cc]o-?founder|[Cc]hief executive|CEO|[Bb]oss|[Oo]wner|[Cc]reator|[Hh]ead) of $"
)
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
                    yield _resolved(owner, *match.span(), text, sentence.index)
        yield from _by_role(text, sentence.index, names)
        for match in RIVAL.finditer(text, sentence.start, sentence.end):
            companies = [n for n in names if n.kind in {"company", "lab"}]
            last = _owner([n for n in companies if n.start < match.start()], sentence.index)
            others = {n.entity_id: n for n in companies if last and n.entity_id != last.entity_id}
            if len(others) == 1:
                yield _resolved(next(iter(others.values())), *match.span(), text, sentence.index)


def _by_role(text: str, sentence: int, names: Sequence[Name]) -> Iterator[Name]:
    """ "The founder of Acme" is the person named before, where the article has named but one."""
    for name in names:
        if name.sentence == sentence and (match := ROLE_OF.search(text, max(0, name.start - 40), name.start)):
            people = {n.entity_id: n for n in names if n.kind == "person" and n.start < match.start()}
            if len(people) == 1:
                yield _resolved(next(iter(people.values())), match.start(), name.end, text, sentence)


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


def _resolved(owner: Name, start: int, end: int, text: str, sentence: int) -> Name:
    return Name(
        entity_id=owner.entity_id,
        name=owner.name,
        kind=owner.kind,
        country=owner.country,
        surface=text[start:end],
        start=start,
        end=end,
        sentence=sentence,
        is_resolved=True,
    )
