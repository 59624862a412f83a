"""From our finer words to those of the labelled data: replies and attributions of an article, folded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from schemas.statement import Statement
from tasks.classify.cues import table

__all__ = ["fold_attribution", "fold_replies", "values_of"]


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


def fold_attribution(statements: Iterable[Statement]) -> dict[str, Statement]:
    """The labelled data's values over the statements that carry a claim or answer one, each with the first that shows it."""
    t = table("crosswalk")
    found: dict[str, Statement] = {}
    for statement in statements:
        if statement.claim_kind in t["carrying_kinds"] and statement.stance in t["carrying_stances"]:
            for value in sorted(values_of(statement.attribution, is_named=_is_person(statement))):
                found.setdefault(value, statement)
    return found


def values_of(attribution: str, *, is_named: bool) -> set[str]:
    """Whoever has a name is on record: who speaks for a firm only so, an official beside the office that he speaks for."""
    t = table("crosswalk")
    if is_named and attribution in t["named_instead"]:
        return set(t["named_instead"][attribution])
    return {*t["attribution"].get(attribution, ()), *(t["named_too"].get(attribution, ()) if is_named else ())}


def _is_person(statement: Statement) -> bool:
    """A speaker with a name who differs from the claimant is a person who speaks for it."""
    is_named = bool(statement.speaker and statement.speaker_id and statement.claimant_id)
    return is_named and statement.claimant_id != statement.speaker_id
