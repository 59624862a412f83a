"""An article that tells of several quarrels, and the disputes that it bears on."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import Party
from tasks.classify.quarrel import Quarrel, is_apart, match
from tasks.classify.reading import Reading, read_in_full
from tests.sql import desk
from tests.sql.desk import SAID
from tests.tasks.classify.test_splits import FIRST, SECOND, bring, told
from tests.tasks.classify.wire import article

SUIT = (
    "Quorrel Robotics sues Limber Hand over robot code",
    "Quorrel Robotics sued Limber Hand on Monday, saying that it stole the source code of its warehouse robots.",
    "Limber Hand denied the accusation.",
)
FINE = "the European Commission fined Osier Cloud 40 million euros for breaking privacy rules."


def reading(*more: str) -> Reading:
    title, *text = SUIT
    return read_in_full(article(title, "\n\n".join([*text, *more])))


def parties(found: Reading, quarrel: int) -> set[tuple[str, str]]:
    return {(p.name, p.role) for p in found.parties if p.quarrel == quarrel}


@pytest.mark.parametrize("opening", ["Separately, ", "In a separate case, ", "On the same day "])
def test_a_sentence_that_turns_to_another_quarrel_begins_one(opening: str) -> None:
    found = reading(f"{opening}{FINE}", "Osier Cloud said it would appeal.", "Quorrel Robotics declined to comment.")
    assert parties(found, 0) == {("Quorrel Robotics", "accuser"), ("Limber Hand", "accused")}
    assert parties(found, 1) == {("European Commission", "regulator_or_government"), ("Osier Cloud", "accused")}
    told = {"Quorrel Robotics": 0, "Limber Hand": 0, "European Commission": 1, "Osier Cloud": 1}
    assert {s.claimant for s in found.statements} >= {"Limber Hand", "Osier Cloud"}
    assert all(s.quarrel == told[str(s.claimant)] for s in found.statements)
    assert {(j.country, j.quarrel) for j in found.jurisdictions} == {("EU", 1)}


def test_what_is_a_quarrel_of_its_own_happened_and_is_no_background() -> None:
    found = reading(f"Separately, {FINE}")
    assert [(e.quarrel, e.reality, e.actor, e.target) for e in found.timeline if e.event_kind == "fine"] == [
        (1, "actual", "European Commission", "Osier Cloud")
    ]


def test_one_party_may_be_in_both() -> None:
    found = reading("Separately, the European Commission fined Limber Hand 40 million euros for breaking privacy rules.")
    assert ("Limber Hand", "accused") in parties(found, 0) & parties(found, 1)
    assert ("European Commission", "regulator_or_government") not in parties(found, 0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Last year, in a separate case, the European Commission fined Osier Cloud for breaking privacy rules.",
        "In a separate case in 2019, the European Commission fined Osier Cloud for breaking privacy rules.",
        "Separately, Limber Hand said that its sales rose.",
        "The European Commission has warned makers of robots.",
    ],
)
def test_what_lies_back_or_is_no_quarrel_begins_none(sentence: str) -> None:
    assert {p.quarrel for p in reading(sentence).parties} == {0}


def test_an_article_bears_on_both_disputes_and_its_types_are_the_first_ones(tmp_path: Path) -> None:
    room = desk.open_room(tmp_path)
    bring(room, FIRST, told(FIRST, "alone", "trade_secret"))
    rows = told(SECOND, "both", "patent")
    both = rows[0]
    for role, name in (("accused", "Quorrel"), ("accuser", "Limber")):
        rows.append(desk.at(both, SAID, Party, quarrel=1, entity_id=name.lower(), name=name, role=role))  # type: ignore[type-var]
    bring(room, SECOND, rows)
    links = room.lake.reader().sql(
        "select quarrel, relation, dispute_id from dispute_links where article_id = ? order by all",
        [both.article_id],  # type: ignore[attr-defined]
    )
    assert [(q, r) for q, r, _ in links] == [(0, "founds"), (1, "founds")]
    assert len({d for _, _, d in links}) == 2


def test_an_article_that_tells_two_keeps_them_apart() -> None:
    first, second = Quarrel(main={"a", "b"}, articles={("x", 0)}), Quarrel(main={"a", "b"}, articles={("x", 1)})
    assert is_apart(first, second)
    assert match(first, second) == 0.0
    assert match(first, Quarrel(main={"c"}, articles={("x", 0)})) == 1.0
