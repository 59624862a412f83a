"""The golden quarrel: what each view must say of it, first with one batch known, then with both."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from tests.sql import desk


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def test_the_dispute_as_it_stands(opened: duckdb.DuckDBPyConnection) -> None:
    query = "select title, stage, stage_since_on, accusers, accused, is_accuser_reported, asset_kind, court_refs from disputes"
    title = "Vantage Cloud, accused of stealing trade secrets by Osier Labs"
    since, parties = date(2026, 11, 23), (["Osier Labs"], ["Vantage Cloud"])
    assert ask(opened, query) == [(title, "complaint_filed", since, *parties, False, "weights", ["HC-2026-77"])]


def test_the_dispute_as_it_was_known(opened: duckdb.DuckDBPyConnection) -> None:
    """Three articles, one voice, an accuser that has not spoken, and no filing out of talk of one."""
    query = "select title, stage, answer, days_unanswered, government_step, article_count, voice_count, contexts"
    title = "Osier Labs is reported to accuse Vantage Cloud of stealing trade secrets"
    for day in ("2026-11-20", "2026-11-22"):
        known = ask(opened, f"{query} from as_known(date '{day}')")
        assert known == [(title, "allegation", "denied", None, 2, 3, 1, ["export_control"])]
    assert ask(opened, "from as_known(date '2026-11-19')") == []
    assert ask(opened, "from as_known('2026-11-23')") == ask(opened, "from disputes")


def test_the_allegation(opened: duckdb.DuckDBPyConnection) -> None:
    query = """
        select unnamed_source_count, is_anonymous_only, first_said_at, first_on_record_at, answer, answer_claim_id,
            contradicts_claim_ids, article_count, voice_count
        from claims where claim_id = 'c-allegation'
    """
    first, record = datetime(2026, 11, 20, 6), datetime(2026, 11, 23, 6)
    assert ask(opened, query) == [(3, False, first, record, "denied", "c-denial", ["c-denial"], 4, 2)]


@pytest.mark.parametrize(
    ("claim", "outcome", "due_on"),
    [("c-allegation", None, None), ("c-intention", "borne_out", None), ("c-prediction", "overdue", date(2026, 11, 21))],
)
def test_outcomes(opened: duckdb.DuckDBPyConnection, claim: str, outcome: str | None, due_on: date | None) -> None:
    assert ask(opened, f"select outcome, due_on from claims where claim_id = '{claim}'") == [(outcome, due_on)]


def test_the_silence_of_the_accuser_claims_and_answers_nothing(opened: duckdb.DuckDBPyConnection) -> None:
    rows = ask(
        opened, "select distinct claim_id, answers_claim_id, speaker from statements where stance = 'declined_to_comment'"
    )
    assert rows == [(None, None, "Osier Labs")]


def test_the_timeline_tells_a_step_once(opened: duckdb.DuckDBPyConnection) -> None:
    query = "select event_kind, event_on, stage_after, article_count from timeline order by event_on, event_kind"
    first, second = date(2026, 11, 20), date(2026, 11, 23)
    assert ask(opened, query) == [
        ("accusation", first, "allegation", 3),
        ("action_considered", first, None, 3),
        ("denial", first, None, 3),
        ("warning", first, None, 3),
        ("complaint_filed", second, "complaint_filed", 1),
    ]


def test_only_the_latest_text_speaks(opened: duckdb.DuckDBPyConnection) -> None:
    sentences = {s for (s,) in ask(opened, "select sentence from statements where url like '%harbour-wire%'")}
    assert desk.SOFTENED in sentences
    assert desk.ACCUSED not in sentences


def test_the_edit(opened: duckdb.DuckDBPyConnection) -> None:
    query = "select effect, old_sentence, new_sentence from edits"
    assert ask(opened, query) == [("softened", desk.ACCUSED, desk.SOFTENED)]


def test_voices_say_why_they_are_one(opened: duckdb.DuckDBPyConnection) -> None:
    query = "select outlet, len(article_ids), fold_reasons from voices where claim_id = 'c-allegation' order by outlet"
    assert ask(opened, query) == [("Docket & Code", 1, []), ("Harbour Wire", 3, ["cites", "syndicated"])]


def test_parties_and_counts(opened: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select entity_id, accused_count, accuser_count, declined_count from entities where accused_count + accuser_count > 0"
    )
    assert sorted(ask(opened, query)) == [("osier-labs", 0, 1, 1), ("vantage-cloud", 1, 0, 0)]


def test_a_day_without_data_is_not_a_quiet_day(opened: duckdb.DuckDBPyConnection) -> None:
    states = dict(ask(opened, "select (source_id, day::varchar)::varchar, state from coverage"))
    assert states["(harbour-wire, 2026-11-20)"] == "ok"
    assert states["(circuit-ledger, 2026-11-23)"] == "gap"
    assert states["(harbour-wire, 2026-11-22)"] == "gap"


def test_the_funnel_closes(opened: duckdb.DuckDBPyConnection) -> None:
    query = "select step, seen from funnel where day = '2026-11-23' and step in ('parse', 'publish') order by step"
    assert ask(opened, query) == [("parse", 2), ("publish", 6)]


def test_from_a_row_to_its_bytes(opened: duckdb.DuckDBPyConnection) -> None:
    query = (
        """
        select distinct l.warc_file, l.warc_offset, l.payload_sha256, l.batch_id, l.step_version
        from lineage l join statements s on s.statement_id = l.row_id where s.sentence = $$"""
        + desk.FILED
        + "$$"
    )
    assert ask(opened, query) == [("raw/day=2026-11-23/2026-11-23T0600-0-0.warc.gz", 7, "1", desk.SECOND, "7")]


def test_an_entity_tells_what_it_was_called_and_whom_a_person_belongs_to(opened: duckdb.DuckDBPyConnection) -> None:
    found = ask(opened, "select affiliation, former_names from entities where entity_id = 'tim-cook'")
    assert found == [("apple", [])]
    assert ask(opened, "select affiliation, former_names from entities where entity_id = 'apple'") == [
        (None, ["Apple Computer"])
    ]
