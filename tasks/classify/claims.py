"""Statements that share a proposition share a claim, whoever utters them; a denial answers the allegation about the denier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas import ClaimLink, DisputeLink, Statement
from schemas.record import identify
from tasks.lake import Job

__all__ = ["claim_id", "claim_links", "links_of"]

METHOD = "claims@1"
# Kinds whose proposition is told by who says it of whom and about what; the others are told apart by their words.
BY_PARTIES = {"allegation", "denial", "prediction", "intention"}
ANSWERS = {"denies": "denies", "admits": "admits", "declined_to_comment": "declines", "no_response": "declines"}


@dataclass(frozen=True, kw_only=True)
class Said:
    """A statement with the dispute that it belongs to."""

    statement: Statement
    dispute: str


def _who(name: str | None, entity: str | None) -> str:
    return entity or (name or "").casefold()


def claim_id(said: Said) -> str | None:
    """The claim that a statement makes; None for silence."""
    s = said.statement
    if s.claim_kind is None:
        return None
    told = s.matter or "" if s.claim_kind in BY_PARTIES else " ".join(s.sentence.split()).casefold()
    return identify("claim", said.dispute, _who(s.claimant, s.claimant_id), _who(s.about, s.about_id), s.claim_kind, told)


def claim_links(job: Job, own: Mapping[tuple[str, int], str], roots: Mapping[str, str]) -> list[ClaimLink]:
    """Links of a batch's statements, and of earlier answers to allegations that are new in it.

    Claims of a dispute that was split off are named as those of its root, so that its earlier and later articles share them.
    """
    fresh = _said(job.own_rows(Statement), {key: roots.get(name, name) for key, name in own.items()})
    links = job.rows(DisputeLink, "batch_id <> ?", [job.batch])
    earlier = {(r.revision_id, r.quarrel): roots.get(r.dispute_id, r.dispute_id) for r in links}
    concerned = {s.dispute for s in fresh}
    before = [s for s in _said(job.rows(Statement, "batch_id <> ?", [job.batch]), earlier) if s.dispute in concerned]
    return sorted(links_of(fresh, before, job.batch), key=lambda r: (r.statement_id, r.claim_id, r.relation))


def _said(statements: list[Statement], dispute_of: Mapping[tuple[str, int], str]) -> list[Said]:
    return [Said(statement=s, dispute=d) for s in statements if (d := dispute_of.get((s.revision_id, s.quarrel)))]


def links_of(fresh: list[Said], before: list[Said], batch: str) -> Iterator[ClaimLink]:
    """What new statements make and answer, and which new allegations were answered before."""
    for said in fresh:
        if name := claim_id(said):
            yield _row(said, name, "makes", batch)
    every = _allegations([*fresh, *before])
    new = _allegations(fresh)
    known = {name for found in _allegations(before).values() for name in found}
    for said in fresh:
        yield from _answers(said, every, batch)
    for said in before:
        yield from (r for r in _answers(said, new, batch) if r.claim_id not in known)


def _allegations(said: list[Said]) -> dict[tuple[str, str], set[str]]:
    """Allegations by dispute and by whom they are about."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in said:
        s, name = one.statement, claim_id(one)
        if s.claim_kind == "allegation" and s.stance == "asserts" and name:
            found[one.dispute, _who(s.about, s.about_id)].add(name)
    return found


def _answers(said: Said, allegations: Mapping[tuple[str, str], set[str]], batch: str) -> Iterator[ClaimLink]:
    """An answer is given by the one that an allegation is about; the accuser's silence answers nothing."""
    s = said.statement
    relation = ANSWERS.get(s.stance)
    who = _who(s.claimant, s.claimant_id) or _who(s.speaker, s.speaker_id)
    if relation and who:
        for name in sorted(allegations.get((said.dispute, who), ())):
            yield _row(said, name, relation, batch)


def _row(said: Said, name: str, relation: str, batch: str) -> ClaimLink:
    s = said.statement
    return ClaimLink(
        statement_id=s.statement_id,
        claim_id=name,
        relation=relation,
        dispute_id=said.dispute,
        method=METHOD,
        score=s.score,
        known_at=s.known_at,
        batch_id=batch,
    )
