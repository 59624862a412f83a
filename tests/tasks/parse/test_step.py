"""The step over a small archive: one exit for each page record, rows that a second run makes again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import pytest

from schemas import Reject, Revision
from tasks.lake import Job, Lake, Phase, Step, Work, open_lake, run
from tasks.parse import STEP, article_id
from tasks.settings import Settings
from tests.tasks.parse.archive import metadata, packed, page, response, told

BATCH = "2026-03-04T0600"
URLS = [f"http://paper.example/{n}" for n in range(6)]
SOURCES = """
[[source]]
id = "first"
outlet = "The Paper"
owner_group = "Paper Group"
country = "GB"
language = "en"
kind = "newspaper"
format = "feed"
url = "http://www.paper.example/feed"
rights = "Invented."
"""


def archived(tmp_path: Path, files: Iterable[bytes]) -> Step:
    def poll(job: Job, part: str) -> Work:
        path = tmp_path / f"{part}.warc.gz"
        path.write_bytes(data[int(part)])
        return Work(files=[job.keep_raw(path, part=part, count=1)])

    data = list(files)
    parts = [str(n) for n in range(len(data))]
    return Step(name="fetch", version="1", phases=(Phase(name="poll", parts=lambda _: parts, work=poll),), is_write_once=True)


@pytest.fixture
def parsed(settings_at: Callable[..., Settings], tmp_path: Path) -> Callable[..., Lake]:
    def go(*files: bytes, extra: str = "") -> Lake:
        settings = settings_at(f"{extra}\n{SOURCES}")
        lake = open_lake(settings)
        run(lake, archived(tmp_path, files), BATCH)
        run(lake, STEP, BATCH)
        return lake

    return go


def test_each_page_record_leaves_by_one_exit(parsed: Callable[..., Lake]) -> None:
    lake = parsed(
        packed(
            response(URLS[0], page("Kiel")),
            metadata(URLS[0], told("first", "Kiel says"), beside=URLS[0]),
            response(URLS[0] + "?utm_source=x", page("Kiel")),
            metadata(URLS[1], told("first", "Bremen says", failure="robots")),
            metadata(URLS[2], told("first", "", failure="timeout")),
            response(URLS[3], b"<html></html>"),
        ),
        packed(response("http://news.other.example/a", page("Husum")), response("http://x.example/", b"%PDF-1.4")),
    )
    tally = list(lake.log.entries())[-1].tallies[BATCH]
    counts = {key: tally[key] for key in ("seen", "accepted", "duplicate", "rejected", "reasons")}
    assert counts == {
        "seen": 7,
        "accepted": 3,
        "duplicate": 1,
        "rejected": 3,
        "reasons": {"known": 1, "empty_text": 2, "not_a_page": 1},
    }
    rows = {row.title: row for row in lake.reader().rows(Revision)}
    assert set(rows) == {"Kiel", "Bremen says", "Husum"}
    assert (rows["Kiel"].outlet_id, rows["Kiel"].source_id, rows["Kiel"].completeness) == ("the-paper", "first", "full")
    assert rows["Kiel"].article_id == article_id(URLS[0])
    assert rows["Kiel"].known_at == datetime(2026, 3, 4, 5, 6, 7)
    assert (rows["Bremen says"].completeness, rows["Bremen says"].payload_sha256) == ("headline", None)
    assert (rows["Husum"].outlet_id, rows["Husum"].source_id) == ("news-other-example", "archive")
    assert {(r.item, r.reason) for r in lake.reader().rows(Reject)} >= {(URLS[2], "empty_text"), (URLS[3], "empty_text")}


PORTUGUESE = (
    "O tribunal do porto ouviu na segunda-feira que as cartas tinham sido copiadas e adiou o caso por uma semana. "
    "As duas empresas disseram que esperariam pela decisão e não tinham nada a acrescentar ao que foi dito ao juiz."
)


@pytest.mark.parametrize(
    ("lang", "expected"), [("", "pt-BR"), ("pt", "pt-BR"), ("pt-BR", "pt-BR"), ("pt_br", "pt-BR"), ("pt-PT", "pt-PT")]
)
def test_brazilian_stays_brazilian(parsed: Callable[..., Lake], lang: str, expected: str) -> None:
    """Declared by the page or, where the page names no region, by the source."""
    body = f"<html lang='{lang}'><title>Cartas</title><article><h1>Cartas copiadas</h1><p>{PORTUGUESE}</p></article></html>"
    brazil = SOURCES.replace('"first"', '"folha"').replace('"en"', '"pt-BR"').replace("The Paper", "A Folha")
    entry = metadata(URLS[0], told("folha", "Cartas"), beside=URLS[0])
    lake = parsed(packed(response(URLS[0], body.encode()), entry), extra=brazil)
    assert [row.language for row in lake.reader().rows(Revision)] == [expected]


def test_what_a_regulator_publishes_is_a_notice(parsed: Callable[..., Lake]) -> None:
    watchdog = SOURCES.replace('"first"', '"watchdog"').replace('"newspaper"', '"regulator"').replace("The Paper", "Watchdog")
    records = [
        response(URLS[0], page("Inquiry opened")),
        metadata(URLS[0], told("watchdog", "Inquiry opened"), beside=URLS[0]),
        response(URLS[1], page("Kiel")),
        metadata(URLS[1], told("first", "Kiel"), beside=URLS[1]),
        metadata(URLS[2], told("watchdog", "Inquiry closed", failure="timeout")),
    ]
    rows = parsed(packed(*records), extra=watchdog).reader().rows(Revision)
    kinds = {row.title: (row.article_kind, row.source_id) for row in rows}
    assert kinds["Inquiry opened"] == kinds["Inquiry closed"] == ("notice", "watchdog")
    assert kinds["Kiel"] == ("news", "first")


def test_a_second_run_makes_the_same_rows(parsed: Callable[..., Lake], tmp_path: Path) -> None:
    files = packed(response(URLS[0], page("Kiel")), response(URLS[1], page("Bremen")))
    lake = parsed(files)
    before = lake.state().files("revisions")
    assert run(lake, STEP, BATCH) is None
    for note in (Path(lake.storage.root) / "staging" / "parse").rglob("*.json"):
        note.unlink()
    last = max((Path(lake.storage.root) / "log").glob("*.json"))
    last.unlink()
    again = open_lake(lake.settings)
    run(again, STEP, BATCH)
    assert [f.key for f in again.state().files("revisions")] == [f.key for f in before]
