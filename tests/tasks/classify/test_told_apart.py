"""An article that tells of several quarrels, and the disputes that it bears on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from schemas import Party, Record
from tasks.classify.quarrel import Quarrel, is_apart, match
from tasks.classify.reading import Reading, read_in_full
from tasks.publish import publish
from tasks.publish.shell import connect
from tests.sql import desk
from tests.tasks.classify.test_splits import FIRST, SECOND, bring, founded, told
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


def test_an_article_bears_on_both_disputes_and_its_types_are_those_of_the_first(tmp_path: Path) -> None:
    room = desk.open_room(tmp_path)
    bring(room, FIRST, [*told(FIRST, "first", "trade_secret"), *others(FIRST, "second", "patent")])
    both = told(SECOND, "both", "trade_secret")
    bring(room, SECOND, [*both, *(replace(p, quarrel=1) for p in others(SECOND, "both") if isinstance(p, Party))])
    article_id = both[0].article_id  # type: ignore[attr-defined]
    query = "select quarrel, relation, dispute_id from dispute_links where article_id = ? order by all"
    assert room.lake.reader().sql(query, [article_id]) == [
        (0, "continues", founded("first")),
        (1, "continues", founded("second")),
    ]
    publish(room.lake)
    with closing(connect(room.lake)) as views:
        types = views.execute("select dispute_id, dispute_types from disputes").fetchall()
    assert dict(types) == {founded("first"): ["trade_secret"], founded("second"): ["patent"]}


def test_the_story_of_an_article_is_that_of_its_first_quarrel(tmp_path: Path) -> None:
    room = desk.open_room(tmp_path)
    first, both = told(FIRST, "first", "trade_secret"), others(SECOND, "both", "patent")
    bring(room, FIRST, [*first, desk.member(first[0], "a story")])  # type: ignore[arg-type]
    beside = [replace(row, quarrel=1) for row in told(SECOND, "both") if isinstance(row, Party) and row.role == "accused"]
    bring(room, SECOND, [*both, *beside, desk.member(both[0], "a story")])  # type: ignore[arg-type]
    query = "select relation from dispute_links where quarrel = 1"
    assert room.lake.reader().sql(query) == [("founds",)]


def others(batch: str, name: str, *types: str) -> list[Record]:
    """The same between two others."""
    sides = {"osier-labs": ("quorrel", "Quorrel"), "vantage-cloud": ("limber", "Limber")}
    rows = told(batch, name, *types)
    return [
        replace(row, entity_id=sides[row.entity_id][0], name=sides[row.entity_id][1], party_id=f"{row.party_id}-{name}")
        if isinstance(row, Party)
        else row
        for row in rows
    ]


def test_an_article_that_tells_two_keeps_them_apart() -> None:
    first, second = Quarrel(main={"a", "b"}, articles={("x", 0)}), Quarrel(main={"a", "b"}, articles={("x", 1)})
    assert is_apart(first, second)
    assert match(first, second) == 0.0
    assert match(first, Quarrel(main={"c"}, articles={("x", 0)})) == 1.0
