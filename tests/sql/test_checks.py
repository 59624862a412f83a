"""Each check finds what it is for, and a blocking one stops the publish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import duckdb
import pytest

from schemas import ClaimLink, DisputeLink, Label, Record, Statement, TimelineEvent, vocabulary
from tasks import CheckFailed
from tasks.publish import publish
from tasks.publish.checks import checks
from tasks.publish.hedging import learn
from tasks.publish.views import folds, header
from tasks.settings import ROOT
from tests.sql import desk
from tests.sql.desk import Room


@pytest.fixture
def room(tmp_path: Path, taxa: None) -> Room:
    return desk.open_room(tmp_path)


def one(rows: Sequence[Record], record: type[Record], **changes: object) -> list[Record]:
    """The rows with the first of a record changed."""
    index = next(n for n, row in enumerate(rows) if type(row) is record)
    return [*rows[:index], replace(rows[index], **changes), *rows[index + 1 :]]


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        ("evidence", lambda rows: one(rows, Statement, sentence="Nobody wrote this.")),
        ("evidence", lambda rows: one(rows, Label, start_char=1)),
        ("evidence", lambda rows: one(rows, TimelineEvent, revision_id="gone")),
        ("methods", lambda rows: one(rows, Label, method="")),
        ("methods", lambda rows: one(rows, ClaimLink, score=1.5)),
        ("vocabulary", lambda rows: one(rows, Statement, stance="shrugs")),
        ("vocabulary", lambda rows: one(rows, DisputeLink, relation="likes")),
        ("codes", lambda rows: one(rows, Label, code="feud")),
        ("codes", lambda rows: one(rows, Label, version="0")),
        ("orphans", lambda rows: one(rows, ClaimLink, statement_id="gone")),
        ("orphans", lambda rows: [r for r in rows if not (isinstance(r, DisputeLink) and r.relation == "founds")]),
        ("no_filing_from_talk", lambda rows: _considered_moves(rows)),
    ],
)
def test_a_blocking_check_stops_the_publish(room: Room, check: str, spoil: Callable[[list[Record]], list[Record]]) -> None:
    room.bring(desk.FIRST, spoil(desk.golden()[desk.FIRST]))
    with pytest.raises(CheckFailed, match=check):
        publish(room.lake)
    assert room.lake.storage.read("snapshot.json") is None
    assert room.lake.state().behind("publish") == [desk.FIRST]


def _considered_moves(rows: list[Record]) -> list[Record]:
    return [
        replace(r, stage="complaint_filed") if isinstance(r, TimelineEvent) and r.event_kind == "action_considered" else r
        for r in rows
    ]


def test_a_failed_check_leaves_the_last_snapshot(room: Room) -> None:
    golden = desk.golden()
    room.bring(desk.FIRST, golden[desk.FIRST])
    publish(room.lake)
    stored = {s.key: room.lake.storage.read(s.key) for s in room.lake.storage.list("published/")}
    before = (room.lake.storage.read("snapshot.json"), room.lake.storage.read("views.sql"), stored)
    room.bring(desk.SECOND, one(golden[desk.SECOND], Statement, sentence="Nobody wrote this."))
    with pytest.raises(CheckFailed):
        publish(room.lake)
    after = {s.key: room.lake.storage.read(s.key) for s in room.lake.storage.list("published/")}
    assert (room.lake.storage.read("snapshot.json"), room.lake.storage.read("views.sql"), after) == before


@pytest.mark.parametrize(
    ("title", "is_found"),
    [
        ("Vantage Cloud stole trade secrets", True),
        ("Vantage Cloud, thief", True),
        ("Accused Vantage Cloud stole trade secrets", True),
        ("Vantage Cloud stole what it claims", True),
        ("Vantage Cloud is accused of stealing trade secrets", False),
        ("Osier Labs accuses Vantage Cloud of stealing trade secrets", False),
    ],
)
@pytest.mark.parametrize("kind", ["allegation", "demand", "intention"])
def test_an_allegation_is_never_worded_as_a_fact(title: str, kind: str, *, is_found: bool) -> None:
    check = next(c for c in checks() if c.name == "hedged_titles")
    with duckdb.connect() as connection:
        learn(connection)
        connection.execute("create table disputes as select 'd' as dispute_id, $1 as title", [title])
        connection.execute("create table dispute_parties as select 'd' as dispute_id, 'Vantage Cloud' as name")
        claim = "'c' as claim_id, $1 as wording, $2 as claim_kind, 'Osier Labs' as claimant, 'Vantage Cloud' as about"
        connection.execute(f"create table claims as select {claim}", [title, kind])
        connection.execute("create table statements as select 'c' as claim_id, 'Ann Lee' as speaker")
        views = {view for view, *_ in connection.execute(check.query).fetchall()}
        assert views == ({"disputes", "claims"} if is_found else set())


def test_a_sum_that_does_not_close_is_found() -> None:
    check = next(c for c in checks() if c.name == "closed_sums")
    with duckdb.connect() as connection:
        connection.execute("create schema observed")
        counts = "1 as accepted, 0 as duplicate, 0 as skipped, 0 as rejected, 0 as deferred"
        connection.execute(f"create table observed.commits as select 'b' as batch_id, 'parse' as step, 2 as seen, {counts}")
        assert connection.execute(check.query).fetchall() == [("b", "parse", 2, 1)]


def test_the_lists_of_the_check_are_those_of_the_vocabulary() -> None:
    check = next(c for c in checks() if c.name == "vocabulary")
    lists = check.query.split("used as (")[0].removeprefix("with ").rstrip().rstrip(",")
    with duckdb.connect() as connection:
        found = dict(connection.execute(f"with {lists} select field, words from lists").fetchall())
        stages = connection.execute(f"select stage from ({folds()['stages'].body}) order by place").fetchall()
    kinds = {
        "attribution": "Attribution", "stance": "Stance", "claim_kind": "ClaimKind", "hedge": "Hedge", "role": "Role",
        "quote_form": "QuoteForm", "reality": "Reality", "date_precision": "DatePrecision", "event_kind": "EventKind",
        "relation": "ContextRelation", "copy_kind": "CopyKind", "completeness": "Completeness", "article_kind": "ArticleKind",
    }  # fmt: skip
    for field, name in kinds.items():
        assert tuple(found[field]) == get_args(getattr(vocabulary, name)), field
    assert tuple(found["stage"]) == vocabulary.STAGES == tuple(stage for (stage,) in stages)


def test_every_check_says_what_it_finds_and_how_grave_it_is() -> None:
    for path in (ROOT / "schemas" / "checks").glob("*.sql"):
        comment, _ = header(path.read_text())
        assert comment[-1] in {"blocking", "warning"}, path
        assert comment[0].endswith("."), path
