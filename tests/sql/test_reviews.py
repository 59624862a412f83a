"""What a person decided on a label wins over any machine: as the folds have it, each on a lake of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas import Label, Record, Review, Revision
from tasks.lake import captured_at
from tasks.publish import publish
from tasks.publish.shell import connect
from tests.sql import desk
from tests.sql.desk import FIRST, SAID, SECOND, Room
from tests.sql.test_folds import article, fold, quarrel

THIRD = "2026-11-24T0600"
REVIEWED_AT = captured_at(SECOND)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return desk.open_room(tmp_path)


def labels(of: Revision, *given: tuple[str, str]) -> list[Label]:
    """Labels by the machine: scheme and code; of several codes of a scheme the first is the primary one."""
    ranks: dict[str, int] = {}
    rows = []
    for scheme, code in given:
        rank = ranks[scheme] = ranks.get(scheme, -1) + 1
        rows.append(desk.at(of, SAID, Label, scheme=scheme, code=code, rank=rank))
    return rows


def decided(label: Label, value: str | None, at: datetime = REVIEWED_AT, **given: Any) -> Review:
    """A decision on a label, as `review` writes it."""
    about = {name: getattr(label, name) for name in ("article_id", "scheme", "version", "code", "rank", "sentence")}
    told: dict[str, Any] = {"record": "labels", "row_id": label.label_id, "value": value, "reviewer": "A. Reader"}
    decision = "confirm" if value == label.code else "correct" if value else "reject"
    made = {"review_id": f"r-{at}", "decision": decision, "known_at": at, "batch_id": SECOND}
    return desk.row(Review, **{**about, **told, **made, **given})


SHOWN = "select scheme, code, rank, method from labels order by scheme, rank"
STORY = (("relevance", "tech_dispute"), ("dispute_type", "trade_secret"), ("dispute_type", "patent"))
RELEVANT = ("relevance", "tech_dispute", 0, "hand@1")


@pytest.mark.parametrize(
    ("on", "value", "types"),
    [
        ("trade_secret", "trade_secret", [("trade_secret", "review"), ("patent", "hand@1")]),
        ("trade_secret", "copyright", [("copyright", "review"), ("patent", "hand@1")]),
        ("trade_secret", "patent", [("patent", "review")]),
        ("trade_secret", None, [("patent", "hand@1")]),
        ("patent", None, [("trade_secret", "hand@1")]),
        ("patent", "copyright", [("trade_secret", "hand@1"), ("copyright", "review")]),
    ],
)
def test_each_type_of_an_article_is_decided_on_by_itself(
    room: Room,
    on: str,
    value: str | None,
    types: list[tuple[str, str]],
) -> None:
    rows = quarrel(article())
    said = labels(rows[0], *STORY)
    (label,) = (r for r in said if r.code == on)
    ask = fold(room, (FIRST, [*rows, *said]), (SECOND, [decided(label, value)]))
    assert ask(SHOWN) == [*(("dispute_type", code, n, method) for n, (code, method) in enumerate(types)), RELEVANT]
    codes = [code for code, _ in types]
    assert ask("select dispute_type from articles") == [(codes[0],)]
    assert ask("select dispute_types from disputes") == [(codes,)]


@pytest.mark.parametrize(
    ("value", "flipped", "shown"),
    [
        ("tech_dispute", "no_dispute", "tech_dispute"),
        ("no_dispute", "abstained", "no_dispute"),
        ("no_dispute", "tech_dispute", "no_dispute"),
    ],
)
def test_a_decision_outlives_a_label_that_changes_its_mind(room: Room, value: str, flipped: str, shown: str) -> None:
    """A replay writes another code, so another row: the one that was decided on is gone."""
    rows = quarrel(article())
    (old,), new = labels(rows[0], STORY[0]), labels(rows[0], ("relevance", flipped))
    ask = fold(room, (FIRST, [*rows, *new]), (SECOND, [decided(old, value)]))
    assert ask(SHOWN) == [("relevance", shown, 0, "review")]
    assert ask("select is_tech_dispute from articles") == [(shown == "tech_dispute",)]
    assert ask("select count(*) from disputes") == [(int(shown == "tech_dispute"),)]


def test_a_type_that_was_confirmed_stays_when_the_machine_drops_it(room: Room) -> None:
    rows = quarrel(article())
    old, new = labels(rows[0], *STORY), labels(rows[0], STORY[0], ("dispute_type", "copyright"))
    ask = fold(room, (FIRST, [*rows, *new]), (SECOND, [decided(old[1], "trade_secret")]))
    assert ask("select code from labels where scheme = 'dispute_type' order by rank") == [("trade_secret",), ("copyright",)]


LEAVES = (
    "disputes",
    "claims",
    "statements",
    "timeline",
    "voices",
    "dispute_parties",
    "court_refs",
    "contexts",
    "jurisdictions",
)


def test_what_a_person_says_is_no_dispute_leaves_every_view_of_disputes(room: Room) -> None:
    rows = desk.golden()[FIRST]
    judged = [r for r in rows if isinstance(r, Label) and r.scheme == "relevance"]
    review = [decided(r, "no_dispute", review_id=r.label_id) for r in judged]
    ask = fold(room, (FIRST, rows), (SECOND, review))
    for view in LEAVES:
        assert ask(f"select count(*) from {view}") == [(0,)], view
    assert ask("select distinct is_tech_dispute, dispute_type, reported_stage, dispute_ids from articles") == [
        (False, None, None, [])
    ]
    assert ask("select distinct dispute_ids from stories") == [([],)]
    assert ask("select sum(accused_count + accuser_count + declined_count) from entities") in ([(0,)], [(None,)])
    assert ask("select distinct scheme, code from labels") == [("relevance", "no_dispute")]


def test_one_article_leaves_and_the_dispute_stays_with_the_others(room: Room) -> None:
    rows = desk.golden()[FIRST]
    founder = next(r for r in rows if isinstance(r, Label) and r.scheme == "relevance")
    ask = fold(room, (FIRST, rows), (SECOND, [decided(founder, "no_dispute")]))
    assert ask("select dispute_id, article_count from disputes") == [("d1", 2)]
    assert ask(f"select count(*) from statements where article_id = '{founder.article_id}'") == [(0,)]


@pytest.mark.parametrize(
    ("text", "is_dispute"),
    [(f"{SAID}\n\nA line was added.", False), ("Osier Labs has now sued Vantage Cloud over it.", True)],
)
def test_a_decision_goes_on_to_a_later_text_as_long_as_its_sentence_stands(
    room: Room,
    text: str,
    is_dispute: bool,
) -> None:
    rows = quarrel(article())
    (label,) = labels(rows[0], STORY[0])
    later: Revision = article(THIRD, text=text)
    sentence = SAID if SAID in text else text
    again = [*quarrel(later, sentence=sentence), desk.at(later, sentence, Label, scheme="relevance", code="tech_dispute")]
    ask = fold(room, (FIRST, [*rows, label]), (SECOND, [decided(label, "no_dispute")]), (THIRD, again))
    assert ask("select is_tech_dispute from articles") == [(is_dispute,)]
    assert ask("select count(*) from disputes") == [(int(is_dispute),)]
    assert ask("select count(*) from claims") == [(int(is_dispute),)]


def test_the_newest_of_two_decisions_wins_whichever_row_it_was_made_on(room: Room) -> None:
    rows = quarrel(article())
    (old,), (new,) = labels(rows[0], STORY[0]), labels(rows[0], ("relevance", "abstained"))
    later = REVIEWED_AT + timedelta(hours=1)
    ask = fold(room, (FIRST, [*rows, new]), (SECOND, [decided(old, "no_dispute"), decided(new, "tech_dispute", later)]))
    assert ask(SHOWN) == [("relevance", "tech_dispute", 0, "review")]


@pytest.mark.parametrize(
    ("value", "then", "now"),
    [("no_dispute", [("d1", ["trade_secret"])], []), ("tech_dispute", [("d1", ["trade_secret"])], [("d1", ["trade_secret"])])],
)
def test_before_a_decision_the_old_label_stood(room: Room, taxa: None, value: str, then: Any, now: Any) -> None:
    rows = quarrel(article())
    said = labels(rows[0], *STORY[:2])
    _bring(room, [*rows, *said], [decided(said[0], value)])
    assert _known(room, "2026-11-20") == then
    assert _known(room, "2026-11-23") == now


def test_before_a_person_said_that_it_is_a_dispute_it_was_none(room: Room, taxa: None) -> None:
    """It was read in full by a replay after that, and as_known goes by what was decided up to a day."""
    rows = quarrel(article())
    said = labels(rows[0], ("relevance", "no_dispute"), STORY[1])
    _bring(room, [*rows, *said], [decided(said[0], "tech_dispute")])
    assert _known(room, "2026-11-20") == []
    assert _known(room, "2026-11-23") == [("d1", ["trade_secret"])]


def _bring(room: Room, rows: Sequence[Record], reviews: Sequence[Record]) -> None:
    room.bring(FIRST, rows)
    room.bring(SECOND, reviews)
    publish(room.lake)


def _known(room: Room, day: str) -> list[tuple[Any, ...]]:
    with closing(connect(room.lake)) as connection:
        return connection.execute(f"select dispute_id, dispute_types from as_known('{day}')").fetchall()
