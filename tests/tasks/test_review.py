"""What people decide: taken down, refused where it cannot hold, read from files, shown by the views, and handed out again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import Review
from tasks import ConfigError
from tasks.lake import Lake, open_lake
from tasks.publish import publish
from tasks.publish.shell import connect
from tasks.review import Decision, export, read_file, record, worth_a_look
from tests.sql import desk
from tests.sql.desk import Room

NOW = datetime(2026, 11, 25, 9)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """Both batches of the golden quarrel, published once."""
    made = desk.open_room(tmp_path_factory.mktemp("finished"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)
        for batch, rows in desk.golden().items():
            made.bring(batch, rows)
        publish(made.lake)
    return made


@pytest.fixture
def room(finished: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    """A copy of it that a test may change."""
    monkeypatch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)
    shutil.copytree(finished.lake.storage.root, tmp_path / "lake")
    settings = finished.lake.settings
    return Room(open_lake(replace(settings, lake=str(tmp_path / "lake"), cache=tmp_path / "cache")))


def ask(lake: Lake, query: str) -> list[tuple[Any, ...]]:
    with closing(connect(lake)) as connection:
        return connection.execute(query).fetchall()


def label_of(lake: Lake, scheme: str, name: str = "suit") -> str:
    """The label of a scheme of one article, as the view shows it."""
    query = f"select label_id from labels join articles using (article_id) where scheme = '{scheme}' and url like '%/{name}'"
    ((label_id,),) = ask(lake, query)
    return str(label_id)


def decide(lake: Lake, row_id: str, decision: str, at: datetime = NOW, **more: Any) -> str:
    told = record(lake, [Decision(place="review", row_id=row_id, decision=decision, by="A. Reader", at=at, **more)])
    publish(lake)
    return told


def test_a_decision_is_a_batch_of_its_own_whose_sum_closes(room: Room) -> None:
    told = decide(room.lake, label_of(room.lake, "dispute_type"), "confirm", note="read the filing")
    assert "seen=1 accepted=1 duplicate=0" in told
    assert ask(room.lake, "select step, seen, accepted from funnel where day = '2026-11-25' order by step") == [
        ("publish", 0, 0),
        ("review", 1, 1),
    ]
    query = "select decision, reviewer, note, known_at, batch_id from observed.reviews"
    ((*rest, known_at, batch),) = ask(room.lake, query)
    assert (rest, known_at) == (["confirm", "A. Reader", "read the filing"], NOW)
    assert batch.startswith("2026-11-25-review-")
    assert not any(room.lake.state().behind(step) for step in ("parse", "deduplicate", "classify", "publish"))


def test_the_same_decision_told_twice_is_one(room: Room) -> None:
    label_id = label_of(room.lake, "dispute_type")
    decide(room.lake, label_id, "confirm")
    assert decide(room.lake, label_id, "confirm").endswith("already done")
    assert ask(room.lake, "select count(*) from observed.reviews") == [(1,)]


@pytest.mark.parametrize(
    ("scheme", "decision", "value", "shown"),
    [
        ("dispute_type", "confirm", None, ("trade_secret", "review")),
        ("dispute_type", "correct", "patent", ("patent", "review")),
        ("dispute_type", "reject", None, None),
        ("relevance", "confirm", None, ("tech_dispute", "review")),
        ("relevance", "correct", "abstained", ("abstained", "review")),
        ("relevance", "reject", None, ("no_dispute", "review")),
    ],
)
def test_a_label_shows_what_was_decided(
    room: Room, scheme: str, decision: str, value: str | None, shown: tuple[str, str] | None
) -> None:
    label_id = label_of(room.lake, scheme)
    decide(room.lake, label_id, decision, value=value)
    found = ask(room.lake, f"select code, method from labels where label_id = '{label_id}'")
    assert found == ([shown] if shown else [])


def test_of_two_decisions_the_last_wins(room: Room) -> None:
    label_id = label_of(room.lake, "relevance")
    decide(room.lake, label_id, "reject")
    assert ask(room.lake, "select is_tech_dispute from articles where url like '%/suit'") == [(False,)]
    decide(room.lake, label_id, "reject", datetime(2026, 11, 25, 10))  # what is shown now: that it is none
    assert ask(room.lake, "select is_tech_dispute from articles where url like '%/suit'") == [(True,)]
    decide(room.lake, label_id, "correct", datetime(2026, 11, 25, 9, 30), value="no_dispute")  # told late, decided earlier
    assert ask(room.lake, "select is_tech_dispute from articles where url like '%/suit'") == [(True,)]


ROW = "select {key} from observed.{record} where sentence = '{sentence}' limit 1"


@pytest.mark.parametrize(
    ("record_", "key", "decision", "more", "query", "answer"),
    [
        ("statements", "statement_id", "correct", {"field": "stance", "value": "admits"}, "select stance from {}", "admits"),
        ("statements", "statement_id", "reject", {}, "select count(*) from {}", 0),
        ("timeline", "event_id", "correct", {"field": "event_kind", "value": "ruling"}, "select event_kind from {}", "ruling"),
        ("timeline", "event_id", "correct", {"field": "event_kind", "value": "warning"}, "select stage_after from {}", None),
        ("court_refs", "court_ref_id", "reject", {}, "select count(*) from court_refs", 0),
    ],
)
def test_other_rows_are_decided_on_too(
    room: Room, record_: str, key: str, decision: str, more: dict[str, str], query: str, answer: object
) -> None:
    ((row_id,),) = ask(room.lake, ROW.format(key=key, record=record_, sentence=desk.FILED))
    decide(room.lake, str(row_id), decision, **more)
    assert ask(room.lake, query.format(f"{record_} where {key} = '{row_id}'")) == [(answer,)]


def test_a_row_that_was_rejected_is_taken_back_in(room: Room) -> None:
    ((row_id,),) = ask(room.lake, ROW.format(key="statement_id", record="statements", sentence=desk.FILED))
    decide(room.lake, row_id, "reject")
    decide(room.lake, row_id, "correct", datetime(2026, 11, 25, 10), field="stance", value="admits")
    assert ask(room.lake, f"select stance from statements where statement_id = '{row_id}'") == [("admits",)]


@pytest.mark.parametrize(
    ("row", "decision", "more", "told"),
    [
        ("nothing", "confirm", {}, "no row 'nothing'; `disputewire review list` shows ids"),
        ("dispute_type", "correct", {"value": "theft"}, "the code of dispute_type cannot be 'theft'; one of trade_secret,"),
        ("relevance", "correct", {"value": "patent"}, "the code of relevance cannot be 'patent'; one of tech_dispute,"),
        ("dispute_type", "correct", {"value": "patent", "field": "score"}, "labels has no field 'score' to correct; known are"),
        ("dispute_type", "correct", {}, "a value belongs to correct"),
        ("dispute_type", "confirm", {"value": "patent"}, "a value belongs to correct"),
        ("dispute_type", "confirm", {"field": "code"}, "a field belongs to correct"),
        ("dispute_type", "praise", {}, "decision 'praise': one of confirm, correct, reject"),
        ("dispute_type", "confirm", {"note": "x" * 2001}, "note has 2001 characters; at most 2000"),
        ("statement_id statements", "correct", {"value": "admits"}, "say which field of statements is 'admits'"),
        ("statement_id statements", "correct", {"value": "shrugs", "field": "stance"}, "statements.stance cannot be 'shrugs'"),
        ("court_ref_id court_refs", "correct", {"value": "x"}, "it has no field to correct"),
        ("claim_id claim_links", "reject", {}, "cannot be rejected"),
        ("link_id dispute_links", "correct", {"value": "d9"}, "dispute_links.dispute_id cannot be 'd9'; one of d1"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_refused_and_nothing_is_kept(
    room: Room, row: str, decision: str, more: dict[str, str], told: str
) -> None:
    key, _, table = row.partition(" ")
    row_id = row
    if table:
        ((row_id,),) = ask(room.lake, f"select {key} from observed.{table} limit 1")
    elif row != "nothing":
        row_id = label_of(room.lake, row)
    before = room.lake.state().head
    with pytest.raises(ConfigError, match="review: ") as refused:
        decide(room.lake, row_id, decision, **more)
    assert told in str(refused.value)
    assert room.lake.state().head == before


def test_a_label_that_was_left_open_is_corrected_not_rejected(room: Room) -> None:
    label_id = label_of(room.lake, "relevance")
    decide(room.lake, label_id, "correct", value="abstained")
    with pytest.raises(ConfigError, match="correct it to tech_dispute or no_dispute"):
        decide(room.lake, label_id, "reject", datetime(2026, 11, 25, 10))


Rows = Callable[[dict[str, str]], str]


def as_toml(row: dict[str, str]) -> str:
    return "[[review]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in row.items())


def as_csv(row: dict[str, str]) -> str:
    return ",".join(row) + "\n" + ",".join(row.values()) + "\n"


@pytest.mark.parametrize(("suffix", "write"), [("toml", as_toml), ("csv", as_csv)])
def test_a_file_of_decisions_is_one_batch_however_often_it_comes(room: Room, tmp_path: Path, suffix: str, write: Rows) -> None:
    label_id = label_of(room.lake, "dispute_type")
    path = tmp_path / f"mine.{suffix}"
    path.write_text(write({"row_id": label_id, "decision": "correct", "value": "patent", "at": "2026-11-24T10:00:00+02:00"}))
    for told in ("accepted=1", "already done"):
        decisions = read_file(str(path), by="B. Reader", now=NOW, max_bytes=1000)
        assert told in record(room.lake, decisions)
    publish(room.lake)
    (review,) = room.lake.reader().rows(Review)
    assert (review.reviewer, review.known_at, review.value) == ("B. Reader", datetime(2026, 11, 24, 8), "patent")
    assert review.batch_id.startswith("2026-11-24-review-")


def test_a_file_that_grew_adds_what_is_new(room: Room, tmp_path: Path) -> None:
    ids = [label_of(room.lake, scheme) for scheme in ("dispute_type", "relevance")]
    tables = [as_toml({"row_id": i, "decision": "confirm", "by": "C", "at": "2026-11-24"}) for i in ids]
    path = tmp_path / "mine.toml"
    path.write_text(tables[0])
    record(room.lake, read_file(str(path), by="", now=NOW, max_bytes=1000))
    path.write_text("\n".join(tables))
    told = record(room.lake, read_file(str(path), by="", now=NOW, max_bytes=1000))
    assert "seen=2 accepted=1 duplicate=1" in told


def test_a_row_without_a_time_was_decided_when_its_file_was_changed_the_later_row_last(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("row_id,decision\na,confirm\na,reject\n")
    os.utime(path, (1764000000, 1764000000))
    first, second = read_file(str(path), by="D", now=NOW, max_bytes=1000)
    assert first.at.replace(microsecond=0) == datetime(2025, 11, 24, 16)
    assert first.at < second.at


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.json", "{}", "a .toml or a .csv file of decisions is expected"),
        ("a.toml", "[[review]\n", "not TOML"),
        ("a.toml", "review = 3\n", "written as [[review]] tables"),
        ("a.toml", "", "no decision"),
        ("a.csv", "row_id,decision\n", "no decision"),
        ("a.csv", "row_id,decision\na\n", "row 1: as many cells as the header names"),
        ("a.csv", "row_id,verdict\na,yes\n", "row 1: unknown key 'verdict'; known are row_id, decision, value"),
        ("a.csv", "row_id,decision\na,\n", "row 1: decision is missing"),
        ("a.csv", "row_id,decision\na,confirm\n", "row 1: nobody is named who decided"),
        ("a.csv", "row_id,decision,by,at\na,confirm,E,soon\n", "row 1: at 'soon': a time such as"),
        ("a.csv", "row_id,decision,by,at\na,confirm,E,2027-01-01\n", "nobody decided then"),
        ("a.csv", "row_id,decision\n" + "a,confirm\n" * 200, "at most 1000 bytes"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_row_and_rule(tmp_path: Path, name: str, text: str, told: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ConfigError) as refused:
        read_file(str(path), by="", now=NOW, max_bytes=1000)
    assert told in str(refused.value)
    assert str(path) in str(refused.value)


def test_what_is_worth_a_look_is_listed_until_it_is_decided_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)
    room = desk.open_room(tmp_path)
    kinds = {"open": ("abstained", 0.4), "near": ("no_dispute", 0.3), "sure": ("tech_dispute", 0.9)}
    rows: list[Any] = []
    for name, (code, score) in kinds.items():
        article = desk.revision(desk.FIRST, "Harbour Wire", name, "Osier and\x1b[31m Vantage", desk.SAID)
        rows += [article, desk.at(article, desk.SAID, desk.Label, scheme="relevance", code=code, score=score)]
    weak = desk.at(article, desk.SAID, desk.Label, scheme="dispute_type", code="patent", score=0.2)
    room.bring(desk.FIRST, [*rows, weak])
    publish(room.lake)
    told = worth_a_look(room.lake, limit=20).splitlines()
    assert told[-1] == "review list shown=3 of=3"
    assert sorted(line.split(" ", 2)[2] for line in told[:-1:2]) == [
        "dispute_type=patent score=0.20 (low score)",
        "relevance=abstained score=0.40 (left open)",
        "relevance=no_dispute score=0.30 (near the bound)",
    ]
    assert set(told[1:-1:2]) == {f"  Harbour Wire: {desk.SAID}"}
    decide(room.lake, weak.label_id, "confirm")
    assert weak.label_id not in worth_a_look(room.lake, limit=20)
    assert worth_a_look(room.lake, limit=1).endswith("review list shown=1 of=2")


def test_what_people_decided_in_full_is_handed_out_to_train_on(room: Room, tmp_path: Path) -> None:
    lake, out = room.lake, tmp_path / "mine.jsonl"
    decide(lake, label_of(lake, "dispute_type", "osier-wire"), "correct", value="patent")
    decide(lake, label_of(lake, "relevance", "suit"), "reject")
    assert export(lake, out) == f"review export rows=1 incomplete=1 out={out}"
    decide(lake, label_of(lake, "reported_stage", "osier-wire"), "confirm")
    assert export(lake, out) == f"review export rows=2 incomplete=0 out={out}"
    rows = sorted((json.loads(line) for line in out.read_text().splitlines()), key=lambda r: r["title"])
    lead = f"{desk.ACCUSED} {desk.DENIED}"
    assert rows == [
        {"title": desk.TITLE, "text": lead, "types": ["patent"], "stage": "allegation"},
        {"title": "Osier Labs sues Vantage Cloud", "text": desk.FILED, "types": [], "stage": None},
    ]
