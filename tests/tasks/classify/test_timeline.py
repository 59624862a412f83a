"""Which steps happened, and which are only planned, feared, denied or recalled."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas import TimelineEvent
from tasks.classify.reading import read
from tests.tasks.classify.wire import article

SUED = "Quorrel Robotics sued Limber Hand on Thursday over stolen robot code."


def events(title: str, text: str) -> dict[str, TimelineEvent]:
    return {e.event_kind: e for e in read(article(title, text)).timeline}


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


def test_an_old_step_keeps_its_own_day_or_is_background() -> None:
    dated = [SUED, "It asks for damages.", "Rain fell.", "A watchdog fined Limber Hand in 2021 over privacy."]
    old = events("Quorrel Robotics sues Limber Hand", "\n\n".join(dated))["fine"]
    assert (old.reality, old.event_on.year, old.date_precision) == ("actual", 2021, "year")
    undated = [*dated[:3], "A watchdog fined Limber Hand over privacy."]
    old = events("Quorrel Robotics sues Limber Hand", "\n\n".join(undated))["fine"]
    assert (old.reality, old.stage) == ("background", None)


def test_every_actual_step_with_a_stage_has_its_sentence() -> None:
    told = article("Quorrel Robotics sues Limber Hand", SUED)
    for event in read(told).timeline:
        assert told.evidence_text[event.start_char : event.end_char] == event.sentence
