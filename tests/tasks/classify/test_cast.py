"""Names of the tables and of the reader, each spelling under its owner, each with one role."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tasks.classify.cast import Cast, read_cast
from tasks.classify.masked import mask
from tasks.classify.naming import acronyms
from tasks.classify.sides import find_sides
from tasks.classify.tagger import Span
from tests.tasks.classify.wire import article


def named(cast: Cast) -> set[tuple[str, str]]:
    return {(n.surface, n.name) for n in cast.names}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Corvid Robotics sued Pinnacle Arm. Corvid said it had proof.", ("Corvid", "Corvid Robotics")),
        ("Joel Brandt denied it. Brandt said he never saw the files.", ("Brandt", "Joel Brandt")),
        ("The Open Web Guild sued Bazaarly. The OWG wants damages.", ("OWG", "Open Web Guild")),
        ("Google sued Corvid Robotics. Alphabet's Google declined to comment.", ("Google", "Google")),
    ],
)
def test_a_short_form_goes_under_the_full_name(text: str, wanted: tuple[str, str]) -> None:
    assert wanted in named(read_cast(article("A suit", text)))


def test_a_reference_goes_to_the_one_that_it_stands_for() -> None:
    text = "Corvid Robotics accused Pinnacle Arm of copying its gripper. The company denied the claim and said it would fight."
    cast = read_cast(article("Corvid Robotics accuses Pinnacle Arm", text))
    assert [n.name for n in cast.names if n.is_resolved and "company" in n.surface] == ["Pinnacle Arm"]


def test_a_state_and_its_government_are_one() -> None:
    text = "China banned the app. The Chinese government said it had been warned."
    cast = read_cast(article("China bans an app", text))
    assert len({n.entity_id for n in cast.names if n.kind == "ministry"}) == 1


def test_a_title_is_no_part_of_a_name() -> None:
    text = "U.S. District Judge Ann Calder ruled that Corvid Robotics had copied the drawings of Pinnacle Arm."
    assert any(n.name == "Ann Calder" for n in read_cast(article("Judge rules against Corvid Robotics", text)).names)


def test_names_are_in_order_and_stand_where_they_say() -> None:
    read = article("Corvid Robotics sues Pinnacle Arm", "A spokesman for Pinnacle said the company had done nothing wrong.")
    names = read_cast(read).names
    assert [n.start for n in names] == sorted(n.start for n in names)
    assert all(read.evidence_text[n.start : n.end] == n.surface for n in names)
    assert all(a.end <= b.start for a, b in pairwise(names))


def test_an_acronym_that_the_reader_passed_over_stands_for_its_full_name() -> None:
    lead = "The Northern Guild of Toolmakers sued Limber Hand on Monday. The NGT said so, the NGO did not."
    told = article("A guild goes to court", lead)
    start = told.evidence_text.index("Northern")
    full = Span(start=start, end=start + len("Northern Guild of Toolmakers"), kind="company", sentence=1)
    found = list(acronyms(told.sentences, [full], told.evidence_text))
    assert [(told.evidence_text[s.start : s.end], s.kind, s.sentence) for s in found] == [("NGT", "company", 2)]
    assert list(acronyms(told.sentences, [full, *found], told.evidence_text)) == []


def test_where_no_accuser_is_seen_whoever_is_much_likelier_one_is_it() -> None:
    told = article(
        "Lumora Labs raises concerns with Northgate Cloud over trade secrets behind its AI models",
        "Lumora Labs has raised concerns that Northgate Cloud improperly used trade secrets behind its family of AI models, "
        "according to three people familiar with the matter.\n\nNorthgate Cloud denied the accusation.",
    )
    cast = read_cast(told)
    assert find_sides(mask(told, cast.names), cast).roles["lumora-labs"] == "accuser"


def test_a_place_stands_for_nobody_that_was_named_before() -> None:
    lead = "Taiwan's Criminal Investigation Bureau arrested six engineers of Osier Chemical over leaked technology."
    more = "American officials have long accused Chinese companies of taking secrets, something Beijing’s consistently denied."
    cast = read_cast(article("Taiwan arrests six over leak of Osier Chemical technology", f"{lead}\n\n{more}"))
    assert "Beijing" not in {n.surface for n in cast.names if n.is_resolved}
