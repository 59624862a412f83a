"""Who is against whom: the role of each entity over all of an article, and the sentences that set one side against another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from tasks.classify.article import Name
from tasks.classify.cast import Cast
from tasks.classify.masked import Masked
from tasks.classify.tagger import ROLES

__all__ = ["Accusation", "Sides", "find_sides", "side_of"]

# How far down a side may be named first and once; from which probability on an outlet is a party.
EARLY, OUTLET = 4, 0.8
MUTUAL = re.compile(
    r"\b(?:accus|blam|su)(?:e|es|ed|ing) (?:each other|one another)|"
    r"\b(?:trad|exchang)(?:e|es|ed|ing) (?:\w+ )?(?:accusations|allegations|blame|lawsuits|suits|writs)",
    re.IGNORECASE,
)
# A chief or a lawyer speaks for a party: from which probability on a person is one.
PERSON = 0.7
# From which probability on an entity has a role, and an accused accuses in turn.
HAS_ROLE, ACCUSES_BACK = 0.5, 0.8
# From which on a sentence alleges something of the accused that it names, though it names nobody who does.
ALLEGED = 0.85
# The same where the reader also sees who accuses.
ALSO_ALLEGED = 0.5
# The same where it names both sides and no act is seen: "X raised concerns that Y used its code".
WORDED = 0.7
# From which on a name accuses in a sentence: in title and lead, and further down, where more is merely told.
LEAD, ACCUSES = 2, (0.5, 0.8)
# How many sides a quarrel has, and from which probability on one of several accused may be the accuser that is missing.
SIDES, MAYBE = 2, 0.2
# What is denied in the lead was alleged: from which on a denial stands there, and the allegation beside it.
DENIED, ANSWERED = 0.5, 0.3


@dataclass(frozen=True, kw_only=True)
class Accusation:
    """One sentence that sets one side against another. Either may be unnamed there."""

    sentence: int
    accusers: tuple[Name, ...]
    accused: tuple[Name, ...]
    score: float


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The accusations of an article, and the role of each entity that has one."""

    accusations: tuple[Accusation, ...]
    roles: Mapping[str, str]
    countered: frozenset[tuple[str, str]] = frozenset()
    """Pairs: an accused that accuses its accuser in turn, and that accuser."""

    @property
    def accusers(self) -> frozenset[str]:
        """Entity ids."""
        return frozenset(e for e, role in self.roles.items() if role == "accuser")

    @property
    def accused(self) -> frozenset[str]:
        """Entity ids."""
        return frozenset(e for e, role in self.roles.items() if role == "accused")

    @property
    def main(self) -> frozenset[str]:
        """Both sides."""
        return self.accusers | self.accused


def find_sides(masked: Sequence[Masked], cast: Cast) -> Sides:
    """The sides that the reader sees, over all of an article and in each sentence."""
    told = {entity: cast.role(entity) for entity in cast.roles}
    roles = {entity: role for entity, (role, score) in told.items() if score >= HAS_ROLE and _is_party(entity, role, cast)}
    roles |= dict.fromkeys(_unmasked(masked, cast, roles), "accuser")
    return Sides(
        accusations=tuple(a for one in masked for a in _of_sentence(one, cast, roles)),
        roles=roles,
        countered=frozenset(pair for one in masked for pair in _countered(one, cast, roles)),
    )


def _unmasked(masked: Sequence[Masked], cast: Cast, roles: Mapping[str, str]) -> set[str]:
    """Where nobody is the accuser: of several accused who accuses in title or lead, or is much likelier one than the rest."""
    accused = sorted((e for e, role in roles.items() if role == "accused"), key=lambda e: -_accusing(cast, e))
    if "accuser" in roles.values() or len(accused) < SIDES:
        return set()
    acts = [(n.entity_id, *cast.act(one.sentence.index, n.entity_id)) for one in masked[: LEAD + 1] for n in one.names]
    found = {e for e, act, score in acts if e in accused and act == "accuses" and score >= ACCUSES[0]}
    first, second = (_accusing(cast, e) for e in accused[:SIDES])
    if not found and first >= MAYBE and first >= SIDES * second:
        found = {accused[0]}
    return found if found != set(accused) else set()


def _accusing(cast: Cast, entity: str) -> float:
    return float(cast.roles[entity][ROLES.index("accuser")])


def _is_party(entity: str, role: str, cast: Cast) -> bool:
    """Who is first named far down, and once, is seldom a side; nor is an outlet, unless the reader is sure."""
    named = [n for n in cast.names if n.entity_id == entity]
    if named[0].kind == "outlet" and float(cast.roles[entity][1:].max()) < OUTLET:
        return False
    if named[0].kind == "person" and cast.role(entity)[1] < PERSON:
        return False
    is_side = role in {"accuser", "accused"}
    return not is_side or named[0].sentence <= EARLY or len({n.sentence for n in named}) > 1


def side_of(sides: Sides, entity_id: str | None) -> str | None:
    """accuser, accused, or None."""
    role = sides.roles.get(entity_id or "")
    return role if role in {"accuser", "accused"} else None


def _countered(masked: Masked, cast: Cast, roles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    sentence = masked.sentence.index
    sides = [n.entity_id for n in masked.names if roles.get(n.entity_id) in {"accuser", "accused"}]
    if MUTUAL.search(masked.sentence.text):
        yield from permutations(dict.fromkeys(sides), 2)
    acts = {n.entity_id: cast.act(sentence, n.entity_id) for n in masked.names}
    back = [e for e, (act, score) in acts.items() if act == "accuses" and score >= ACCUSES_BACK and roles.get(e) == "accused"]
    against = [e for e, (act, _) in acts.items() if act != "accuses" and roles.get(e) == "accuser"]
    for one in back:
        for other in against:
            yield one, other


def _of_sentence(masked: Masked, cast: Cast, roles: Mapping[str, str]) -> Iterator[Accusation]:
    """Who accuses in a sentence, against those accused whom it names; what is alleged there may have no name beside it."""
    sentence = masked.sentence.index
    acting, score = dict[str, Name](), 0.0
    for name in masked.names:
        act, probability = cast.act(sentence, name.entity_id)
        if act == "accuses" and probability >= ACCUSES[sentence > LEAD]:
            acting[name.entity_id], score = name, max(score, probability)
    against = {n.entity_id: n for n in masked.names if n.entity_id not in acting and roles.get(n.entity_id) == "accused"}
    said = cast.tags.said_in(sentence)
    alleged = said["allegation"]
    if not acting and said["denial"] >= DENIED and alleged >= ANSWERED and sentence <= LEAD:
        acting, score = {n.entity_id: n for n in masked.names if roles.get(n.entity_id) == "accuser"}, alleged
        alleged = said["denial"] if acting else alleged
    if not acting and against and alleged >= WORDED:
        acting, score = {n.entity_id: n for n in masked.names if roles.get(n.entity_id) == "accuser"}, alleged
    if (acting and alleged >= ALSO_ALLEGED) or (against and alleged >= ALLEGED):
        yield Accusation(
            sentence=sentence,
            accusers=tuple(acting.values()),
            accused=tuple(against.values()),
            score=round(score if acting else alleged, 4),
        )
