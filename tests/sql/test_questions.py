"""The 25 questions: each runs in both DuckDBs, and is right on the golden quarrel."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas import Party, Record, Revision, Statement
from tasks.publish.views import header
from tasks.reference import slug
from tasks.settings import ROOT
from tests.sql import desk
from tests.sql.desk import DENIED, FIRST, SAID, SECOND, Room, at

QUESTIONS = sorted((ROOT / "schemas" / "questions").glob("*.sql"))
CLI = Path(sys.executable).parent / "duckdb"


def ask(connection: duckdb.DuckDBPyConnection, number: int, **variables: str) -> list[dict[str, Any]]:
    for name, value in variables.items():
        connection.execute(f"set variable {name} = '{value}'")
    result = connection.execute(QUESTIONS[number - 1].read_text())
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    for name in variables:
        connection.execute(f"reset variable {name}")
    return rows


def test_there_are_25_and_each_says_what_it_asks() -> None:
    numbers = [re.match(r"(\d+)\. .+[?.]", header(path.read_text())[0][0]) for path in QUESTIONS]
    assert [int(n[1]) for n in numbers if n] == list(range(1, 26))
    assert [int(path.name[:2]) for path in QUESTIONS] == list(range(1, 26))


def test_all_run_in_the_other_duckdb_with_as_many_rows(golden: Room, opened: duckdb.DuckDBPyConnection) -> None:
    """One process for all: a failed statement ends it."""
    counted = "".join(f"select {n} as q, count(*) from ({_query(path)});\n" for n, path in enumerate(QUESTIONS, 1))
    told = subprocess.run(
        [CLI, "-init", "views.sql", "-bail", "-csv", "-noheader", "-c", counted],
        cwd=golden.lake.storage.root, capture_output=True, check=True, text=True,
    )  # fmt: skip
    counts = dict(map(int, line.split(",")) for line in told.stdout.split())
    assert counts == {n: len(ask(opened, n)) for n in range(1, 26)}


def _query(path: Path) -> str:
    return header(path.read_text())[1]


@pytest.mark.parametrize(
    ("number", "variables", "column", "values"),
    [
        (1, {}, "stage", ["complaint_filed"]),
        (1, {"as_of": "2026-11-20"}, "stage", ["allegation"]),
        (1, {"as_of": "2026-11-19"}, "stage", []),
        (3, {}, "claim_id", []),
        (3, {"as_of": "2026-11-21"}, "claim_id", ["c-allegation"]),
        (4, {}, "days_until_on_record", [3]),
        (4, {"as_of": "2026-11-21"}, "claim_id", []),
        (5, {}, "claim_id", []),
        (6, {}, "company", ["Osier Labs"]),
        (6, {"as_of": "2027-01-02"}, "company", []),
        (7, {}, "voice_count", [2]),
        (8, {}, "government_step", [2]),
        (9, {}, "dispute_id", []),
        (10, {}, "relation", ["backdrop"]),
        (11, {"as_of": "2026-11-20"}, "stage_then", ["allegation"]),
        (11, {"as_of": "2026-11-20"}, "stage_now", ["complaint_filed"]),
        (12, {}, "effect", ["softened"]),
        (12, {"as_of": "2026-11-20"}, "effect", []),
        (13, {}, "median_days", [3.0]),
        (14, {}, "dispute_id", []),
        (14, {"as_of": "2026-11-20"}, "dispute_id", ["d1"]),
        (15, {}, "ref", ["HC-2026-77"]),
        (16, {}, "name", ["Vantage Cloud"]),
        (17, {}, "one", []),
        (18, {}, "jurisdiction", ["GB"]),
        (19, {}, "is_due", [True]),
        (21, {}, "copy_kind", ["syndicated", "cites"]),
        (22, {}, "sources_without_data", [0, 4, 4, 3]),
        (23, {}, "article_id", []),
        (24, {}, "step_version", ["7"]),
    ],
)
def test_the_answers(
    opened: duckdb.DuckDBPyConnection, number: int, variables: dict[str, str], column: str, values: list[Any]
) -> None:
    rows = [row[column] for row in ask(opened, number, **variables)]
    assert sorted(rows, key=str) == sorted(values, key=str)


def test_a_timeline_in_order(opened: duckdb.DuckDBPyConnection) -> None:
    days = [row["event_on"] for row in ask(opened, 2, dispute="d1")]
    assert days == sorted(days)
    assert len(days) == 5
    assert ask(opened, 2, dispute="another") == []


def test_a_contradiction_has_two_sides(opened: duckdb.DuckDBPyConnection) -> None:
    (row,) = ask(opened, 20)
    assert {row["one_sentence"], row["other_sentence"]} >= {DENIED}


# ---- questions that the golden quarrel answers with nothing, on quarrels of their own ----

OTHER = "Northmere Chips accused Osier Labs of stealing trade secrets."
BACK = "Osier Labs accused Northmere Chips of infringing patents."
STATED = "Osier Labs said that it reads patents with care."
SILENT = "Vantage Cloud declined to comment."
WARNED = "The ministry warned Vantage Cloud."
PROBED = "The ministry opened an inquiry into Vantage Cloud."
PROBED_ABROAD = "A commission abroad opened an inquiry into Vantage Cloud."
OSIER, VANTAGE, NORTHMERE = "Osier Labs", "Vantage Cloud", "Northmere Chips"


def _sides(article: Revision, sentence: str, accuser: str, accused: str) -> list[Record]:
    roles = ((accuser, "accuser"), (accused, "accused"))
    return [at(article, sentence, Party, entity_id=slug(name), name=name, role=role) for name, role in roles]


def _alleged(article: Revision, sentence: str, accuser: str, accused: str, **given: Any) -> Statement:
    names = {"claimant": accuser, "claimant_id": slug(accuser), "about": accused, "about_id": slug(accused)}
    return desk.said(article, sentence, **{**names, **given})


def _steps(article: Revision) -> list[Record]:
    """A warning on the 20th; an inquiry in its place, one elsewhere, one too late, and one that is only planned."""
    told = [
        (WARNED, "warning", 2, date(2026, 11, 20), "GB", "actual"),
        (PROBED, "inquiry_opened", 3, date(2026, 12, 20), "GB", "actual"),
        (PROBED_ABROAD, "inquiry_opened", 3, date(2026, 12, 21), "FR", "actual"),
        (PROBED, "rule_final", 6, date(2027, 6, 1), "GB", "actual"),
        (PROBED, "rule_proposed", 5, date(2026, 12, 1), "GB", "planned"),
    ]
    return [
        desk.step_on(
            article, sentence, kind, government_step=ladder, event_on=day, jurisdiction=country, reality=reality,
            actor="Ministry", is_official_named=False,
        )
        for sentence, kind, ladder, day, country, reality in told
    ]  # fmt: skip


@pytest.fixture(scope="module")
def rivals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Osier accuses Vantage, which is silent and warned; Northmere accuses Osier, and Osier Northmere in another dispute."""
    from tasks.publish import publish
    from tasks.publish.shell import connect

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)
        room = desk.open_room(tmp_path_factory.mktemp("rivals"))
        silent = desk.revision(FIRST, "Harbour Wire", "a", "One", "\n".join([SAID, SILENT, WARNED, PROBED, PROBED_ABROAD]))
        answered = desk.revision(FIRST, "Harbour Wire", "b", "Two", "\n".join([OTHER, STATED]))
        back = desk.revision(SECOND, "Brightwater Post", "c", "Three", BACK)
        first = _alleged(silent, SAID, OSIER, VANTAGE)
        silence = desk.said(silent, SILENT, stance="declined_to_comment", claim_kind=None, position=1, **desk.VANTAGE)
        second = _alleged(answered, OTHER, NORTHMERE, OSIER)
        stated = desk.said(answered, STATED, stance="other_statement", claim_kind="fact", position=1, **desk.OSIER)
        third = _alleged(back, BACK, OSIER, NORTHMERE, matter="patent")
        room.bring(
            FIRST,
            [
                *(make(FIRST, slug(name)) for name in desk.OUTLETS for make in (desk.asked, desk.poll)),
                silent, answered, first, silence, second, stated,
                *_sides(silent, SAID, OSIER, VANTAGE), *_sides(answered, OTHER, NORTHMERE, OSIER), *_steps(silent),
                desk.link(silent, SAID, "d1"), desk.link(answered, OTHER, "d2"),
                *desk.answered(first, silence), *desk.answered(second, stated, dispute="d2"),
            ],
        )  # fmt: skip
        room.bring(
            SECOND,
            [
                desk.asked(SECOND, "harbour-wire"), desk.poll(SECOND, "harbour-wire"),
                back, third, *_sides(back, BACK, OSIER, NORTHMERE), desk.link(back, BACK, "d3"),
                *desk.answered(third, dispute="d3"),
            ],
        )  # fmt: skip
        publish(room.lake)
        with closing(connect(room.lake)) as connection:
            yield connection


