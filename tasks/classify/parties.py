"""The parties of a quarrel and the side each stands on, as one article states it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas import Party, Statement
from schemas.record import identify
from tasks.classify.article import Article, Name
from tasks.classify.cast import Cast
from tasks.classify.sides import Sides
from tasks.classify.tagger import ROLES

__all__ = ["read_parties"]

METHOD = "parties-reader@2"
ACCUSING = {"allegation", "demand"}
OWN_VOICE = {"named", "spokesperson", "company_statement", "court_record"}


def read_parties(article: Article, cast: Cast, sides: Sequence[Sides], statements: Sequence[Statement]) -> list[Party]:
    """One row a party of each quarrel, with the sentence that shows its role best. `sides` are those of each quarrel."""
    found = list[Party]()
    for quarrel, own in enumerate(sides):
        told = [n for n in cast.names if article.quarrel_of(article.sentences[n.sentence]) == quarrel]
        said = [s for s in statements if s.quarrel == quarrel]
        found += _of_quarrel(article, replace(cast, names=tuple(told)), own, said, quarrel)
    return found


def _of_quarrel(article: Article, cast: Cast, sides: Sides, statements: Sequence[Statement], quarrel: int) -> Iterator[Party]:
    first: dict[str, Name] = {}
    for name in cast.names:
        first.setdefault(name.entity_id, name)
    sure: dict[str, float] = {}
    for entity, role in dict.fromkeys(_roles(sides)):
        sentence, score = _shown(entity, role, cast, sides)
        # Who accuses in turn is as surely that as what it is accused of.
        sure[entity] = score = max(score, sure.get(entity, 0.0))
        is_reported = role == "accuser" and _is_reported(entity, statements)
        yield _row(article, first[entity], role, sentence, score, quarrel, is_reported=is_reported)


def _roles(sides: Sides) -> Iterator[tuple[str, str]]:
    """Each role of each party; who accuses in turn is accuser as well, and the other accused."""
    yield from sides.roles.items()
    for back in sorted({one for one, _ in sides.countered}):
        yield back, "accuser"
    for other in sorted({other for _, other in sides.countered}):
        yield other, "accused"


def _shown(entity: str, role: str, cast: Cast, sides: Sides) -> tuple[int, float]:
    """The sentence that shows a role best: an accusation that tells it, else where the reader sees it most."""
    side = {"accuser": "accusers", "accused": "accused"}.get(role)
    told = [a for a in sides.accusations if side and any(n.entity_id == entity for n in getattr(a, side))]
    if told:
        best = max(told, key=lambda a: (a.score, -a.sentence))
        return best.sentence, best.score
    seen = [
        (float(cast.tags.role(n.start, n.end, n.sentence)[ROLES.index(role)]), n.sentence)
        for n in cast.names
        if n.entity_id == entity
    ]
    score, sentence = max(seen, key=lambda s: (s[0], -s[1]))
    return sentence, round(score, 4)


def _is_reported(entity: str, statements: Sequence[Statement]) -> bool:
    """An accuser that has not spoken itself: unnamed people, papers or other outlets say that it accuses."""
    own = [s for s in statements if entity in {s.claimant_id, s.speaker_id} and s.stance == "asserts"]
    accusing = [s for s in own if s.claim_kind in ACCUSING or s.about_id]
    return bool(accusing) and not any(s.attribution in OWN_VOICE for s in accusing)


def _row(article: Article, name: Name, role: str, sentence: int, score: float, quarrel: int, *, is_reported: bool) -> Party:
    return Party(
        **article.evidence(article.sentences[sentence]),
        party_id=identify("party", article.revision.revision_id, quarrel, name.entity_id, role),
        quarrel=quarrel,
        entity_id=name.entity_id,
        name=name.name,
        role=role,
        country=name.country,
        is_reported=is_reported,
        method=METHOD,
        score=score,
    )
