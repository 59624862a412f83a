"""Labels in our schemes and in public ones, each a code of the taxonomy."""

from __future__ import annotations

import pytest

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.labels import label
from tasks.classify.relevance import Gate
from tasks.taxonomy import find, taxonomy
from tests.tasks.classify.wire import article

KNOWN = {(t.scheme, t.version, t.code) for t in taxonomy()}


def gate(stage: str = "allegation", *types: str) -> Gate:
    return Gate(is_dispute=True, score=0.9, types=tuple((t, 0.5, 0) for t in types or ("trade_secret",)), stage=stage)


def codes(made: Gate) -> dict[str, str]:
    return {row.scheme: row.code for row in label(article("A quarrel"), made) if row.rank == 0}


def test_an_accusation_in_plover() -> None:
    assert codes(gate())["plover"] == "ACCUSE/allege"


def test_guilt_is_a_conviction_as_the_manual_has_it() -> None:
    assert codes(gate("ruling_or_order"))["plover"] == "SANCTION/convict"


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("dispute_type", DISPUTE_TYPES)
def test_every_code_is_in_the_taxonomy(stage: str, dispute_type: str) -> None:
    for row in label(article("A quarrel"), gate(stage, dispute_type)):
        assert (row.scheme, row.version, row.code) in KNOWN
        assert row.method


def test_dispute_types_have_a_phrase() -> None:
    assert {t.code for t in taxonomy() if t.scheme == "dispute_type" and t.phrase} == set(DISPUTE_TYPES)
    assert {t.code for t in taxonomy() if t.scheme == "reported_stage"} == set(STAGES)


def test_types_are_ranked() -> None:
    rows = label(article("A quarrel"), gate("allegation", "patent", "copyright"))
    assert [(r.code, r.rank) for r in rows if r.scheme == "dispute_type"] == [("patent", 0), ("copyright", 1)]


@pytest.mark.parametrize(("is_dispute", "code"), [(False, "no_dispute"), (None, "abstained")])
def test_what_is_no_dispute_has_one_label(is_dispute: bool | None, code: str) -> None:
    rows = label(article("Rain"), Gate(is_dispute=is_dispute, score=0.1, types=(), stage=None))
    assert [(r.scheme, r.code) for r in rows] == [("relevance", code)]


@pytest.mark.parametrize(
    ("stage", "code"),
    [("complaint_filed", "ACCUSE/allege"), ("investigation", "ACCUSE/investigate"), ("penalty_or_sanction", "COERCE")],
)
def test_an_act_in_plover(stage: str, code: str) -> None:
    assert codes(gate(stage))["plover"] == code


@pytest.mark.parametrize("stage", ["denial_response", "appeal", "legislation_or_policy", "withdrawn_or_dismissed"])
def test_where_no_code_is_certain_none_is_given(stage: str) -> None:
    assert "plover" not in codes(gate(stage))


@pytest.mark.parametrize(
    ("dispute_type", "topic"),
    [("antitrust", "medtop:02000000"), ("employment_labor", "medtop:09000000"), ("other", None)],
)
def test_a_media_topic(dispute_type: str, topic: str | None) -> None:
    assert find("dispute_type", dispute_type).iptc == topic
    assert codes(gate("allegation", dispute_type)).get("iptc") == topic
