"""The shell answers from the views and can do nothing else."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from tasks import ConfigError, DisputewireError
from tasks.publish.shell import answer, connect
from tests.sql.desk import Room


def test_a_query_as_table_csv_and_json(shown: Room) -> None:
    query = "select stage, accusers from disputes"
    assert "complaint_filed" in answer(shown.lake, query)
    assert answer(shown.lake, query, form="csv") == "stage,accusers\r\ncomplaint_filed,['Osier Labs']"
    assert json.loads(answer(shown.lake, query, form="json")) == [{"stage": "complaint_filed", "accusers": ["Osier Labs"]}]


def test_several_statements_and_a_variable(shown: Room) -> None:
    query = "set variable as_of = '2026-11-20'; select stage from as_known(getvariable('as_of'))"
    assert answer(shown.lake, query, form="csv") == "stage\r\nallegation"


@pytest.mark.parametrize(
    "query",
    [
        "copy (select 1) to '{lake}/out.parquet'",
        "copy disputes to '{lake}/published/disputes.parquet'",
        "attach '{lake}/x.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "create table t as select 1",
        "drop view disputes",
        "pragma database_list",
        "select * from read_text('/etc/hostname')",
        "select * from read_csv('{lake}/views.sql')",
        "from 'https://example.org/x.parquet'",
        "select * from glob('/*')",
        "selec",
        "select 1; copy (select 1) to '{lake}/out.parquet'",
    ],
)
def test_what_could_write_or_reach_out_is_refused(shown: Room, query: str) -> None:
    root = Path(shown.lake.storage.root)
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    with pytest.raises(DisputewireError):
        answer(shown.lake, query.replace("{lake}", str(root)))
    assert {p: p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_the_connection_itself_is_locked(shown: Room) -> None:
    with closing(connect(shown.lake)) as connection:
        with pytest.raises(duckdb.Error):
            connection.execute("set enable_external_access = true")
        with pytest.raises(duckdb.Error):
            connection.execute("copy (select 1) to '/tmp/disputewire-out.csv'")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_a_formula_is_only_text_in_csv(shown: Room, text: str) -> None:
    literal = text.replace("\t", "' || chr(9) || '").replace("\r", "' || chr(13) || '")
    told = answer(shown.lake, f"select '{literal}' as cell, -1 as number", form="csv")
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert rows[1] == ["'" + text, "-1"]


def test_a_terminal_gets_no_control_characters(shown: Room) -> None:
    told = answer(shown.lake, "select chr(27) || '[31mred' || chr(8238) as cell")
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "red" in told


def test_an_unknown_form_is_refused(shown: Room) -> None:
    with pytest.raises(ConfigError, match="table, csv, json"):
        answer(shown.lake, "select 1", form="xml")


def test_before_the_first_publish(room: Room) -> None:
    with pytest.raises(DisputewireError, match="nothing is published yet"):
        answer(room.lake, "select 1")
