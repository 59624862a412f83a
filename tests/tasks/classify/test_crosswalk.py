"""Our words folded to those of the labelled data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from schemas import Statement
from tasks.classify.crosswalk import fold_attribution, fold_replies


def statement(**changes: Any) -> Statement:
    moment = dt.datetime(2026, 11, 20)
    columns: dict[str, Any] = dict.fromkeys(
        (
            "speaker", "speaker_id", "claimant", "claimant_id", "about", "about_id", "unnamed_source_count", "anonymity_reason",
            "claim_kind", "relayed_from", "matter", "asset", "asset_kind", "due_on",
        )
    )  # fmt: skip
    columns |= {
        "statement_id": "s", "quarrel": 0, "position": 0, "attribution": "named", "stance": "asserts", "hedge": "none",
        "quote_form": "indirect", "said_at": moment, "known_at": moment, "batch_id": "b", "revision_id": "r",
        "article_id": "a", "start_char": 0, "end_char": 1, "sentence": "S", "method": "m@1", "score": 1.0,
    }  # fmt: skip
    return Statement(**(columns | changes))


def said(stance: str, **changes: Any) -> Statement:
    return statement(speaker="Quorrel", speaker_id="quorrel", stance=stance, **changes)


@pytest.mark.parametrize(
    ("stances", "reply"),
    [
        (["denies"], "denied"),
        (["admits"], "confirmed"),
        (["other_statement"], "other_statement"),
        (["declined_to_comment"], "declined_to_comment"),
        (["no_response"], "no_response"),
        (["no_response", "denies"], "denied"),
        (["declined_to_comment", "other_statement"], "other_statement"),
    ],
)
def test_one_reply_a_party_the_weightiest(stances: list[str], reply: str) -> None:
    told = fold_replies([said(s) for s in stances], {"quorrel"})
    assert told == [{"party": "Quorrel", "party_id": "quorrel", "response": reply}]


def test_an_assertion_is_a_reply_only_of_the_accused() -> None:
    charge = statement(claim_kind="allegation", about="Quorrel", about_id="quorrel", speaker="Limber", speaker_id="limber")
    answer = said("asserts", claim_kind="fact")
    told = fold_replies([charge, answer], {"quorrel"})
    assert told == [{"party": "Quorrel", "party_id": "quorrel", "response": "other_statement"}]
    assert fold_replies([answer], {"quorrel"}) == []


def test_who_is_no_party_replies_to_another_quarrel() -> None:
    assert fold_replies([said("denies")], {"limber"}) == []


@pytest.mark.parametrize(
    ("attribution", "values"),
    [
        ("named", ["named_on_record"]),
        ("spokesperson", ["company_statement"]),
        ("company_statement", ["company_statement"]),
        ("official", ["official_document"]),
        ("anonymous", ["anonymous"]),
        ("document", ["official_document"]),
        ("court_record", ["court_filing"]),
        ("other_outlet", []),
        ("outlet_voice", []),
    ],
)
def test_attribution_of_the_claim(attribution: str, values: list[str]) -> None:
    assert list(fold_attribution([statement(attribution=attribution, claim_kind="allegation")])) == values


@pytest.mark.parametrize(
    ("attribution", "values"),
    [("spokesperson", ["named_on_record"]), ("official", ["named_on_record", "official_document"])],
)
def test_who_speaks_for_another_by_name_is_on_record(attribution: str, values: list[str]) -> None:
    named = {"speaker": "Ann Lee", "speaker_id": "ann-lee", "claimant": "Quorrel", "claimant_id": "quorrel"}
    assert list(fold_attribution([statement(attribution=attribution, claim_kind="allegation", **named)])) == values


def test_what_answers_the_claim_is_attributed_too_and_silence_is_not() -> None:
    assert list(fold_attribution([said("denies", attribution="company_statement", claim_kind="denial")])) == [
        "company_statement"
    ]
    assert fold_attribution([said("no_response", attribution="company_statement", claim_kind=None)]) == {}
