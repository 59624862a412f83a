"""The command line: what each verb prints, and with which status it ends."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks import __main__ as cli
from tasks import __version__
from tasks.newsroom import EDITIONS, Newsroom, serve
from tasks.reference import sources
from tests.conftest import Published
from tests.tasks.parse.archive import packed, page, response

Verb = Callable[..., int]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Verb:
    """Run the command line in this process, in a lake of its own; its exit status."""
    monkeypatch.setenv("DISPUTEWIRE_LAKE", str(tmp_path / "lake"))

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["disputewire", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0)

    return run


@pytest.fixture
def newsroom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Newsroom]:
    with serve(edition=EDITIONS[0]) as room:
        sources = tmp_path / "sources.toml"
        sources.write_text(room.sources_toml())
        monkeypatch.setenv("DISPUTEWIRE_SOURCES", str(sources))
        yield room


@pytest.fixture
def finished(sample: Published, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sample's lake, for verbs that only read."""
    shutil.copytree(sample.lake.storage.root, tmp_path / "lake")


def test_run_does_it_all_and_a_second_time_nothing(call: Verb, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("run", "--batch", EDITIONS[0]) == 0
    first = capsys.readouterr().out
    assert "all checks passed" in first
    assert "disputes. Allegations are reported, not established." in first
    assert call("run", "--batch", EDITIONS[0]) == 0
    assert f"fetch batch={EDITIONS[0]} already done" in capsys.readouterr().out


def test_step_by_step_is_the_same_work(call: Verb, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    for step in ("fetch", "parse", "deduplicate", "classify", "publish"):
        assert call(step, *(("--batch", EDITIONS[0]) if step == "fetch" else ())) == 0
    assert "publish snapshot=5" in capsys.readouterr().out
    assert call("parse") == 0
    assert "parse nothing waits" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('[[source]]\nid = "a"\ncountry = "UK"\n', "mine.toml:1: source 'a'"),
        ("[[source]\n", "line 1"),
    ],
)
def test_wrong_sources_are_refused_with_file_line_and_mend(
    call: Verb, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: str, told: str
) -> None:
    sources = tmp_path / "mine.toml"
    sources.write_text(lines)
    monkeypatch.setenv("DISPUTEWIRE_SOURCES", str(sources))
    assert call("run") == 2
    error = capsys.readouterr().err
    assert "mine.toml" in error
    assert told in error
    assert not (tmp_path / "lake" / "log").exists()


