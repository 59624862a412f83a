"""Who is against whom, sentence by sentence: accusations, suits, measures, each with the two sides it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tasks.classify.article import Name
from tasks.classify.cues import table
from tasks.classify.masked import BODIES, Masked, names_in, pattern

__all__ = ["Accusation", "Sides", "find_sides", "side_of"]

PEOPLE_AND_FIRMS = {"company", "lab", "person", "trade_body", "union", "group"}
NOT_DONE = re.compile(
    r"\b(?:not|no|never|without|has yet to|consider\w*|weigh\w*|threat\w*|may|might|could|plans?)\b[^«»]{0,30}$", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Accusation:
    """One sentence that sets one side against another. Either may be unnamed there."""

    sentence: int
    act: str
    accusers: tuple[Name, ...]
    accused: tuple[Name, ...]
    score: float


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The accusations of an article, and the entity ids that stand on each side over all of it."""

    accusations: tuple[Accusation, ...]
    accusers: frozenset[str]
    accused: frozenset[str]

    @property
    def main(self) -> frozenset[str]:
        """Both sides."""
        return self.accusers | self.accused


def find_sides(masked: Sequence[Masked]) -> Sides:
    """All accusations, the strongest of each sentence and pair."""
    found = [a for m in masked for a in _of_sentence(m)]
    for_accuser, for_accused = _votes(found, "accusers"), _votes(found, "accused")
    accusers = {e for e, score in for_accuser.items() if score >= 0.6 and score >= for_accused[e] * 0.7}
    accused = {e for e, score in for_accused.items() if score >= 0.6 and score > for_accuser[e] * 0.7}
    return Sides(accusations=tuple(found), accusers=frozenset(accusers), accused=frozenset(accused))


def side_of(sides: Sides, entity_id: str | None) -> str | None:
    """accuser, accused, or None."""
    if entity_id in sides.accused:
        return "accused"
    return "accuser" if entity_id in sides.accusers else None


def _of_sentence(masked: Masked) -> Iterator[Accusation]:
    seen: set[tuple[str, ...]] = set()
    for row in table("sides")["side"]:
        if "needs" in row and not re.search(row["needs"], masked.text, re.IGNORECASE):
            continue
        for match in pattern(row["pattern"], "sides").finditer(masked.text):
            groups = match.groupdict()
            if any(_is_of_outlets(masked, token) for token in groups.values()):
                continue
            accusers = _sided(names_in(masked, groups.get("accuser")))
            accused = [
                n
                for n in _sided(names_in(masked, groups.get("accused")))
                if n.kind not in BODIES or row["act"] == "complaint_filed"
            ]
            if row.get("mutual"):
                accused = accusers if len(accusers) > 1 else []
            if row.get("body") and not any(n.kind in BODIES for n in accusers) and row["act"] != "measure":
                continue
            key = (*sorted(n.entity_id for n in accusers), "|", *sorted(n.entity_id for n in accused))
            if not (accusers or accused) or key in seen or (_share(accusers, accused) and not row.get("mutual")):
                continue
            seen.add(key)
            score = row["score"] * (
                0.5 if NOT_DONE.search(masked.text[: match.start("accused" if "accused" in groups else "accuser")]) else 1.0
            )
            yield Accusation(
                sentence=masked.sentence.index,
                act=row["act"],
                accusers=tuple(accusers),
                accused=tuple(accused),
                score=round(score, 4),
            )


def _is_of_outlets(masked: Masked, token: str | None) -> bool:
    """Who tells an outlet something accuses nobody of anything by that."""
    names = names_in(masked, token)
    return bool(names) and all(n.kind == "outlet" for n in names)


def _share(one: Iterable[Name], other: Iterable[Name]) -> bool:
    return bool({n.entity_id for n in one} & {n.entity_id for n in other})


def _sided(names: Iterable[Name]) -> list[Name]:
    return [n for n in names if n.kind in PEOPLE_AND_FIRMS or n.kind in BODIES]


def _votes(found: Iterable[Accusation], side: str) -> Counter[str]:
    """How strongly an entity stands on a side: title and lead count more than what comes later."""
    votes: Counter[str] = Counter()
    for accusation in found:
        weight = 1.3 if accusation.sentence <= 2 else 1.0 if accusation.sentence <= 6 else 0.8
        for name in getattr(accusation, side):
            votes[name.entity_id] += accusation.score * weight  # type: ignore[assignment]
    return votes
