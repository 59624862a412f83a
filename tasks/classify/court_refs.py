"""Case names, docket numbers and citations: what ties a quarrel to its court file the day they appear in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from eyecite import get_citations

from schemas.court_ref import CourtRef
from schemas.record import identify
from tasks.classify.article import Article, Sentence
from tasks.classify.cues import table
from tasks.classify.entities import known_names
from tasks.classify.labels import METHOD
from tasks.reference import slug

__all__ = ["key_of", "read_court_refs", "refs_in", "sides_of"]

SIDE = r"(?:[A-Z][\w&.’'-]*|[a-z]?[A-Z]\w+)(?:,? (?:[A-Z][\w&.’'-]*|of|the|and|&|et al\.?|in|on))*"
CASE_NAME = re.compile(rf"(?<![\w.])(?P<name>{SIDE}) (?:v\.?|vs\.?) (?P<other>{SIDE})")
# Where no reporter is abbreviated ("598 U.S. 617"), eyecite has nothing to find and need not be asked.
REPORTER = re.compile(r"\d{1,4} (?:U\.S\.|F\.|S\. ?Ct|L\. ?Ed|Cal\.|N\.[YEW]|A\.|P\.|So\.|Fed)")
# A sentence may begin right before a case name.
LEADING = re.compile(r"^(?:In|As|The case of|The|See|Since|After|Under|When|Both)(?: the case of)? (?=[A-Za-z])")
# What differs in writing between references to one file, as in the fold known_court_refs: the word before the number, a judge's
# initials or the mark of an appeal after it, hyphens, dots and leading zeros.
KEY = (
    (re.compile(r"^((index|cases?|docket|cause|claim|appeal|inv\.?) )*(nos?\. )?"), ""),
    (re.compile(r"^(\d+:\d+-[a-z]+-\d+)(-[a-z]+)+$"), r"\1"),
    (re.compile(r" [pr]$"), ""),
    (re.compile(r"[^a-z0-9]+"), "-"),
    (re.compile(r"(^|-)0+([0-9])"), r"\1\2"),
)
# No docket and no citation is without a number.
DIGIT = re.compile(r"\d")
TRAILING = re.compile(r"[,.]? (?:of|the|and|&|in|on)$|[,.’']+$")


def key_of(ref: str) -> str:
    """The normal form in which references to one file are alike: `No. 3:26-cv-04417-APM` -> `3-26-cv-4417`."""
    key = ref.lower()
    for pattern, instead in KEY:
        key = pattern.sub(instead, key)
    return key.strip("-")


def sides_of(ref: str) -> tuple[str, str] | None:
    """Ids of both sides of a case name: `Quorrel Robotics v. Limber` -> quorrel-robotics, limber. None if there are not two."""
    sides = [_entity_of(side) for side in ref.split(" v. ")]
    return (sides[0], sides[1]) if len(sides) == 2 and all(sides) else None


def _entity_of(side: str) -> str:
    _, owners = known_names()
    return owners[side].entity_id if side in owners else slug(side)


def read_court_refs(article: Article) -> list[CourtRef]:
    """One row a reference of each quarrel, with the first sentence that names it."""
    found: dict[tuple[int, str], CourtRef] = {}
    for sentence in article.sentences:
        for ref, kind in refs_in(sentence):
            found.setdefault((article.quarrel_of(sentence), ref), _row(article, sentence, ref, kind))
    return list(found.values())


def _row(article: Article, sentence: Sentence, ref: str, kind: str) -> CourtRef:
    return CourtRef(
        **article.evidence(sentence),
        court_ref_id=identify("court_ref", article.revision.revision_id, article.quarrel_of(sentence), ref),
        quarrel=article.quarrel_of(sentence),
        ref=ref,
        ref_kind=kind,
        method=METHOD,
        score=0.9,
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    t = table("court_refs")
    return tuple((re.compile(row["pattern"]), kind) for kind in ("docket", "citation") for row in t[kind])


def refs_in(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Each reference of a sentence and its kind: docket, citation or case_name."""
    text = sentence.text
    taken: list[tuple[int, int]] = []
    for pattern, kind in _patterns() if DIGIT.search(text) else ():
        for match in pattern.finditer(text):
            if all(match.end() <= start or match.start() >= end for start, end in taken):
                taken.append(match.span())
                yield match[0].rstrip(",."), kind
    if " v" in text:
        for match in CASE_NAME.finditer(text):
            yield f"{_side(match['name'])} v. {_side(match['other'])}", "case_name"
    if REPORTER.search(text):
        for citation in get_citations(text):
            if "page" in citation.groups:
                yield str(citation.matched_text()), "citation"  # type: ignore[no-untyped-call]


def _side(words: str) -> str:
    """A side of a case name without what merely follows it in the sentence."""
    words = LEADING.sub("", words)
    before = re.split(r", (?=No\b|Case\b)", words)[0]
    while (cut := TRAILING.sub("", before)) != before:
        before = cut
    return before
