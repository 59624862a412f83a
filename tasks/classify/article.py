"""One revision as the rules read it: its evidence text, its sentences, the names that stand in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sentencex

from schemas.revision import Revision

__all__ = ["Article", "Name", "Sentence"]

LEAD_SENTENCES = 3


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence of the evidence text, which is title, blank line, body. Sentence 0 is the title."""

    index: int
    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name that stands in a sentence. Offsets are code points of the evidence text; `sentence` is a sentence's index.

    `is_resolved` tells a reference such as "the company" that was traced back to its owner.
    """

    entity_id: str
    name: str
    kind: str
    country: str | None
    surface: str
    start: int
    end: int
    sentence: int
    is_resolved: bool = False


@dataclass(frozen=True, kw_only=True)
class Article:
    """What the rules get to see of a revision."""

    revision: Revision
    outlet: str
    outlets: frozenset[str] = frozenset()
    """Names of all outlets of the sources file: they report, whoever else they may be."""
    quarrels: tuple[int, ...] = ()
    """The quarrel that each sentence tells; empty while nobody has told them apart, which is as if all told one."""

    @cached_property
    def evidence_text(self) -> str:
        """Title, blank line, body: what offsets count in."""
        return f"{self.revision.title}\n\n{self.revision.text}"

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The title, then every sentence of the body, in order; `evidence_text[start:end] == text` for each."""
        return tuple(self._split())

    @cached_property
    def lead(self) -> Article:
        """The same article cut after its third sentence: title and lead tell what the news is. Offsets stay as they are."""
        if len(self.sentences) <= LEAD_SENTENCES + 1:
            return self
        end = self.sentences[LEAD_SENTENCES].end - len(self.revision.title) - 2
        return replace(self, revision=replace(self.revision, text=self.revision.text[:end]))

    @property
    def said_on(self) -> dt.date:
        """The day that relative dates count from: publication, else capture."""
        return (self.revision.published_at or self.revision.known_at).date()

    def quarrel_of(self, sentence: Sentence) -> int:
        """Which quarrel of the article a sentence tells, from 0."""
        return self.quarrels[sentence.index] if self.quarrels else 0

    def evidence(self, sentence: Sentence) -> dict[str, Any]:
        """The evidence columns of a row that rests on a sentence."""
        return {
            "revision_id": self.revision.revision_id,
            "article_id": self.revision.article_id,
            "start_char": sentence.start,
            "end_char": sentence.end,
            "sentence": sentence.text,
            "known_at": self.revision.known_at,
            "batch_id": self.revision.batch_id,
        }

    def _split(self) -> Iterator[Sentence]:
        title = self.revision.title
        yield Sentence(index=0, paragraph=0, start=0, end=len(title), text=title)
        index, position = 1, len(title) + 2
        for number, paragraph in enumerate(self.revision.text.split("\n\n"), 1):
            at = position
            for piece in sentencex.segment("en", paragraph):
                text = piece.strip()
                if text:
                    start = at + piece.index(text)
                    yield Sentence(index=index, paragraph=number, start=start, end=start + len(text), text=text)
                    index += 1
                at += len(piece)
            position += len(paragraph) + 2