@pytest.mark.parametrize(
    ("variables", "rows"),
    [
        ({}, [(VANTAGE, "declined_to_comment", 3), (NORTHMERE, None, 0)]),
        ({"as_of": "2026-11-22"}, [(VANTAGE, "declined_to_comment", 2)]),
        ({"as_of": "2026-11-19"}, []),
    ],
)
def test_silence_is_unanswered_and_any_word_is_not(
    rivals: duckdb.DuckDBPyConnection, variables: dict[str, str], rows: list[tuple[str, str | None, int]]
) -> None:
    assert [(r["about"], r["answer"], r["days_unanswered"]) for r in ask(rivals, 5, **variables)] == rows


@pytest.mark.parametrize(
    ("variables", "rows"),
    [
        ({"as_of": "2027-12-31"}, [("d1", date(2026, 11, 20), "inquiry_opened", 3, 30, PROBED)]),
        ({"as_of": "2026-12-19"}, []),
    ],
)
def test_a_warning_turns_into_an_inquiry_in_its_own_place_and_time(
    rivals: duckdb.DuckDBPyConnection, variables: dict[str, str], rows: list[tuple[Any, ...]]
) -> None:
    columns = ("dispute_id", "warned_on", "event_kind", "government_step", "days", "sentence")
    assert [tuple(r[c] for c in columns) for r in ask(rivals, 9, **variables)] == rows


@pytest.mark.parametrize(
    ("variables", "rows"),
    [({}, [(NORTHMERE, OSIER, ["d2"], ["d3"], OTHER, BACK)]), ({"as_of": "2026-11-22"}, [])],
)
def test_two_that_accuse_each_other_are_one_pair(
    rivals: duckdb.DuckDBPyConnection, variables: dict[str, str], rows: list[tuple[Any, ...]]
) -> None:
    columns = ("one", "other", "one_accuses_in", "other_accuses_in", "one_sentence", "other_sentence")
    assert [tuple(r[c] for c in columns) for r in ask(rivals, 17, **variables)] == rows
