"""The linter: a wrong-doing verb stands under somebody who alleges it, or the wording is refused."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tasks import CheckFailed
from tasks.publish.hedging import learn, refuse_titles, refuse_told


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        learn(made)
        yield made


def ask(connection: duckdb.DuckDBPyConnection, wording: str, names: list[str]) -> bool:
    ((is_hedged,),) = connection.execute("select is_hedged($1, $2)", [wording, names]).fetchall()
    return bool(is_hedged)


@pytest.mark.parametrize(
    "wording",
    [
        "Vantage Cloud stole trade secrets",
        "Accused Vantage Cloud stole trade secrets",
        "Vantage stole what it claims",
        "Vantage stole what Osier accuses it of",
        "Alleged thief Vantage Cloud took recipes",
        "Vantage Cloud, thief",
        "Vantage Cloud, accused of theft, stole trade secrets",
        "Vantage Cloud, which says little, copied the code",
        "The accused Vantage Cloud infringes patents",
        "Despite claims, Vantage Cloud violated the licence",
        "Despite claims of innocence Vantage Cloud violated the licence",
        "Vantage Cloud is stealing trade secrets, and Osier is accused of defamation",
        "Accused Vantage Cloud of Porto hacked rivals",
        "Vantage Cloud stole trade secrets. Osier Labs says that it will sue.",
        "Claims of theft: Vantage Cloud misled investors",
        "Osier accuses Vantage of lying and stole code",
        "Vantage Cloud broke a contract",
        "Vantage Cloud and trade secrets",
        "Vantage Cloud is guilty, as reported: it said so",
        "",
    ],
)
def test_a_fact_is_refused(connection: duckdb.DuckDBPyConnection, wording: str) -> None:
    assert not ask(connection, wording, [])


@pytest.mark.parametrize(
    "wording",
    [
        "Osier Labs accuses Vantage Cloud of stealing trade secrets",
        "Osier Labs is reported to accuse Vantage Cloud of stealing trade secrets",
        "Vantage Cloud is accused of hacking or spying",
        "Vantage Cloud, accused of infringing patents by Osier Labs, Lumen and others",
        "The FTC acts on claims of breaking competition law by Vantage Cloud",
        "Osier and Vantage accuse each other of breaking a contract or licence",
        "Accusations of stealing trade secrets",
        "Osier Labs alleges Vantage Cloud stole trade secrets",
        "Osier Labs says that Vantage Cloud copied its code",
        "Vantage Cloud stole trade secrets, according to Osier Labs",
        "According to three people, Vantage Cloud stole trade secrets",
        "Vantage Cloud allegedly stole trade secrets",
        "Vantage Cloud is alleged to have copied recipes",
        "Vantage Cloud took the files, Osier Labs says",
        "Vantage Cloud took the files, says Osier Labs",
        "Osier Labs, which says little, alleges Vantage Cloud stole code",
        "As reported: Vantage Cloud stole trade secrets.",
        "Osier Labs, as reported: It will sue because Vantage stole code, the firm said.",
        "Vantage Cloud denies stealing trade secrets",
        "Osier accuses Vantage of abuses",
        "Osier Labs contends Vantage Cloud misled investors, copied code and lied",
    ],
)
def test_what_somebody_says_stands(connection: duckdb.DuckDBPyConnection, wording: str) -> None:
    assert ask(connection, wording, [])


@pytest.mark.parametrize(
    ("wording", "names", "is_hedged"),
    [
        ("Stolen Bikes Ltd accuses Meta of stealing trade secrets", ["Meta", "Stolen Bikes Ltd"], True),
        ("Stolen Bikes Ltd accuses Meta of stealing trade secrets", [], False),
        ("Who Says stole trade secrets", ["Who Says"], False),
    ],
)
def test_a_name_is_a_name_whatever_its_words(
    connection: duckdb.DuckDBPyConnection, wording: str, names: list[str], *, is_hedged: bool
) -> None:
    assert ask(connection, wording, names) is is_hedged


@pytest.mark.parametrize("line", ["Vantage Cloud denied it the same day", "GB: British minister: warning (2 of 6)", ""])
def test_a_sentence_of_the_report_that_tells_no_wrong_stands(connection: duckdb.DuckDBPyConnection, line: str) -> None:
    refuse_told(connection, [line], names=[])


def test_a_sentence_of_the_report_that_tells_one_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CheckFailed, match="Accused Ltd stole"):
        refuse_told(connection, ["fine", "Accused Ltd stole it"], names=["Accused Ltd"])


def test_the_titles_of_a_past_day_are_looked_at(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create table dispute_parties as select 'd' as dispute_id, 'Vantage' as name")
    row = (
        "'d' as dispute_id, 'Vantage stole it' as title, [] as accusers, ['Vantage'] as accused, date '2026-11-20' as opened_on"
    )
    connection.execute(f"create macro as_known(as_of) as table select * from (select {row}) where opened_on <= as_of")
    refuse_titles(connection, "2026-11-19")
    with pytest.raises(CheckFailed, match="page of 2026-11-20"):
        refuse_titles(connection, "2026-11-20")
