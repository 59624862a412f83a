"""The parties of a quarrel and the side each stands on, as one article states it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas import Party, Statement
from schemas.record import identify
from tasks.classify.article import Article, Name
from tasks.classify.masked import BODIES, mask
from tasks.classify.sides import Sides, find_sides

__all__ = ["read_parties"]

METHOD = "parties-rules@1"
LEAD = 3
SILENT = {"declined_to_comment", "no_response"}
ACCUSING = {"allegation", "demand"}
OWN_VOICE = {"named", "spokesperson", "company_statement", "court_record"}


def read_parties(article: Article, names: Sequence[Name], statements: Sequence[Statement]) -> list[Party]:
    """One row a party and role, with the sentence that shows the role best."""
    sides = find_sides(mask(article, names))
    first: dict[str, Name] = {}
    for name in names:
        first.setdefault(name.entity_id, name)
    found: dict[tuple[str, str], Party] = {}
    for entity, role, sentence, score in [*_sided(sides, first), *_bodies(sides, names), *_third(sides, statements, first)]:
        known = first.get(entity)
        if known is not None and (entity, role) not in found:
            is_reported = role == "accuser" and _is_reported(entity, statements)
            found[entity, role] = _row(article, known, role, sentence, score, is_reported=is_reported)
    return list(found.values())


def _sided(sides: Sides, first: dict[str, Name]) -> Iterator[tuple[str, str, int, float]]:
    """Accusers and accused, each by its strongest accusation; a body that acts has the role of its kind."""
    for side, members in (("accusers", sides.accusers), ("accused", sides.accused)):
        for entity in sorted(members):
            shown = [a for a in sides.accusations if any(n.entity_id == entity for n in getattr(a, side))]
            best = max(shown, key=lambda a: (a.score, -a.sentence))
            kind = first[entity].kind if entity in first else ""
            role = "court" if kind == "court" else "regulator_or_government" if kind in BODIES else side.removesuffix("s")
            yield entity, role, best.sentence, best.score


def _bodies(sides: Sides, names: Sequence[Name]) -> Iterator[tuple[str, str, int, float]]:
    """Courts and bodies that stand in the title or the lead, or that a party is named beside."""
    beside = {n.sentence for n in names if n.entity_id in sides.main}
    for name in names:
        if name.kind in BODIES and not name.is_resolved and (name.sentence <= LEAD or name.sentence in beside):
            role = "court" if name.kind == "court" else "regulator_or_government"
            yield name.entity_id, role, name.sentence, 0.6


def _third(sides: Sides, statements: Sequence[Statement], first: dict[str, Name]) -> Iterator[tuple[str, str, int, float]]:
    """Others that answer in the dispute without standing on a side."""
    for statement in statements:
        entity = statement.claimant_id
        is_firm = entity in first and first[entity].kind in {"company", "lab", "trade_body", "union", "group"}
        if entity and is_firm and entity not in sides.main and statement.stance in SILENT:
            yield entity, "third_party", first[entity].sentence, 0.5


def _is_reported(entity: str, statements: Sequence[Statement]) -> bool:
    """An accuser that has not spoken itself: unnamed people, papers or other outlets say that it accuses."""
    own = [s for s in statements if entity in {s.claimant_id, s.speaker_id} and s.stance == "asserts"]
    accusing = [s for s in own if s.claim_kind in ACCUSING or s.about_id]
    return bool(accusing) and not any(s.attribution in OWN_VOICE for s in accusing)


def _row(article: Article, name: Name, role: str, sentence: int, score: float, *, is_reported: bool) -> Party:
    return Party(
        **article.evidence(article.sentences[sentence]),
        party_id=identify("party", article.revision.revision_id, name.entity_id, role),
        quarrel=0,
        entity_id=name.entity_id,
        name=name.name,
        role=role,
        country=name.country,
        is_reported=is_reported,
        method=METHOD,
        score=score,
    )
