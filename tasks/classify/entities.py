"""Who is named: companies, bodies and people in a role, known from the tables or told by the words beside them.

Private persons are no entities (docs/method.md): a person counts as a speaker, official, party or counsel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from schemas.entity import Entity
from tasks.classify.article import Article, Name
from tasks.classify.cues import table
from tasks.classify.institutions import find_institutions
from tasks.classify.references import resolve
from tasks.classify.unknown_names import Unknown, find_unknown
from tasks.reference import entities, slug

__all__ = ["Matcher", "find_names", "known_names", "table_names"]

WORD = re.compile(r"[^\W_]+")
# The words that a pattern of the table takes for a name.
NAMED = re.compile(r"\(\?P<name>([^()]+)\)")


@dataclass(frozen=True, kw_only=True)
class Matcher:
    """Finds fixed names in a text: the longest at each word, case-sensitive, on word boundaries."""

    by_first: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, surfaces: Iterable[str]) -> Matcher:
        grouped: dict[str, list[str]] = {}
        for surface in sorted(set(surfaces), key=lambda s: (-len(s), s)):
            if first := WORD.match(surface):
                grouped.setdefault(first[0], []).append(surface)
        return cls(by_first={first: tuple(found) for first, found in grouped.items()})

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each name that stands there, left to right, none inside another."""
        done = 0
        for word in WORD.finditer(text):
            start = word.start()
            if start < done or word[0] not in self.by_first:
                continue
            for surface in self.by_first[word[0]]:
                end = start + len(surface)
                if text.startswith(surface, start) and not text[end : end + 1].isalnum():
                    yield start, end
                    done = end
                    break


@cache
def known_names() -> tuple[Matcher, Mapping[str, Entity]]:
    """All spellings of the reference tables, and whose they are."""
    owners = {s: e for e in entities() for s in (e.name, *e.aliases, *e.former_names, *e.products)}
    return Matcher.of(owners), owners


def find_names(article: Article) -> list[Name]:
    """Every name of the article in order of place: known, told by its words, and references traced back."""
    found = _tabled(article)
    found += [u for u in find_unknown(article, found) if _is_free(u, found)]
    names = list(_in_sentences(article, sorted(found, key=lambda u: u.start)))
    return sorted([*names, *resolve(article, names)], key=lambda n: (n.start, n.end))


def table_names(article: Article) -> list[Name]:
    """The names that tables hold or that say themselves what they are, in order of place."""
    return list(_in_sentences(article, sorted(_tabled(article), key=lambda u: u.start)))


def _tabled(article: Article) -> list[Unknown]:
    text = article.evidence_text
    found = _outlets(article)
    found += [u for u in _known(text) if _is_free(u, found)]
    found += [u for u in _known_by_context(text) if _is_free(u, found)]
    found += [u for u in _surnames(text, found) if _is_free(u, found)]
    found += [u for u in find_institutions(text) if _is_free(u, found)]
    return found


def _outlets(article: Article) -> list[Unknown]:
    text = article.evidence_text
    places = _papers(frozenset({article.outlet, *article.outlets})).find(text)
    return [Unknown(name=text[start:end], kind="outlet", country=None, start=start, end=end) for start, end in places]


@cache
def _papers(declared: frozenset[str]) -> Matcher:
    """Outlets of the sources and agencies and papers that others quote, unless a table holds them as parties."""
    return Matcher.of(declared | (frozenset(table("names")["outlets"]["names"]) - known_names()[1].keys()))


def _known(text: str) -> list[Unknown]:
    matcher, owners = known_names()
    return [_place(owners[text[start:end]], start, end) for start, end in matcher.find(text)]


def _known_by_context(text: str) -> Iterator[Unknown]:
    """Names that are also common words or letters: the words beside them have to say so."""
    for words, pattern, entity in _contextual():
        if not any(word in text for word in words):
            continue
        for match in pattern.finditer(text):
            start, end = match.span("name")
            yield _place(entity, start, end)


@cache
def _contextual() -> tuple[tuple[tuple[str, ...], re.Pattern[str], Entity], ...]:
    """The words that a pattern finds a name in, the pattern, and whose name it is."""
    by_id = {e.entity_id: e for e in entities()}
    rows = table("names")["contextual"]
    return tuple(
        (tuple(NAMED.findall(pattern)[0].split("|")), re.compile(pattern), by_id[row["id"]])
        for row in rows
        if row["id"] in by_id
        for pattern in row["patterns"]
    )


def _surnames(text: str, found: Iterable[Unknown]) -> Iterator[Unknown]:
    """A known person named in full may be named by surname elsewhere."""
    _, owners = known_names()
    people = {u.name.split(" ")[-1]: u for u in found if u.kind == "person" and " " in u.name}
    for start, end in Matcher.of(people).find(text):
        yield _place(owners[people[text[start:end]].name], start, end)


def _place(entity: Entity, start: int, end: int) -> Unknown:
    return Unknown(name=entity.name, kind=entity.kind, country=entity.country, start=start, end=end, entity_id=entity.entity_id)


def _is_free(name: Unknown, taken: Iterable[Unknown]) -> bool:
    return all(name.end <= t.start or name.start >= t.end for t in taken)


def _in_sentences(article: Article, found: Iterable[Unknown]) -> Iterator[Name]:
    sentences, at = article.sentences, 0
    text = article.evidence_text
    for item in found:
        while at < len(sentences) - 1 and sentences[at].end <= item.start:
            at += 1
        if sentences[at].start <= item.start < sentences[at].end:
            yield Name(
                entity_id=item.entity_id or slug(item.name)[:64] or "unnamed",
                name=item.name,
                kind=item.kind,
                country=item.country,
                surface=text[item.start : item.end],
                start=item.start,
                end=item.end,
                sentence=at,
            )
