"""The golden example told in five other ways, and once where it turns out false: the same rows, and never a fact of an allegation."""

from __future__ import annotations

from functools import cache

import pytest

from tasks.classify.reading import Reading, read
from tests.tasks.classify.wire import article

# Title, text, accuser, accused: an AI lab, a cloud company, unnamed sources, a denial, silence, a minister, a suit that is weighed.
TOLD = {
    "passive": (
        "Northgate Cloud accused of lifting Lumora's model secrets",
        "Northgate Cloud has been accused by Lumora Labs of stealing the trade secrets behind its AI models, two people with knowledge "
        "of the matter said on Thursday.\n\nA spokesperson for Northgate Cloud said the claim was untrue and denied any wrongdoing.\n\n"
        "Lumora Labs would not comment.\n\nThe laboratory is weighing a lawsuit but has filed nothing, one of the people said.\n\n"
        "A British minister who asked not to be named warned that London would not look away if laboratories were robbed.\n\n"
        "The row comes against the backdrop of export controls on advanced chips.\n\nAnalysts said it could lead to tighter rules for "
        "cloud companies and make labs more reluctant to release open-source models.",
        "Lumora Labs",
        "Northgate Cloud",
    ),
    "sources first": (
        "Exclusive: AI lab says cloud giant copied its training recipes, sources say",
        "Three people familiar with the dispute say that Veridane AI has accused Stratus Harbor of copying trade secrets used to train "
        "its language models.\n\nStratus Harbor denied the accusation on Friday, calling it baseless.\n\nVeridane declined to comment "
        "when reached by this paper.\n\nAccording to two of the people, Veridane is considering legal action against Stratus Harbor.\n\n"
        "In London, an unnamed minister warned that the government would act if the allegation proved true.\n\nBehind the quarrel stand "
        "export controls that have made computing power scarce.\n\nThe case could shape how regulators treat AI, analysts said.",
        "Veridane AI",
        "Stratus Harbor",
    ),
    "nominal": (
        "Trade secrets row between Ostrea Research and Pinewood Compute",
        "Allegations by Ostrea Research that Pinewood Compute stole trade secrets from its AI models were disclosed on Monday by four "
        "people briefed on the matter.\n\nPinewood Compute rejected the allegations in a statement.\n\nOstrea Research declined to "
        "comment.\n\nOstrea has been exploring a lawsuit, one of the people said, though no complaint has been filed.\n\nA UK minister, "
        "who was not named, warned of consequences for any company that robs British laboratories.\n\nExport controls on chips form the "
        "backdrop.\n\nThe affair might prompt new rules on artificial intelligence, said lawyers who follow the field.",
        "Ostrea Research",
        "Pinewood Compute",
    ),
    "reply first": (
        "Cloud group Ferrowave denies stealing AI lab's secrets",
        "Ferrowave denied on Wednesday that it had stolen trade secrets from Calyx Labs, after people familiar with the matter said that "
        "the AI laboratory had accused the cloud company of copying its model weights.\n\nCalyx Labs declined to comment.\n\nTwo of the "
        "people said Calyx was considering a suit but had not filed one.\n\nA minister in London, who was not named, warned that such "
        "conduct would not be tolerated.\n\nThe dispute comes amid export controls on advanced chips.\n\nIt could chill the release of "
        "open-source models, analysts said.",
        "Calyx Labs",
        "Ferrowave",
    ),
    "short": (
        "Tessellate accuses Brightmoor of AI secrets theft - sources",
        "AI lab Tessellate has accused cloud provider Brightmoor of stealing trade secrets, people familiar with the matter said. "
        "Brightmoor denied the accusation; Tessellate declined to comment. Tessellate is considering legal action, one person said. "
        "An unnamed British minister warned against the theft of secrets. Export controls on chips are the backdrop to the dispute, "
        "which could bring new AI rules, analysts said.",
        "Tessellate",
        "Brightmoor",
    ),
}
FALSE = (
    "Northgate Cloud did not take Lumora's secrets, inquiry finds",
    "Lumora Labs has withdrawn its accusation that Northgate Cloud stole trade secrets behind its AI models.\n\nThe laboratory had "
    "alleged in May that Northgate Cloud copied its training recipes.\n\nAn inquiry by an outside law firm found no evidence that "
    "Northgate took anything, Lumora said in a statement, and apologised to the company.\n\nNorthgate Cloud said it had always denied "
    "the claim.",
)


@cache
def reading(name: str) -> Reading:
    title, text, _, _ = TOLD[name]
    return read(article(title, text))


each = pytest.mark.parametrize("name", TOLD)


@each
def test_the_quarrel_is_trade_secrets_and_stays_an_allegation(name: str) -> None:
    gate = reading(name).gate
    assert (gate.is_dispute, gate.types[0][0]) == (True, "trade_secret")
    assert gate.stage in {"allegation", "denial_response" if name == "reply first" else "allegation"}


@each
def test_the_lab_accuses_and_the_cloud_company_is_accused(name: str) -> None:
    _, _, accuser, accused = TOLD[name]
    sides = {(p.name, p.role) for p in reading(name).parties if p.role in {"accuser", "accused"}}
    assert sides == {(accuser, "accuser"), (accused, "accused")}
    assert all(p.is_reported for p in reading(name).parties if p.role == "accuser")


@each
def test_the_allegation_rests_on_unnamed_people(name: str) -> None:
    _, _, accuser, accused = TOLD[name]
    alleged = [s for s in reading(name).statements if s.claim_kind == "allegation" and s.claimant == accuser]
    assert alleged
    assert {s.about for s in alleged} == {accused}
    assert {s.attribution for s in alleged} == {"anonymous"}
    assert all(s.hedge != "none" for s in alleged)


@each
def test_one_denies_and_the_other_keeps_silent(name: str) -> None:
    _, _, accuser, accused = TOLD[name]
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
    found = read(article(*FALSE))
    assert ("Lumora Labs", "accuser") in {(p.name, p.role) for p in found.parties}
    alleged = [s for s in found.statements if s.claim_kind == "allegation"]
    assert {s.claimant for s in alleged} <= {"Lumora Labs"}
    assert all(s.hedge != "none" for s in alleged)
    assert "withdrawal" in {e.event_kind for e in found.timeline if e.reality == "actual"}
    assert not [s for s in found.statements if s.claim_kind == "fact" and "stole" in s.sentence and s.stance == "asserts"]
