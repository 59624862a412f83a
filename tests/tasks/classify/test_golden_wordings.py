"""The golden example told in five other ways, and once where it is false: the same rows, never an allegation as a fact."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tasks.classify.reading import Reading, read
from tasks.settings import read_toml
from tests.tasks.classify.wire import article

TOLD = read_toml(Path(__file__).parents[2] / "expected" / "golden_wordings.toml")
FALSE = TOLD.pop("false")


@cache
def reading(name: str) -> Reading:
    return read(article(TOLD[name]["title"], TOLD[name]["text"].strip()))


each = pytest.mark.parametrize("name", TOLD)


@each
def test_the_quarrel_is_trade_secrets_and_stays_an_allegation(name: str) -> None:
    gate = reading(name).gate
    assert (gate.is_dispute, gate.types[0][0]) == (True, "trade_secret")
    assert gate.stage in {"allegation", "denial_response" if name == "reply first" else "allegation"}


@each
def test_the_lab_accuses_and_the_cloud_company_is_accused(name: str) -> None:
    accuser, accused = TOLD[name]["accuser"], TOLD[name]["accused"]
    sides = {(p.name, p.role) for p in reading(name).parties if p.role in {"accuser", "accused"}}
    assert sides == {(accuser, "accuser"), (accused, "accused")}
    assert all(p.is_reported for p in reading(name).parties if p.role == "accuser")


@each
def test_the_allegation_rests_on_unnamed_people(name: str) -> None:
    accuser, accused = TOLD[name]["accuser"], TOLD[name]["accused"]
    alleged = [s for s in reading(name).statements if s.claim_kind == "allegation" and s.claimant == accuser]
    assert alleged
    assert {s.about for s in alleged} == {accused}
    assert {s.attribution for s in alleged} == {"anonymous"}
    assert all(s.hedge != "none" for s in alleged)


@each
def test_one_denies_and_the_other_keeps_silent(name: str) -> None:
    accuser, accused = TOLD[name]["accuser"], TOLD[name]["accused"]
    stances = {(s.claimant, s.stance) for s in reading(name).statements}
    assert {(accused, "denies"), (accuser, "declined_to_comment")} <= stances
    assert (accuser, "denies") not in stances


@each
def test_an_unnamed_minister_warns(name: str) -> None:
    (warning,) = [e for e in reading(name).timeline if e.event_kind == "warning"]
    assert (warning.is_official_named, warning.government_step, warning.reality) == (False, 2, "actual")
    assert "GB" in {j.country for j in reading(name).jurisdictions}


@each
def test_a_suit_is_weighed_and_nothing_is_filed(name: str) -> None:
    kinds = {(e.event_kind, e.reality) for e in reading(name).timeline}
    assert ("action_considered", "actual") in kinds
    assert ("complaint_filed", "actual") not in kinds
    assert any(s.claim_kind == "intention" for s in reading(name).statements)


@each
def test_export_controls_are_background_and_no_step(name: str) -> None:
    assert [c.relation for c in reading(name).contexts if c.context_kind == "export_control"] == ["backdrop"]
    assert not [e for e in reading(name).timeline if "xport controls" in e.sentence]


@each
def test_effects_are_predictions(name: str) -> None:
    assert any(s.claim_kind == "prediction" for s in reading(name).statements)


def test_a_false_story_says_who_claimed_and_that_it_was_withdrawn() -> None:
    found = read(article(FALSE["title"], FALSE["text"].strip()))
    assert ("Lumora Labs", "accuser") in {(p.name, p.role) for p in found.parties}
    alleged = [s for s in found.statements if s.claim_kind == "allegation"]
    assert {s.claimant for s in alleged} <= {"Lumora Labs"}
    assert all(s.hedge != "none" for s in alleged)
    assert "withdrawal" in {e.event_kind for e in found.timeline if e.reality == "actual"}
    assert not [s for s in found.statements if s.claim_kind == "fact" and "stole" in s.sentence and s.stance == "asserts"]
