"""Statements that share a proposition share a claim, whoever utters them; what the accused says or does not say answers it.

A link is a fact about two statements: its claim is named by what the text has. Merges decide only who answers whom; that two
claims are one since a merge is a fold (`merged_claims`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from schemas import ClaimLink, DisputeLink, Party, Redirect, Statement
from schemas.record import identify
from tasks.classify.held import follow
from tasks.lake import Job, captured_at

__all__ = ["Known", "Said", "claim_id", "claim_links", "links_of"]

METHOD = "claims@2"
# Kinds whose proposition is told by who says it of whom and about what; the others are told apart by their words.
BY_PARTIES = {"allegation", "denial", "prediction", "intention"}
ANSWERS = {
    "denies": "denies", "admits": "admits", "other_statement": "answers", "declined_to_comment": "declines",
    "no_response": "declines",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Said:
    """A statement with the dispute that it belongs to."""

    statement: Statement
    dispute: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What goes on as what, (record, id) -> (record, id), and whom each dispute has accused, as linked: (dispute, entity)."""

    moved: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    accused: frozenset[tuple[str, str]] = frozenset()

    def follow(self, record: str, name: str) -> str:
        """The id that goes on."""
        return follow((record, name), self.moved)[1]

    def who(self, name: str | None, entity: str | None) -> str:
        return self.follow("entity", _who(name, entity))

    def sole_accused(self) -> dict[str, str]:
        """The accused of each dispute that has exactly one."""
        found: dict[str, set[str]] = defaultdict(set)
        for dispute, entity in self.accused:
            found[self.follow("dispute", dispute)].add(self.follow("entity", entity))
        return {dispute: next(iter(names)) for dispute, names in found.items() if len(names) == 1}


@dataclass(frozen=True, kw_only=True)
class Charge:
    """An allegation: its claim, and who makes it."""

    claim: str
    claimant: str


Found = tuple[str, str, str]
"""Statement, claim, relation."""


def _who(name: str | None, entity: str | None) -> str:
    return entity or (name or "").casefold()


def claim_id(said: Said) -> str | None:
    """The claim that a statement makes; None for silence."""
    s = said.statement
    if s.claim_kind is None:
        return None
    told = s.matter or "" if s.claim_kind in BY_PARTIES else " ".join(s.sentence.split()).casefold()
    return identify("claim", said.dispute, _who(s.claimant, s.claimant_id), _who(s.about, s.about_id), s.claim_kind, told)


def claim_links(
    job: Job, own: Mapping[tuple[str, int], str], merges: Iterable[Redirect], roots: Mapping[str, str]
) -> list[ClaimLink]:
    """Links of a batch's statements, and what it and its merges show to answer what was said before.

    Claims of a dispute that was split off are named as those of its root, so that its earlier and later articles share them.
    """
    links = job.rows(DisputeLink, "batch_id <> ?", [job.batch])
    earlier = {(r.revision_id, r.quarrel): roots.get(r.dispute_id, r.dispute_id) for r in links}
    own = {key: roots.get(name, name) for key, name in own.items()}
    old = sorted(job.rows(Redirect, "batch_id <> ?", [job.batch]), key=lambda r: (r.known_at, r.old_id))
    then = Known(moved=_moved(old), accused=_accused(job.rows(Party, "batch_id <> ?", [job.batch]), earlier))
    now = Known(moved=_moved([*old, *merges]), accused=then.accused | _accused(job.own_rows(Party), own))
    fresh = _said(job.own_rows(Statement), own)
    before = _concerned(_said(job.rows(Statement, "batch_id <> ?", [job.batch]), earlier), fresh, now, then)
    return sorted(
        links_of(fresh, before, job.batch, now=now, then=then), key=lambda r: (r.statement_id, r.claim_id, r.relation)
    )


def _moved(merges: Iterable[Redirect]) -> dict[tuple[str, str], tuple[str, str]]:
    return {(r.record, r.old_id): (r.record, r.new_id) for r in merges}


def _accused(parties: Iterable[Party], dispute_of: Mapping[tuple[str, int], str]) -> frozenset[tuple[str, str]]:
    found = (
        (dispute_of.get((p.revision_id, p.quarrel)), p.entity_id)
        for p in parties
        if p.role == "accused" and not p.is_second_opinion
    )
    return frozenset((dispute, entity) for dispute, entity in found if dispute)


