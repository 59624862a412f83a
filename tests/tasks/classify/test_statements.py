"""Who asserts, denies, declines, about whom, on what footing."""

from __future__ import annotations

import pytest

from schemas import Statement
from tasks.classify.reading import read
from tasks.classify.statements import CREDITED
from tests.tasks.classify.wire import article

TITLE = "Quorrel Robotics accuses Limber Hand of stealing robot code"
LEAD = "Quorrel Robotics accused Limber Hand of stealing the source code of its warehouse robots."


def said(sentence: str) -> list[Statement]:
    """The statements of one sentence that stands after the accusation."""
    return [s for s in read(article(TITLE, f"{LEAD}\n\n{sentence}")).statements if s.sentence == sentence]


@pytest.mark.parametrize(
    ("sentence", "claimant", "stance"),
    [
        ("Limber Hand denied the accusation.", "Limber Hand", "denies"),
        ("Limber Hand declined to comment.", "Limber Hand", "declined_to_comment"),
        ("Limber Hand did not respond to a request for comment.", "Limber Hand", "no_response"),
        ("Limber Hand pleaded not guilty.", "Limber Hand", "denies"),
        ("Limber Hand said it could not comment.", "Limber Hand", "declined_to_comment"),
        ("Limber Hand does not discuss pending cases.", "Limber Hand", "declined_to_comment"),
    ],
)
def test_an_answer_is_the_accused_ones(sentence: str, claimant: str, stance: str) -> None:
    assert [(s.claimant, s.stance) for s in said(sentence)] == [(claimant, stance)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Limber Hand did not deny the accusation.",
        "Limber Hand didn’t deny the accusation.",
        "Limber Hand would not confirm or deny the accusation.",
        "Limber Hand did not explicitly deny the accusation.",
    ],
)
def test_not_to_deny_is_something_said_and_no_denial(sentence: str) -> None:
    assert {(s.claimant, s.stance, s.claim_kind) for s in said(sentence)} == {("Limber Hand", "other_statement", "fact")}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("As first reported by the Harbour Wire, Osier is worried.", ["Harbour Wire"]),
        ("As reported by Harbour Wire, Osier is worried.", ["Harbour Wire"]),
        ("The accusation was first reported by the Harbour Wire.", ["Harbour Wire"]),
        ("The Harbour Wire first reported the accusation.", ["Harbour Wire"]),
        ("Harbour Wire had reported on Tuesday that Osier is worried.", ["Harbour Wire"]),
        ("It was reported on Tuesday by the Harbour Wire.", ["Harbour Wire"]),
        ("It reported a loss.", []),
    ],
)
def test_an_outlet_is_credited_by_its_name(sentence: str, names: list[str]) -> None:
    match = CREDITED.search(sentence)
    assert [g for g in match.groups() if g] == names if match else names == []


@pytest.mark.parametrize(
    "sentence",
    [
        "As first reported by the Harbour Wire, Quorrel Robotics said so on Monday.",
        "The accusation was first reported by the Harbour Wire.",
    ],
)
def test_what_another_outlet_had_first_is_relayed_from_it(sentence: str) -> None:
    assert {s.relayed_from for s in said(sentence)} == {"Harbour Wire"}


def test_both_sides_may_be_silent_at_once() -> None:
    found = said("Both companies declined to comment.")
    assert {(s.claimant, s.stance) for s in found} == {
        ("Quorrel Robotics", "declined_to_comment"),
        ("Limber Hand", "declined_to_comment"),
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "The Quorrel Robotics and the Limber Hand declined to comment.",
        "Quorrel Robotics declined to comment, as did Limber Hand.",
    ],
)
def test_whoever_stands_beside_the_silent_is_silent_too(sentence: str) -> None:
    assert {s.claimant for s in said(sentence) if s.stance == "declined_to_comment"} == {"Quorrel Robotics", "Limber Hand"}


def test_a_court_that_rejects_a_claim_has_ruled_and_denied_nothing() -> None:
    found = said("The Supreme Court rejected the claim that Limber Hand stole the code.")
    assert [s.claimant for s in found if s.stance == "denies"] == []


