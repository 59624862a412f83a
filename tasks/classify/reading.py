"""One article read: all that rules and reader find in it, with nothing looked up elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.context import Context
from schemas.court_ref import CourtRef
from schemas.jurisdiction import Jurisdiction
from schemas.label import Label
from schemas.mention import Mention
from schemas.party import Party
from schemas.record import Record, identify
from schemas.statement import Statement
from schemas.timeline_event import TimelineEvent
from tasks.classify.article import Article, Name
from tasks.classify.attribution import affiliations
from tasks.classify.cast import read_cast
from tasks.classify.contexts import read_contexts
from tasks.classify.court_refs import read_court_refs
from tasks.classify.crosswalk import fold_replies
from tasks.classify.jurisdictions import read_jurisdictions
from tasks.classify.labels import METHOD, label, label_footings
from tasks.classify.masked import mask
from tasks.classify.parties import read_parties
from tasks.classify.relevance import Gate, judge, judge_in_full
from tasks.classify.roles import role_of
from tasks.classify.sides import find_sides
from tasks.classify.statements import read_statements
from tasks.classify.timeline import read_timeline
from tasks.classify.told_apart import part, tell_apart
from tasks.reference import entities

__all__ = ["Reading", "read", "read_in_full"]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one article says. Only a dispute has more than labels."""

    gate: Gate
    labels: tuple[Label, ...]
    names: tuple[Name, ...] = ()
    mentions: tuple[Mention, ...] = ()
    parties: tuple[Party, ...] = ()
    statements: tuple[Statement, ...] = ()
    timeline: tuple[TimelineEvent, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    contexts: tuple[Context, ...] = ()
    court_refs: tuple[CourtRef, ...] = ()

    def rows(self) -> Iterator[Record]:
        """Everything that is stored of it."""
        yield from (*self.labels, *self.mentions, *self.parties, *self.statements, *self.timeline)
        yield from (*self.jurisdictions, *self.contexts, *self.court_refs)

    def to_prediction(self) -> dict[str, Any]:
        """In the words of the labelled data (crosswalk)."""
        is_dispute = self.gate.is_dispute is True
        worded = self._worded()
        return {
            "is_tech_dispute": is_dispute,
            "score": self.gate.score,
            "dispute_types": [code for code, _, _ in self.gate.types] if is_dispute else [],
            "stage": self.gate.stage if is_dispute else None,
            "parties": [{"name": worded.get(p.entity_id, p.name), "role": p.role} for p in self.parties],
            "responses": [r | {"party": worded.get(r["party_id"], r["party"])} for r in self._replies()],
            "attribution": [row.code for row in self.labels if row.scheme == "footing"] if is_dispute else [],
            "jurisdictions": sorted({j.country for j in self.jurisdictions}),
        }

    def _replies(self) -> list[dict[str, str]]:
        return fold_replies(self.statements, {p.entity_id for p in self.parties})

    def _worded(self) -> dict[str, str]:
        """Each entity by the longest of its spellings in the article, products last: the labelled data names parties so."""
        own = {e.entity_id: {e.name, *e.aliases, *e.former_names} for e in entities()}
        named = sorted(
            (n for n in self.names if not n.is_resolved),
            key=lambda n: (n.surface in own.get(n.entity_id, {n.surface}), len(n.surface), -n.start),
        )
        return {n.entity_id: n.surface for n in named}


def read(article: Article) -> Reading:
    """Read one article. Pure: the same article gives the same rows."""
    gate = judge(article)
    labels = tuple(label(article, gate))
    return _read_quarrel(article, gate, labels) if gate.is_dispute else Reading(gate=gate, labels=labels)


def read_in_full(article: Article) -> Reading:
    """Read one article as a dispute, which a person says that it is. The gate’s own word on that stays beside it."""
    gate, told = judge_in_full(article)
    own = [row for row in label(article, gate) if row.scheme == "relevance"]
    rest = [row for row in label(article, told) if row.scheme != "relevance"]
    return _read_quarrel(article, told, (*own, *rest))


def _read_quarrel(article: Article, gate: Gate, labels: tuple[Label, ...]) -> Reading:
    cast = read_cast(article)
    names = cast.names
    masked = mask(article, names)
    whole = find_sides(masked, cast)
    numbers = tell_apart(masked, whole)
    article = replace(article, quarrels=numbers) if any(numbers) else article
    sides = part(masked, whole, numbers)
    member_of = affiliations(masked)
    statements = read_statements(article, cast, masked, sides, member_of, gate)
    parties = read_parties(article, cast, sides, statements)
    return Reading(
        gate=gate,
        labels=(*labels, *label_footings(article, statements, cast.tags)),
        names=names,
        mentions=tuple(_mentions(article, names, member_of)),
        parties=tuple(parties),
        statements=tuple(statements),
        timeline=tuple(read_timeline(article, names, statements, parties, gate)),
        jurisdictions=tuple(read_jurisdictions(article, names)),
        contexts=tuple(read_contexts(article, gate)),
        court_refs=tuple(read_court_refs(article)),
    )


def _mentions(article: Article, names: Sequence[Name], member_of: Mapping[str, Name]) -> Iterable[Mention]:
    for name in names:
        body = member_of.get(name.entity_id) if name.kind == "person" else None
        yield Mention(
            **article.evidence(article.sentences[name.sentence]),
            mention_id=identify("mention", article.revision.revision_id, name.start, name.entity_id),
            entity_id=name.entity_id,
            name=name.name,
            surface=name.surface,
            kind=name.kind,
            country=name.country,
            affiliation_id=body.entity_id if body else None,
            person_role=role_of(article, name),
            method=METHOD,
            score=0.7 if name.is_resolved else 0.9,
        )
