"""An answer that was proved: each quote stands in the article, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, overload

from schemas import Party, Statement, Taxon
from schemas.label import Label
from schemas.record import identify
from tasks.classify.article import Article, Sentence
from tasks.classify.crosswalk import fold_attribution, fold_replies
from tasks.classify.cues import compile_cues, table
from tasks.classify.entities import known_names
from tasks.classify.llm.answer import Answer
from tasks.reference import slug
from tasks.taxonomy import find, find_each

__all__ = ["Opinion", "prove"]


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a model says of an article; `shown` has the sentence of each of its quotes."""

    article: Article
    answer: Answer
    shown: Mapping[str, Sentence]

    def rows(self, method: str) -> Iterator[Label | Party | Statement]:
        """All that is stored of it."""
        yield from self.labels(method)
        yield from self.parties(method)
        yield from self.statements(method)

    def parties(self, method: str) -> Iterator[Party]:
        """One row a party and role."""
        for key, said in {(entity_of(p.name), p.role): p for p in reversed(self.answer.parties)}.items():
            entity, role = key
            yield Party(
                **self.article.evidence(self.shown[said.evidence]),
                party_id=identify("party", self.article.revision.revision_id, entity, role, method),
                quarrel=0,
                entity_id=entity,
                name=said.name,
                role=role,
                country=None,
                is_reported=False,
                method=method,
                score=self.answer.confidence,
            )

    def statements(self, method: str) -> Iterator[Statement]:
        """One row a statement, in the order of the answer."""
        revision = self.article.revision
        for position, said in enumerate(self.answer.statements):
            sentence = self.shown[said.evidence]
            claimant = said.claimant or said.speaker
            yield Statement(
                **self.article.evidence(sentence),
                statement_id=identify("statement", revision.revision_id, sentence.start, position, method),
                quarrel=0,
                position=position,
                speaker=said.speaker,
                speaker_id=entity_of(said.speaker),
                claimant=claimant,
                claimant_id=entity_of(claimant),
                about=said.about,
                about_id=entity_of(said.about),
                attribution=said.attribution,
                unnamed_source_count=None,
                anonymity_reason=None,
                stance=said.stance,
                claim_kind=said.kind,
                hedge="alleged" if said.kind == "allegation" else "none",
                quote_form="indirect",
                relayed_from=None,
                matter=None,
                asset=None,
                asset_kind=None,
                due_on=None,
                said_at=revision.published_at or revision.known_at,
                method=method,
                score=self.answer.confidence,
            )

    def labels(self, method: str) -> Iterator[Label]:
        """Relevance; type and stage of a dispute. The score is the model's own word on how sure it is."""
        answer = self.answer
        word = "tech_dispute" if answer.is_tech_dispute else "no_dispute"
        yield self._label(method, find("relevance", word), answer.evidence)
        types = find_each("dispute_type", ((said.code, said.evidence) for said in answer.types))
        for rank, (dispute_type, quote) in enumerate(types):
            yield self._label(method, dispute_type, quote, rank=rank)
        if answer.stage:
            yield self._label(method, find("reported_stage", answer.stage.code), answer.stage.evidence)

    def to_prediction(self) -> dict[str, Any]:
        """In the words of the labelled data: what it puts in place of the default. Without a dispute, nobody is in it."""
        answer, statements = self.answer, list(self.statements(""))
        stage = answer.stage.code if answer.stage else None
        return {
            **({} if answer.is_tech_dispute else {"jurisdictions": []}),
            "parties": [{"name": said.name, "role": said.role} for said in answer.parties],
            "responses": fold_replies(statements, {entity_of(said.name) for said in answer.parties}),
            "attribution": self._footings(statements, stage) if answer.is_tech_dispute else [],
            "is_tech_dispute": answer.is_tech_dispute,
            "score": answer.confidence if answer.is_tech_dispute else 1 - answer.confidence,
            "dispute_types": [said.code for said in answer.types],
            "stage": stage,
        }

    @staticmethod
    def _footings(statements: Sequence[Statement], stage: str | None) -> list[str]:
        found = set(fold_attribution(statements))
        return sorted(found | ({"court_filing"} if stage in table("crosswalk")["court_stages"] else set())) or ["unattributed"]

    def _label(self, method: str, taxon: Taxon, quote: str, *, rank: int = 0) -> Label:
        return Label(
            **self.article.evidence(self.shown[quote]),
            # Both opinions may name the same code: the method keeps their ids apart.
            label_id=identify("label", self.article.revision.revision_id, taxon.scheme, taxon.version, taxon.code, method),
            scheme=taxon.scheme,
            version=taxon.version,
            code=taxon.code,
            rank=rank,
            method=method,
            score=self.answer.confidence,
        )


@overload
def entity_of(name: str) -> str: ...
@overload
def entity_of(name: None) -> None: ...
@overload
def entity_of(name: str | None) -> str | None: ...


def entity_of(name: str | None) -> str | None:
    """The id of a name: that of the tables, or one made from it."""
    if name is None:
        return None
    known = known_names()[1].get(name)
    return known.entity_id if known else slug(name)[:64] or "unnamed"


def prove(article: Article, answer: Answer) -> Opinion | None:
    """The answer with the sentences that its quotes stand in; None where one of them stands nowhere."""
    shown: dict[str, Sentence] = {}
    for quote in answer.quotes():
        if (sentence := _find(article, quote)) is None:
            return None
        shown[quote] = sentence
    return Opinion(article=article, answer=answer, shown=shown)


def _find(article: Article, quote: str) -> Sentence | None:
    """The sentence that a quote is taken from, runs of white space being alike; a sentence that speaks to a model is none."""
    words = quote.split()
    exact = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    for sentence in article.sentences:
        is_long_enough = len(words) >= min(table("llm")["min_words"], len(sentence.text.split()))
        if words and is_long_enough and exact.search(sentence.text) and not _addresses().search(sentence.text):
            return sentence
    return None


@cache
def _addresses() -> re.Pattern[str]:
    return compile_cues(table("llm")["addresses"])