@pytest.mark.parametrize(
    ("attribution", "sentence"),
    [
        ("named", '"They took our code line by line," Quorrel Robotics chief executive Ann Weller told reporters.'),
        ("named", "Quorrel Robotics founder Ann Weller said Limber Hand had copied the software."),
        ("spokesperson", "A Limber Hand spokesperson said the company built its own software."),
        ("company_statement", "Limber Hand said in a statement that it built its own software."),
        ("company_statement", '"Our engineers wrote every line," the company said in a blog post.'),
        ("official", "The Justice Department said that it had opened an inquiry into Limber Hand."),
        ("official", "Commerce Secretary Dana Orr said Limber Hand had broken export rules."),
        ("anonymous", "Limber Hand copied the code, two people familiar with the matter said."),
        ("anonymous", "A former engineer, who asked not to be named, said Limber Hand had copied the code."),
        ("document", "A leaked memo shows that Limber Hand knew of the copying."),
        ("document", "Limber Hand knew of the copying, according to an internal memo."),
        ("court_record", "The complaint says that Limber Hand copied 40,000 files."),
        ("court_record", "Limber Hand copied 40,000 files, according to court papers."),
        ("other_outlet", "The Harbour Wire first reported that Limber Hand had copied the code."),
        ("outlet_voice", "Quorrel Robotics accuses Limber Hand of theft."),
    ],
)
def test_each_footing_is_told_by_who_speaks(attribution: str, sentence: str) -> None:
    assert {s.attribution for s in said(sentence)} == {attribution}


def test_silence_claims_nothing() -> None:
    assert [(s.claim_kind, s.matter) for s in said("Limber Hand declined to comment.")] == [(None, None)]


def test_unnamed_people_are_counted_and_the_accuser_stays_the_claimant() -> None:
    sentence = "Quorrel Robotics believes that Limber Hand stole its code, according to two people familiar with the matter."
    found = said(sentence)
    assert [(s.attribution, s.unnamed_source_count, s.claimant, s.about) for s in found] == [
        ("anonymous", 2, "Quorrel Robotics", "Limber Hand")
    ]


def test_a_spokesperson_speaks_for_the_company() -> None:
    found = said('"We built our own software," a spokeswoman for Limber Hand said.')
    assert [(s.attribution, s.claimant) for s in found] == [("spokesperson", "Limber Hand")]


def test_an_allegation_is_hedged_even_where_the_sentence_is_not() -> None:
    assert {s.hedge for s in read(article(TITLE, LEAD)).statements if s.claim_kind == "allegation"} == {"alleged"}


def test_what_is_at_stake_is_named() -> None:
    [found] = [s for s in read(article(TITLE, LEAD)).statements if s.claim_kind == "allegation"]
    assert (found.asset, found.matter) == ("source code", "trade_secret")


def test_weather_says_nothing() -> None:
    assert said("It rained in Delft.") == []


def test_who_speaks_is_the_subject_of_saying_however_long_its_description() -> None:
    about = "head of patents at Quorrel Robotics, a family-owned maker of warehouse robots and factory arms"
    assert {s.speaker for s in said(f"Ann Weller, {about}, said only that talks went on.")} == {"Ann Weller"}


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("A man from Osier Cloud says that Limber Hand copied the code.", "Osier Cloud"),
        ("Limber Hand was said to be among the victims.", "Limber Hand"),
    ],
)
def test_who_is_named_beside_a_speaker_or_spoken_of_does_not_speak(sentence: str, other: str) -> None:
    assert other not in {s.speaker for s in said(sentence)}


def test_who_is_a_party_himself_pleads_for_himself() -> None:
    lead = "Prosecutors charged Osier Spyware and its founder, Dana Quill, with hacking."
    plea = "Osier Spyware founder Dana Quill entered a guilty plea in a federal court on Tuesday."
    told = read(article("Osier Spyware and founder Dana Quill charged with hacking", f"{lead}\n\n{plea}"))
    assert ("Dana Quill", "accused") in {(p.name, p.role) for p in told.parties}
    assert {s.claimant for s in told.statements if s.sentence == plea and s.stance == "admits"} == {"Dana Quill"}


def test_unnamed_sources_are_no_party() -> None:
    read_article = read(article(TITLE, f"{LEAD}\n\nFour people familiar with the matter said Limber Hand had copied the code."))
    assert {p.name for p in read_article.parties} == {"Quorrel Robotics", "Limber Hand"}