def _said(statements: Iterable[Statement], dispute_of: Mapping[tuple[str, int], str]) -> list[Said]:
    told = [s for s in statements if not s.is_second_opinion]
    return [Said(statement=s, dispute=d) for s in told if (d := dispute_of.get((s.revision_id, s.quarrel)))]


def _concerned(before: Sequence[Said], fresh: Sequence[Said], now: Known, then: Known) -> list[Said]:
    """What was said in disputes that the batch adds to, or of names that its merges touch."""
    new = set(now.moved) - set(then.moved)
    disputes = {now.follow("dispute", said.dispute) for said in fresh}
    disputes |= {now.follow("dispute", dispute) for dispute, _ in now.accused - then.accused}
    for said in before:
        s = said.statement
        names = {
            ("entity", _who(n, e)) for n, e in ((s.claimant, s.claimant_id), (s.about, s.about_id), (s.speaker, s.speaker_id))
        }
        if new & {("dispute", said.dispute), *names}:
            disputes.add(now.follow("dispute", said.dispute))
    return [said for said in before if now.follow("dispute", said.dispute) in disputes]


def links_of(
    fresh: Sequence[Said], before: Sequence[Said], batch: str, *, now: Known | None = None, then: Known | None = None
) -> Iterator[ClaimLink]:
    """What new statements make and answer, and what was said before answers by what is known now and was not then."""
    now, then = now or Known(), then or Known()
    for said in fresh:
        if name := claim_id(said):
            yield _row(said, name, "makes", batch)
    known = set(_answers(before, then))
    for found, said in _answers([*fresh, *before], now).items():
        if found not in known:
            yield _row(said, *found[1:], batch)


def _answers(said: Sequence[Said], known: Known) -> dict[Found, Said]:
    """An answer is given by the one that an allegation is about; the accuser's silence answers nothing."""
    charges = _charges(said, known)
    found: dict[Found, Said] = {}
    for one in said:
        s, dispute = one.statement, known.follow("dispute", one.dispute)
        who = known.who(s.claimant, s.claimant_id) or known.who(s.speaker, s.speaker_id)
        for charge in charges.get((dispute, who), ()) if who else ():
            if relation := _relation(one, charge, known):
                found[s.statement_id, charge.claim, relation] = one
    return found


def _relation(said: Said, charge: Charge, known: Known) -> str | None:
    """How a statement of the accused answers. Two that accuse each other counter each other: which came first is a fold."""
    s = said.statement
    if _is_allegation(s):
        about = known.who(s.about, s.about_id)
        return "counters" if about and about == charge.claimant else None
    return ANSWERS.get(s.stance)


def _is_allegation(statement: Statement) -> bool:
    return statement.claim_kind == "allegation" and statement.stance == "asserts"


def _charges(said: Iterable[Said], known: Known) -> dict[tuple[str, str], list[Charge]]:
    """Allegations by dispute and by whom they are about: the one accused of the dispute, where they do not say."""
    sole = known.sole_accused()
    found: dict[tuple[str, str], set[Charge]] = defaultdict(set)
    for one in said:
        s, name, dispute = one.statement, claim_id(one), known.follow("dispute", one.dispute)
        claimant = known.who(s.claimant, s.claimant_id)
        about = known.who(s.about, s.about_id) or sole.get(dispute, "")
        # Nobody accuses itself: the accused that accuses somebody who is not named there means another.
        if name and about and about != claimant and _is_allegation(s):
            found[dispute, about].add(Charge(claim=name, claimant=claimant))
    return {key: sorted(charges, key=lambda c: (c.claim, c.claimant)) for key, charges in found.items()}


def _row(said: Said, name: str, relation: str, batch: str) -> ClaimLink:
    s = said.statement
    return ClaimLink(
        statement_id=s.statement_id,
        claim_id=name,
        relation=relation,
        dispute_id=said.dispute,
        method=METHOD,
        score=s.score,
        known_at=_known_at(s, batch),
        batch_id=batch,
    )


def _known_at(statement: Statement, batch: str) -> datetime:
    """What an earlier statement answers is known since the batch that shows it."""
    return statement.known_at if statement.batch_id == batch else captured_at(batch)
