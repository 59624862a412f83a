"""From our finer words to those of the labelled data: replies and attributions of an article, folded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from schemas.statement import Statement
from tasks.classify.cues import table

__all__ = ["fold_attribution", "fold_replies"]


def fold_replies(statements: Sequence[Statement], parties: Collection[str]) -> list[dict[str, str]]:
    """{party, party_id, response}: one a party, the weightiest; an assertion counts as a reply only by who is accused.

    `parties` are entity ids: what somebody else answers belongs to another quarrel.
    """
    t = table("crosswalk")
    accused = {s.about_id for s in statements if s.claim_kind == "allegation" and s.about_id}
    found: dict[str, tuple[int, str, str]] = {}
    for statement in statements:
        party, key = _replier(statement)
        reply = t["replies"].get(statement.stance)
        if statement.stance == "asserts":
            reply = t["answer"] if key in accused and statement.claim_kind != "allegation" else None
        if party and key and key in parties and reply:
            found[key] = min(found.get(key, (99, "", "")), (t["order"].index(reply), party, reply))
    return [{"party": party, "party_id": key, "response": reply} for key, (_, party, reply) in found.items()]


def _replier(statement: Statement) -> tuple[str | None, str | None]:
    """The party that a speaker stands for: the claimant where it is known, else the speaker."""
    party = statement.claimant or statement.speaker
    return party, statement.claimant_id or statement.speaker_id or party


def fold_attribution(statements: Iterable[Statement], stage: str | None) -> list[str]:
    """The labelled data's values over the statements that carry the claim; `unattributed` only where nothing else fits."""
    t = table("crosswalk")
    carrying = [s for s in statements if s.claim_kind in t["carrying_kinds"] and s.stance in t["carrying_stances"]]
    found = {value for s in carrying for value in _values(s)}
    if stage in t["court_stages"]:
        found.add("court_filing")
    return sorted(found) or ["unattributed"]


def _values(statement: Statement) -> set[str]:
    t = table("crosswalk")
    values = set(t["attribution"].get(statement.attribution, ()))
    if statement.attribution in t["named_too"] and statement.speaker and statement.speaker_id and _is_person(statement):
        values |= set(t["named_too"][statement.attribution])
    return values


def _is_person(statement: Statement) -> bool:
    """A speaker who differs from the claimant is a person who speaks for it."""
    return bool(statement.claimant_id) and statement.claimant_id != statement.speaker_id
