"""The 25 questions: each runs in both DuckDBs, and is right on the golden quarrel."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.publish.views import header
from tasks.settings import ROOT
from tests.sql.desk import DENIED, Room

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
