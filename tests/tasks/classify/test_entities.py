"""Names: known, told by their words, traced back."""

from __future__ import annotations

import pytest

from tasks.classify.entities import Matcher, find_names
from tests.tasks.classify.wire import article, sample


def named(title: str, text: str = "") -> list[tuple[str, str]]:
    return [(n.surface, n.name) for n in find_names(article(title, text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Google Cloud and Google", ["Google Cloud", "Google"]),
        ("a Googler googles", []),
        ("Google's rivals", ["Google"]),
        ("the google of bakers", []),
    ],
)
def test_matcher_takes_the_longest_on_word_boundaries(text: str, found: list[str]) -> None:
    matcher = Matcher.of(["Google", "Google Cloud"])
    assert [text[a:b] for a, b in matcher.find(text)] == found


def test_a_product_stands_for_its_maker() -> None:
    assert ("ChatGPT", "OpenAI") in named("Regulator questions ChatGPT answers")


def test_spellings_of_the_table_are_one_entity() -> None:
    names = find_names(article("FTC sues Amazon", "The Federal Trade Commission filed suit against Amazon.com Inc."))
    assert {n.entity_id for n in names if n.kind == "regulator"} == {"ftc"}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("On Monday the startup Quorrel sued its landlord over servers.", "Quorrel", "company"),
        ("On Monday Quorrel Robotics sued its landlord over servers.", "Quorrel Robotics", "company"),
        ("On Monday Quorrel, a Danish chipmaker, sued its landlord.", "Quorrel", "company"),
        ("It was unfair, said Edda Quorrel, who runs the site.", "Edda Quorrel", "person"),
        ("The deal was cleared by the Quorrel Trade Authority in May.", "Quorrel Trade Authority", "regulator"),
        ("He lost in a regional court in Mannheim last week.", "regional court in Mannheim", "court"),
        ("A British minister warned both firms.", "British minister", "ministry"),
    ],
)
def test_unknown_names_are_told_by_the_words_beside_them(text: str, name: str, kind: str) -> None:
    assert (name, kind) in [(n.name, n.kind) for n in find_names(article("A row over servers", text))]


@pytest.mark.parametrize(
    "text",
    [
        "Carmakers have warned that a ban could hold up plants.",
        "The Stored Quorrel Act says that a warrant is needed.",
        "Edda Quorrel went home after work.",
        "In March the Baltic was calm.",
    ],
)
def test_no_name_where_nothing_tells_one(text: str) -> None:
    assert named("Weather", text) == []


def test_short_forms_stand_for_the_full_name() -> None:
    text = "Quorrel Robotics sued Tobias Wend on Monday. Quorrel says that Mr. Wend took files."
    assert [n.name for n in find_names(article("Suit in Austin", text))] == [
        "Quorrel Robotics", "Tobias Wend", "Quorrel Robotics", "Tobias Wend",
    ]  # fmt: skip


def test_the_company_is_traced_back_to_the_subject_before_it() -> None:
    text = "Quorrel Robotics sued Limber Hand Inc on Monday. The company wants its files back."
    resolved = [(n.surface, n.name) for n in find_names(article("Suit", text)) if n.is_resolved]
    assert resolved == [("The company", "Quorrel Robotics")]


def test_its_rival_is_the_other_of_two() -> None:
    text = "Quorrel Robotics sued Limber Hand Inc on Monday. Quorrel says its rival took files."
    assert ("its rival", "Limber Hand Inc") in named("Suit", text)


def test_x_is_a_platform_only_where_the_words_say_so() -> None:
    assert [n for _, n in named("Brazil lifts ban on Elon Musk's X")][-1] == "X Corp"
    assert named("Solve for X and then for Y") == []


def test_names_lie_in_their_sentences() -> None:
    golden = sample()
    for name in find_names(golden):
        sentence = golden.sentences[name.sentence]
        assert sentence.start <= name.start < name.end <= sentence.end
        assert golden.evidence_text[name.start : name.end] == name.surface


def test_the_golden_example_names_both_sides_and_the_minister() -> None:
    names = {n.name for n in find_names(sample())}
    assert {"Lumora Labs", "Northgate Cloud", "British minister", "Petra Lindqvist"} <= names
