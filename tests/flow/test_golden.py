"""The golden example: every row that its story must produce, each with its sentence, by SQL over the views."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Published
from tests.flow.test_sample import TRUTH

ROWS: list[dict[str, Any]] = TRUTH["golden"]
LUMORA = "dispute_id = (select dispute_id from disputes where list_contains(accusers, 'Lumora Labs'))"


@pytest.mark.parametrize("row", ROWS, ids=[row["begins"][:40] for row in ROWS])
def test_a_sentence_gives_its_row(sample: Published, row: dict[str, Any]) -> None:
    """As known after the first edition: the second softens the first sentence."""
    wanted = {k: v for k, v in row.items() if k not in {"begins", "record"}}
    tables = {"statement": "observed.statements", "timeline": "observed.timeline", "context": "observed.contexts"}
    columns = {"stage_after": "stage"}
    asked = ", ".join(columns.get(name, name) for name in wanted if name != "due_on")
    query = f"select {asked} from {tables[row['record']]} where starts_with(sentence, ?) and known_at < '2026-11-21'"
    rows = sample.sql(query, [row["begins"]])
    expected = tuple(value if value != "" else None for name, value in wanted.items() if name != "due_on")
    assert expected in rows


def test_the_quarrel_and_its_parties(sample: Published) -> None:
    assert sample.sql(
        f"select dispute_type, stage, is_accuser_reported, voice_count, government_step from disputes where {LUMORA}"
    ) == [("trade_secret", "allegation", True, 1, 2)]
    roles = sample.sql(
        f"select name, role from dispute_parties where {LUMORA} and role in ('accuser', 'accused') order by role"
    )
    assert roles == [("Northgate Cloud", "accused"), ("Lumora Labs", "accuser")]


def test_the_accusation_in_plover(sample: Published) -> None:
    query = """
        select count(*) from labels l join articles a using (article_id)
        where l.scheme = 'plover' and l.code = 'ACCUSE/allege' and contains(a.url, 'lumora')
    """
    assert sample.sql(query) != [(0,)]


def test_the_allegation_rests_on_three_unnamed_people(sample: Published) -> None:
    query = f"""
        select unnamed_source_count, is_anonymous_only, answer, claimant, about, voice_count from claims
        where {LUMORA} and claim_kind = 'allegation' order by first_said_at limit 1
    """
    assert sample.sql(query) == [(3, True, "denied", "Lumora Labs", "Northgate Cloud", 1)]


def test_the_denial_answers_the_allegation(sample: Published) -> None:
    query = f"""
        select d.claimant, d.claim_kind from claims a join claims d on d.claim_id = a.answer_claim_id
        where a.{LUMORA} and a.claim_kind = 'allegation'
    """
    assert set(sample.sql(query)) == {("Northgate Cloud", "denial")}


def test_a_considered_suit_is_no_complaint(sample: Published) -> None:
    kinds = sample.sql(f"select event_kind, reality from timeline where {LUMORA}")
    assert ("action_considered", "actual") in kinds
    assert not [k for k in kinds if k[0] == "complaint_filed" and k[1] == "actual"]
    assert sample.sql(f"select outcome from claims where {LUMORA} and claim_kind = 'intention'")[0] == ("open",)


def test_export_controls_are_background(sample: Published) -> None:
    assert sample.sql(
        f"select distinct context_kind, relation from contexts where {LUMORA} and context_kind = 'export_control'"
    ) == [("export_control", "backdrop")]
    assert sample.sql(f"select count(*) from timeline where {LUMORA} and sentence ilike '%export control%'") == [(0,)]


def test_predictions_stay_open(sample: Published) -> None:
    rows = sample.sql(f"select due_on, outcome from claims where {LUMORA} and claim_kind = 'prediction'")
    assert len(rows) >= 2
    assert set(rows) == {(None, "open")}


def test_the_second_edition_softens_and_says_so(sample: Published) -> None:
    rows = sample.sql(
        "select e.effect, e.old_sentence, e.new_sentence from edits e join articles a using (article_id) "
        "where contains(a.url, 'harbour-wire') and contains(a.url, 'lumora-labs')"
    )
    softened = [(old, new) for effect, old, new in rows if effect == "softened"]
    assert any("has accused" in old and "raised concerns" in new for old, new in softened)
    assert not [row for row in rows if row[0] == "hardened"]
    ((note, count),) = sample.sql(
        "select correction_note, revision_count from articles "
        "where contains(url, 'harbour-wire') and contains(url, 'lumora-labs')"
    )
    assert note
    assert count == 2


def test_the_follow_up_goes_on_with_the_same_quarrel_and_says_why_nobody_is_named(sample: Published) -> None:
    one = f"(select dispute_id from disputes where {LUMORA})"
    query = f"select count(*) from articles where contains(url, 'lumora-demand') and list_contains(dispute_ids, {one})"
    assert sample.sql(query) == [(1,)]
    reasons = sample.sql(
        f"select distinct anonymity_reason from statements where {LUMORA} and contains(url, 'lumora-demand') "
        "and anonymity_reason is not null"
    )
    assert reasons == [("the talks are private",)]


def test_every_row_stands_in_its_text(sample: Published) -> None:
    """Read again by SQL: the sentence is the text between its offsets."""
    for table in ("statements", "timeline"):
        wrong = sample.sql(
            f"select count(*) from observed.{table} t join observed.revisions r using (revision_id) "
            "where substr(r.title || chr(10) || chr(10) || r.text, t.start_char + 1, t.end_char - t.start_char) <> t.sentence"
        )
        assert wrong == [(0,)]
