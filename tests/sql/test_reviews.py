"""What a person decided on a label wins over any machine: as the folds have it, each on a lake of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas import Label, Record, Review, Revision, Taxon
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


# The second version: one code is renamed, two are joined.
JOINED = ("patent", "copyright")
VERSIONS = {
    "1": [("trade_secret", ()), *((code, ()) for code in JOINED)],
    "2": [("confidence", ("trade_secret",)), ("creation", JOINED)],
}


def taxa(in_force: str) -> list[Taxon]:
    return [
        desk.taxon("dispute_type", code, version=version, stands_for=words, is_in_force=version == in_force)
        for version, codes in VERSIONS.items()
        for code, words in codes
    ]


Decided = tuple[str, str, str | None]  # under which version, on which code, what counts
Shown = list[tuple[str, str, str]]


@pytest.mark.parametrize(
    ("said", "decisions", "shown"),
    [
        ("2", [("1", "trade_secret", "trade_secret")], [("confidence", "review", "2"), ("creation", "hand@1", "2")]),
        ("2", [("1", "trade_secret", None)], [("creation", "hand@1", "2")]),
        ("2", [("1", "trade_secret", "copyright")], [("creation", "review", "2")]),
        (
            "2",
            [("1", "patent", None), ("1", "copyright", "copyright")],
            [("confidence", "hand@1", "2"), ("creation", "review", "2")],
        ),
        (
            "2",
            [("1", "trade_secret", None), ("2", "confidence", "confidence")],
            [("confidence", "review", "2"), ("creation", "hand@1", "2")],
        ),
        (
            "2",
            [("1", "patent", "patent"), ("1", "copyright", "copyright"), ("2", "creation", None)],
            [("confidence", "hand@1", "2")],
        ),
        # A replay is due: what the text is labelled with is still the first version.
        ("1", [("1", "trade_secret", None)], [("patent", "hand@1", "1")]),
        ("1", [("2", "confidence", None)], [("patent", "hand@1", "1")]),
        # Nobody can tell which of the two was meant.
        ("1", [("2", "creation", "creation")], [("trade_secret", "hand@1", "1"), ("patent", "hand@1", "1")]),
        ("1", [("2", "creation", None)], [("trade_secret", "hand@1", "1"), ("patent", "hand@1", "1")]),
    ],
)
def test_a_decision_holds_under_another_version(room: Room, said: str, decisions: list[Decided], shown: Shown) -> None:
    rows = quarrel(article())
    codes = {"1": ("trade_secret", "patent"), "2": ("confidence", "creation")}[said]
    labels = [
        desk.at(rows[0], SAID, Label, scheme="dispute_type", code=code, version=said, rank=n) for n, code in enumerate(codes)
    ]
    reviews = [
        decided(
            replace(labels[0], version=version, code=code, label_id=f"{version} {code}"),
            value,
            REVIEWED_AT + timedelta(hours=n),
        )
        for n, (version, code, value) in enumerate(decisions)
    ]
    ask = fold(room, (FIRST, [*rows, *labels]), (SECOND, reviews), taxa=taxa("2"))
    assert ask("select code, method, version from labels order by code") == sorted(shown)


def test_a_decision_that_has_lapsed_brings_no_older_one_back(room: Room) -> None:
    """Of a stage there is one decision: the last, whether or not its words have parted since."""
    rows = quarrel(article())
    stage = desk.at(rows[0], SAID, Label, scheme="reported_stage", code="open", version="1")
    both = desk.taxon("reported_stage", "both", version="2", stands_for=("open", "closed"), is_in_force=False)
    known = [both, *(desk.taxon("reported_stage", code) for code in ("open", "closed"))]
    later = decided(replace(stage, version="2", code="both"), "both", REVIEWED_AT + timedelta(hours=1))
    ask = fold(room, (FIRST, [*rows, stage]), (SECOND, [decided(stage, "closed"), later]), taxa=known)
    assert ask("select code, method from labels") == [("open", "hand@1")]


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
