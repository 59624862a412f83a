"""Which steps happened, and which are only planned, feared, denied or recalled."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from schemas import TimelineEvent
from schemas.vocabulary import EventKind, Reality
from tasks.classify.reading import read, read_in_full
from tasks.classify.steps import find_steps
from tests.tasks.classify.wire import article

TITLE = "Quorrel Robotics and Limber Hand quarrel over stolen robot code"
SUED = "Quorrel Robotics sued Limber Hand on Thursday over stolen robot code."
LADDER = range(7)


def events(title: str, text: str) -> dict[str, TimelineEvent]:
    return {e.event_kind: e for e in read(article(title, text)).timeline}


def told(sentence: str, *, title: str = TITLE) -> list[TimelineEvent]:
    """The rows of one sentence below a title that tells no step."""
    return [e for e in read_in_full(article(title, sentence)).timeline if e.sentence == sentence]


def row(sentence: str, kind: str) -> TimelineEvent:
    (found,) = (e for e in told(sentence) if e.event_kind == kind)
    return found


# Kind, stage and step on the government's ladder of what happened.
ACTUAL = [
    ("Quorrel Robotics accused Limber Hand of stealing robot code.", "accusation", "allegation", None),
    ("Limber Hand denied that it had stolen robot code from Quorrel Robotics.", "denial", None, None),
    ("Limber Hand declined to comment on the claims of Quorrel Robotics.", "no_comment", None, None),
    ("Quorrel Robotics is considering legal action against Limber Hand.", "action_considered", None, None),
    ("Quorrel Robotics threatened to sue Limber Hand over robot code.", "threat_of_suit", "allegation", None),
    ("Quorrel Robotics sent Limber Hand a demand letter over robot code.", "demand_letter", "allegation", None),
    (SUED, "complaint_filed", "complaint_filed", None),
    ("Limber Hand filed a motion to dismiss the complaint of Quorrel Robotics.", "motion", "proceedings", None),
    ("Lawyers for Quorrel Robotics and Limber Hand argued before a judge.", "hearing", "proceedings", None),
    ("A judge granted Quorrel Robotics an injunction against Limber Hand.", "injunction", "ruling_or_order", None),
    ("A federal court ruled that Limber Hand had copied robot code.", "ruling", "ruling_or_order", None),
    ("Limber Hand agreed to pay $3 million to settle the lawsuit by Quorrel Robotics.", "settlement", "settlement", None),
    ("Limber Hand appealed against the ruling on Thursday.", "appeal", "appeal", None),
    ("Quorrel Robotics dropped its lawsuit against Limber Hand.", "withdrawal", "withdrawn_or_dismissed", None),
    ("The Federal Trade Commission opened an investigation into Limber Hand.", "inquiry_opened", "investigation", 3),
    ("Police raided the offices of Limber Hand on Thursday.", "raid_or_arrest", "investigation", 3),
    ("The European Commission proposed new rules for robot code.", "rule_proposed", "legislation_or_policy", 5),
    ("The European Commission adopted the rules for robot code.", "rule_final", "legislation_or_policy", 6),
    ("The US Commerce Department added Limber Hand to its entity list.", "listing", "penalty_or_sanction", 6),
    ("The Federal Trade Commission fined Limber Hand 3 million dollars.", "fine", "penalty_or_sanction", 6),
    ("The Federal Trade Commission warned Limber Hand that copying robot code had limits.", "warning", None, 2),
    ("The Federal Trade Commission said that it was aware of the quarrel over robot code.", "statement", None, 1),
    ("The European Commission opened a consultation on robot code.", "rule_proposed", "legislation_or_policy", 4),
    ("The Federal Trade Commission declined to comment on Limber Hand.", "no_comment", None, 0),
    ("The Federal Trade Commission did not respond to a request for comment.", "no_comment", None, 0),
    ("A judge set a hearing for 18 January.", "scheduling", "proceedings", None),
]


@pytest.mark.parametrize(("sentence", "kind", "stage", "step"), ACTUAL, ids=[f"{k}-{s}" for _, k, _, s in ACTUAL])
def test_a_step_that_happened(sentence: str, kind: str, stage: str | None, step: int | None) -> None:
    found = row(sentence, kind)
    assert (found.event_kind, found.reality, found.stage, found.government_step) == (kind, "actual", stage, step)


def test_the_table_holds_every_kind_and_rung() -> None:
    assert {kind for _, kind, _, _ in ACTUAL} == set(get_args(EventKind))
    assert {step for _, _, _, step in ACTUAL} - {None} == set(LADDER)


# What did not happen, or not now: no row of it has a stage.
UNREAL = [
    ("Quorrel Robotics plans to sue Limber Hand over robot code.", "complaint_filed", "planned", None),
    ("Limber Hand will appeal against the ruling.", "appeal", "planned", None),
    ("Limber Hand intends to settle the lawsuit.", "settlement", "planned", None),
    ("Quorrel Robotics seeks an injunction against Limber Hand.", "injunction", "planned", None),
    ("Limber Hand expects a ruling in the case.", "ruling", "planned", None),
    ("The Federal Trade Commission will open an investigation into Limber Hand.", "inquiry_opened", "planned", 3),
    ("Quorrel Robotics may sue Limber Hand over robot code.", "complaint_filed", "hypothetical", None),
    ("Limber Hand could appeal against the ruling.", "appeal", "hypothetical", None),
    ("Limber Hand might settle the lawsuit.", "settlement", "hypothetical", None),
    ("The Federal Trade Commission could fine Limber Hand.", "fine", "hypothetical", 6),
    ("Quorrel Robotics has not sued Limber Hand over robot code.", "complaint_filed", "negated", None),
    ("Limber Hand did not appeal against the ruling.", "appeal", "negated", None),
    ("Limber Hand and Quorrel Robotics failed to settle.", "settlement", "negated", None),
    ("The Federal Trade Commission has not opened an investigation into Limber Hand.", "inquiry_opened", "negated", 3),
    ("The rules of the European Commission were not adopted.", "rule_final", "negated", 6),
    ("Quorrel Robotics sued Limber Hand in 2019.", "complaint_filed", "background", None),
    ("In a separate case last year, Limber Hand was sued by Rig Works.", "complaint_filed", "background", None),
    ("Limber Hand appealed against a previous ruling last year.", "appeal", "background", None),
    ("Limber Hand settled a similar lawsuit in 2020.", "settlement", "background", None),
    ("Limber Hand was fined by the Federal Trade Commission in 2021.", "fine", "background", 6),
]


@pytest.mark.parametrize(("sentence", "kind", "reality", "step"), UNREAL)
def test_a_step_that_did_not_happen_or_not_now(sentence: str, kind: str, reality: str, step: int | None) -> None:
    found = row(sentence, kind)
    # A rung that a body did not climb stands beside its reality: the ladder of a dispute counts actual rows.
    assert (found.event_kind, found.reality, found.stage, found.government_step) == (kind, reality, None, step)
    assert not [e for e in told(sentence) if e.reality == "actual" and e.stage not in {None, "allegation"}]


@pytest.mark.parametrize("reality", get_args(Reality))
def test_each_reality_is_tried_on_three_kinds(reality: str) -> None:
    tried = {kind for _, kind, told, _ in UNREAL if told == reality} or {kind for _, kind, _, _ in ACTUAL}
    assert len(tried) >= 3


@pytest.mark.parametrize(
    "sentence",
    [
        "Shares of Limber Hand dropped 4 percent on Thursday.",
        "Shares of Limber Hand dropped 4 percent after a lawsuit.",
        "Limber Hand settled into new offices in Austin.",
        "The dust has settled over the robot code.",
        "Rules for robots took effect on Thursday.",
        "Limber Hand adopted new rules for sellers of robots.",
        "The appeals court is in New Orleans.",
        "The robot of Limber Hand appeals to young buyers.",
        "Limber Hand abandoned its plan for a new factory.",
        "Limber Hand withdrew its robot from the market in Austin.",
        "Limber Hand ruled out a sale of its robot unit.",
        "Limber Hand has ruled the market for years.",
        "Researchers found that the robot code was similar.",
        "In our judgment the robot code is good.",
        "Limber Hand seized the opportunity to hire engineers.",
        "Limber Hand is investigating the outage of its robots.",
        "Limber Hand launched an internal investigation into the robot code.",
        "The robot is charged with a cable.",
        "A hearing aid by Limber Hand uses the robot code.",
        "A field trial began in Austin on Thursday.",
        "Limber Hand suspended the account of a user.",
        "Limber Hand banned a user from its service.",
        "The phone bill would rise under the plan of Limber Hand.",
        "The robot ended the battle for market share.",
        "The food court held 300 visitors on Thursday.",
        "The lawsuit by Quorrel Robotics is long.",
        "The quarrel comes against a backdrop of export controls and of sanctions that Washington imposed on chip makers.",
    ],
)
def test_a_word_without_its_legal_object_is_no_step(sentence: str) -> None:
    """What the reader alone takes for an accusation is no word of ours; it may be wrong in either way."""
    assert [e for e in told(sentence) if e.event_kind != "accusation"] == []


def test_a_claim_turned_down_by_a_firm_is_a_denial() -> None:
    found = told("Limber Hand dismissed the claims of Quorrel Robotics as baseless.")
    assert [(e.event_kind, e.reality, e.stage, e.government_step) for e in found] == [("denial", "actual", None, None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "A lawsuit by Quorrel Robotics against Limber Hand was filed on Thursday.",
        "Limber Hand was sued by Quorrel Robotics on Thursday.",
        "Quorrel Robotics filed suit against Limber Hand on Thursday.",
        "Suit was filed against Limber Hand by Quorrel Robotics on Thursday.",
        "A complaint was lodged against Limber Hand by Quorrel Robotics on Thursday.",
        "Limber Hand was hit with a lawsuit by Quorrel Robotics on Thursday.",
    ],
)
def test_a_filing_in_every_voice(sentence: str) -> None:
    found = row(sentence, "complaint_filed")
    assert (found.reality, found.stage, found.event_on) == ("actual", "complaint_filed", dt.date(2026, 11, 19))
    assert (found.actor, found.target) == ("Quorrel Robotics", "Limber Hand")


def test_a_filing_is_a_step_with_its_day_and_sides() -> None:
    found = events("Quorrel Robotics sues Limber Hand", SUED)["complaint_filed"]
    assert (found.reality, found.stage, found.event_on) == ("actual", "complaint_filed", dt.date(2026, 11, 19))
    assert (found.actor, found.target) == ("Quorrel Robotics", "Limber Hand")


@pytest.mark.parametrize(
    "sentence",
    [
        "Quorrel Robotics is considering a lawsuit against Limber Hand over stolen robot code.",
        "Quorrel Robotics may sue Limber Hand over stolen robot code.",
        "Quorrel Robotics has not filed a lawsuit against Limber Hand over stolen robot code.",
    ],
)
def test_talk_of_a_suit_is_no_filing(sentence: str) -> None:
    found = read(article("Quorrel Robotics accuses Limber Hand of theft of robot code", sentence)).timeline
    assert not [e for e in found if e.event_kind == "complaint_filed" and e.reality == "actual"]


@pytest.mark.parametrize(
    ("fine", "day"),
    [
        ("A watchdog fined Limber Hand in 2021 over privacy.", (2021, "year")),
        ("A watchdog fined Limber Hand over privacy.", (2026, "reported")),
    ],
)
def test_an_old_step_below_the_lead_is_background(fine: str, day: tuple[int, str]) -> None:
    text = "\n\n".join([SUED, "It asks for damages.", "Rain fell.", fine])
    old = events("Quorrel Robotics sues Limber Hand", text)["fine"]
    assert (old.reality, old.stage, old.event_on.year, old.date_precision) == ("background", None, *day)


def test_an_old_step_that_the_title_tells_is_the_news() -> None:
    found = events("Quorrel Robotics sues Limber Hand", "Quorrel Robotics sued Limber Hand in 2025 over robot code.")
    assert (found["complaint_filed"].reality, found["complaint_filed"].stage) == ("actual", "complaint_filed")


def test_a_year_of_the_matter_or_of_a_name_is_not_the_day_of_the_step() -> None:
    found = row("Quorrel Robotics, founded in 1998, sued Limber Hand over code that it wrote in 2019.", "complaint_filed")
    assert (found.reality, found.date_precision) == ("actual", "reported")


def test_what_lasts_since_a_year_is_no_old_step() -> None:
    found = row("The Federal Trade Commission opened an inquiry into code that was copied since 2019.", "inquiry_opened")
    assert (found.reality, found.date_precision) == ("actual", "reported")


def test_two_steps_of_a_sentence_have_each_its_own_time() -> None:
    sentence = "Quorrel Robotics sued Limber Hand on Thursday after the Federal Trade Commission fined it in 2021."
    assert (row(sentence, "complaint_filed").reality, row(sentence, "complaint_filed").event_on.year) == ("actual", 2026)
    assert (row(sentence, "fine").reality, row(sentence, "fine").event_on.year) == ("background", 2021)


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Jury finds Limber Hand copied robot code", {"ruling"}),
        ("Judge rules for Quorrel Robotics", {"ruling"}),
        ("Judge dismisses lawsuit against Limber Hand", {"ruling", "withdrawal"}),
        ("Limber Hand appeals ruling", {"appeal"}),
        ("Watchdog fines Limber Hand 3 million euros", {"fine"}),
        ("Images by Limber Hand investigated by watchdog since late 2025", {"inquiry_opened"}),
        ("Appeals court keeps ban on the Limber Hand name", set()),
        ("Tribunal in London ruled out a meeting", set()),
    ],
)
def test_a_headline_in_the_present_tells_a_step(title: str, kinds: set[str]) -> None:
    steps = find_steps(title, dt.date(2026, 11, 20), has_body=False)
    assert {step.kind for step in steps if step.reality == "actual"} == kinds


@pytest.mark.parametrize(
    ("sentence", "kind", "is_named"),
    [
        ("Federal Trade Commission chair Lina Moreau opened an inquiry into Limber Hand.", "inquiry_opened", True),
        ("The Federal Trade Commission opened an inquiry into Limber Hand, a senior official said.", "inquiry_opened", False),
        ("The Federal Trade Commission opened an inquiry into Limber Hand.", "inquiry_opened", None),
        ("The Federal Trade Commission fined Limber Hand, commissioner Ann Roe said.", "fine", True),
        ("The European Commission proposed rules for robot code, two officials said.", "rule_proposed", False),
        ("The US Commerce Department added Limber Hand to its entity list.", "listing", None),
    ],
)
def test_an_official_is_named_or_not_or_the_body_acts(sentence: str, kind: str, is_named: bool | None) -> None:
    assert row(sentence, kind).is_official_named is is_named


@pytest.mark.parametrize(
    ("sentence", "kind", "court_ref", "official_ref"),
    [
        (
            "Quorrel Robotics sued Limber Hand in Austin in case No. 3:26-cv-04417 on Thursday.",
            "complaint_filed", "No. 3:26-cv-04417", None,
        ),
        ("A court ruled against Limber Hand in [2026] EWHC 123 (Ch).", "ruling", "[2026] EWHC 123 (Ch)", None),
        ("The European Commission fined Limber Hand in decision C(2026) 1234.", "fine", None, "C(2026) 1234"),
        (
            "The Federal Trade Commission opened an inquiry into Limber Hand under docket FTC-2026-0012.",
            "inquiry_opened", None, "docket FTC-2026-0012",
        ),
        (
            "The US Commerce Department added Limber Hand to its entity list in Notice No. 2026-14.",
            "listing", None, "Notice No. 2026-14",
        ),
        (
            "The Federal Trade Commission proposed a rule on robot code in Federal Register notice 2026-01234.",
            "rule_proposed", None, "Federal Register notice 2026-01234",
        ),
        (
            "The European Commission adopted Regulation (EU) 2026/1689 on robot code.",
            "rule_final", None, "Regulation (EU) 2026/1689",
        ),
        ("The Federal Trade Commission fined Limber Hand 3 million dollars.", "fine", None, None),
    ],
)  # fmt: skip
def test_a_step_keeps_the_reference_of_its_sentence(
    sentence: str, kind: str, court_ref: str | None, official_ref: str | None
) -> None:
    found = row(sentence, kind)
    assert (found.court_ref, found.official_ref) == (court_ref, official_ref)


def test_what_stands_behind_a_quarrel_is_no_step_of_it() -> None:
    behind = "Amid new export controls that Washington adopted, Quorrel Robotics sued Limber Hand on Thursday."
    found = told(behind, title="Quorrel Robotics sues Limber Hand over stolen trade secrets")
    assert {e.event_kind for e in found if e.stage != "allegation"} == {"complaint_filed"}


def test_every_actual_step_with_a_stage_has_its_sentence() -> None:
    told = article("Quorrel Robotics sues Limber Hand", SUED)
    for event in read(told).timeline:
        assert told.evidence_text[event.start_char : event.end_char] == event.sentence
