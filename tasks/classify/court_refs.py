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
from tasks.classify.labels import METHOD

__all__ = ["read_court_refs", "refs_in"]

SIDE = r"(?:[A-Z][\w&.’'-]*|[a-z]?[A-Z]\w+)(?:,? (?:[A-Z][\w&.’'-]*|of|the|and|&|et al\.?|in|on))*"
CASE_NAME = re.compile(rf"(?<![\w.])(?P<name>{SIDE}) (?:v\.?|vs\.?) (?P<other>{SIDE})")
# Where no reporter is abbreviated ("598 U.S. 617"), eyecite has nothing to find and need not be asked.
REPORTER = re.compile(r"\d{1,4} (?:U\.S\.|F\.|S\. ?Ct|L\. ?Ed|Cal\.|N\.[YEW]|A\.|P\.|So\.|Fed)")
# A sentence may begin right before a case name.
LEADING = re.compile(r"^(?:In|As|The case of|The|See|Since|After|Under|When|Both)(?: the case of)? (?=[A-Za-z])")
TRAILING = re.compile(r"[,.]? (?:of|the|and|&|in|on)$|[,.’']+$")


def read_court_refs(article: Article) -> list[CourtRef]:
    """One row a reference, with the first sentence that names it."""
    found: dict[str, CourtRef] = {}
    for sentence in article.sentences:
        for ref, kind in refs_in(sentence):
            found.setdefault(ref, _row(article, sentence, ref, kind))
    return list(found.values())


def _row(article: Article, sentence: Sentence, ref: str, kind: str) -> CourtRef:
    return CourtRef(
        **article.evidence(sentence),
        court_ref_id=identify("court_ref", article.revision.revision_id, 0, ref),
        quarrel=0,
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
    for pattern, kind in _patterns():
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