def test_a_source_that_fails_is_named_and_the_status_is_one(
    call: Verb, newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = tmp_path / "sources.toml"
    text = sources.read_text()
    at = text.index('url = "') + 7
    sources.write_text(text[: text.index('"', at)] + "-gone" + text[text.index('"', at) :])
    assert call("run", "--batch", EDITIONS[0]) == 1
    told = capsys.readouterr()
    assert "failed: http_4xx" in told.err
    assert "all checks passed" in told.out


def test_sources_are_tried_from_the_command_line(call: Verb, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("sources", "check", "harbour-wire", "circuit-ledger") == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].split() == ["source", "state", "items", "dated", "share", "newest"]
    assert [line.split()[:2] for line in told[1:-1]] == [["harbour-wire", "ok"], ["circuit-ledger", "ok"]]
    assert call("sources", "check", "nobody") == 2
    assert "no source 'nobody'" in capsys.readouterr().err


def test_a_source_is_found_and_declared_from_the_command_line(
    call: Verb, newsroom: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = newsroom.sources_toml().partition("[[source]]")[0]
    mine = tmp_path / "mine.toml"
    mine.write_text(settings)
    url, options = "http://courrier-du-fleuve.example/rss.xml", ("--to", str(mine), "--kind", "newspaper", "--country", "FR")
    assert call("sources", "add", url, *options) == 2
    assert "say also --owner-group --rights" in capsys.readouterr().out
    assert mine.read_text() == settings
    owned = ("--owner-group", "Fleuve Presse", "--rights", "Quoted by the sentence.", "--id", "courrier")
    assert call("sources", "add", url, *options, *owned) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[1].split()[:2] == ["feed", "ok"]
    assert f"id=courrier to={mine}" in told
    (source,) = sources(mine)
    assert (source.outlet, source.language, source.format) == ("Courrier du Fleuve", "fr-FR", "feed")
    assert call("sources", "add", url, *options, *owned) == 2
    assert "source id 'courrier' is declared already" in capsys.readouterr().err


def test_sql_answers_in_three_forms(call: Verb, finished: None, capsys: pytest.CaptureFixture[str]) -> None:
    query = "select count(*) as disputes from disputes"
    assert call("sql", query, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == [{"disputes": 9}]
    assert call("sql", query, "--format", "csv") == 0
    assert capsys.readouterr().out.split() == ["disputes", "9"]
    assert call("sql", query) == 0
    assert "1 row" in capsys.readouterr().out


def test_sql_answers_from_a_file(
    call: Verb, finished: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = "schemas/questions/03_anonymous_only.sql"
    assert call("sql", file, "--format", "json") == 0
    told = capsys.readouterr().out
    assert "Northgate Cloud" in told
    monkeypatch.setattr(sys, "stdin", io.StringIO(Path(file).read_text(encoding="utf-8")))
    assert call("sql", "-", "--format", "json") == 0
    assert capsys.readouterr().out == told
    assert call("sql", "no-such.sql") == 2
    assert "no-such.sql: cannot be read" in capsys.readouterr().err


def test_sql_that_is_wrong_is_told_with_what_is_wrong(call: Verb, finished: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("sql", "select nothing from nowhere") == 1
    assert "nowhere" in capsys.readouterr().err


def test_status_and_rejects_tell_what_left_the_flow(call: Verb, finished: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("status") == 0
    told = capsys.readouterr().out
    assert "publish behind=0" in told
    assert "left fetch skipped robots=1" in told
    assert call("rejects", "list", "--reason", "not_a_page") == 0
    told = capsys.readouterr().out
    assert "court-calendar-december" in told
    assert "robots" not in told


def test_a_label_is_listed_corrected_and_handed_out(
    call: Verb, finished: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("review", "list", "--limit", "1") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("review list shown=")
    query = "select label_id from labels where scheme = 'relevance' and code = 'tech_dispute' order by all limit 1"
    assert call("sql", query, "--format", "csv") == 0
    label_id = capsys.readouterr().out.split()[1]
    assert call("review", "correct", label_id, "perhaps", "--by", "A. Reader") == 2
    assert "the code of relevance cannot be 'perhaps'" in capsys.readouterr().err
    monkeypatch.setattr("getpass.getuser", _nobody)
    assert call("review", "reject", label_id) == 2
    assert "say who decides with --by NAME" in capsys.readouterr().err
    assert call("review", "reject", label_id, "--by", "A. Reader", "--note", "a game") == 0
    assert "seen=1 accepted=1 duplicate=0: the next publish shows it" in capsys.readouterr().out
    assert call("publish") == 0
    assert call("review", "export", str(tmp_path / "mine.jsonl")) == 0
    assert "rows=1 incomplete=0" in capsys.readouterr().out
    assert json.loads((tmp_path / "mine.jsonl").read_text())["types"] == []
    (tmp_path / "mine.csv").write_text(f"row_id,decision\n{label_id},confirm\n")
    assert call("review", "import", str(tmp_path / "mine.csv"), "--by", "B. Reader") == 0
    assert "seen=1 accepted=1" in capsys.readouterr().out


def _nobody() -> str:
    raise KeyError("getpwuid(): uid not found")


def test_a_warc_file_is_one_batch_however_often_it_is_told(
    call: Verb, sample: Published, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = max(Path(sample.lake.storage.root, "raw").rglob("*.warc.gz"), key=lambda p: p.stat().st_size)
    arrived = Path(shutil.copy(file, tmp_path / "arrived.warc.gz"))
    assert call("ingest", str(arrived)) == 0
    first = capsys.readouterr().out
    assert "receive batch=" in first
    assert "publish snapshot=5" in first
    assert call("ingest", str(arrived)) == 0
    assert "nothing waits" in capsys.readouterr().out
    assert call("sql", "select count(*) as n from articles where text <> ''", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)[0]["n"] > 0


def test_what_is_no_archive_is_refused(call: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("no archive")
    assert call("ingest", str(tmp_path / "notes.txt")) == 2
    assert "a WARC file" in capsys.readouterr().err


def test_replay_from_the_command_line(call: Verb, finished: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("replay", "--from", "classify", "--since", "2026-11-20", "--until", "2026-11-23") == 0
    assert "rows_changed=0" in capsys.readouterr().out


def test_version(call: Verb, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("version") == 0
    assert capsys.readouterr().out == f"disputewire {__version__}\n"


def test_ingest_takes_the_wanted_pages_of_an_archive(call: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = [("https://a.example/1", "en"), ("https://news.a.example/2", "de"), ("https://b.example/3", "en")]
    records = [response(url, page("Kiel").replace(b"<html>", f'<html lang="{tag}">'.encode())) for url, tag in pages]
    (tmp_path / "a.warc.gz").write_bytes(packed(*records))
    choice = ("--language", "en", "--language", "fr", "--host", "a.example", "--host", "c.example")
    assert call("ingest", *choice, str(tmp_path / "a.warc.gz")) == 0
    told = capsys.readouterr().out.splitlines()
    assert re.match(r"receive batch=\S+-arrival-\w+ seen=3 accepted=1 duplicate=0 skipped=2 rejected=0 deferred=0$", told[0])
    assert re.match(r"parse batch=\S+ seen=1 accepted=1 ", told[1])


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("--language", "english please", "{}/a.warc.gz"), 2, "a BCP-47 tag such as en or pt-BR is expected"),
        (("--host", "https://a.example/", "{}/a.warc.gz"), 2, "a name such as example.com is expected"),
        (("--host", "a.example", "{}/a.urls"), 2, "leave them out"),
        (("{}/a.zip",), 2, "a WARC file (.warc or .warc.gz)"),
        (("{}/none.warc.gz",), 3, "none.warc.gz: No such file"),
    ],
)
def test_ingest_refuses_what_it_cannot_take(
    call: Verb, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int, told: str
) -> None:
    assert call("ingest", *(a.format(tmp_path) for a in arguments)) == status
    assert told in capsys.readouterr().err
    assert not (tmp_path / "lake" / "log").exists()
