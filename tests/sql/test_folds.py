"""What the folds promise, each on a lake of its own: merges, reviews, erasure, headlines, reverted texts, stages, voices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas import (
    ClaimLink,
    CourtRef,
    DisputeLink,
    FormerLabel,
    Label,
    Outlet,
    Party,
    Record,
    Redirect,
    Review,
    Statement,
    Taxon,
    Threshold,
    Tombstone,
)
from tasks.classify.court_refs import key_of
from tasks.lake import captured_at, write_table
from tasks.publish.views import fold_tables, folds, observed
from tasks.reference import outlets, sources
from tests.sql import desk
from tests.sql.desk import FIRST, SAID, SECOND, Room

BOUNDS = {"abstain_from": 0.4, "dispute_from": 0.6}
Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def lake(tmp_path: Path) -> Room:
    return desk.open_room(tmp_path)


def fold(room: Room, *batches: tuple[str, Sequence[Record]], taxa: Sequence[Taxon] = ()) -> Ask:
    """Commit the batches and fold them, without publishing."""
    for batch, rows in batches:
        room.bring(batch, rows)
    paths: dict[str, list[str]] = {}
    for file in room.lake.state().files():
        paths.setdefault(file.record, []).append(str(room.lake.storage.local(file.key)))
    paths["outlets"] = [str(room.lake.settings.cache.parent / "outlets.parquet")]
    write_table(Outlet, outlets(sources(room.lake.settings.sources_file)), Path(paths["outlets"][0]))
    paths["thresholds"] = [str(room.lake.settings.cache.parent / "thresholds.parquet")]
    write_table(Threshold, [Threshold(name=name, value=value) for name, value in BOUNDS.items()], Path(paths["thresholds"][0]))
    if taxa:
        paths["taxonomy"] = [str(room.lake.settings.cache.parent / "taxonomy.parquet")]
        write_table(Taxon, taxa, Path(paths["taxonomy"][0]))
    connection = duckdb.connect()
    for statement in observed(paths):
        connection.execute(statement)
    fold_tables(connection.execute)

    def ask(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    return ask


def quarrel(article: Any, dispute: str = "d1", sentence: str = SAID, **given: Any) -> list[Record]:
    """The least that makes a dispute of an article: an accusation, linked."""
    statement = desk.said(article, sentence, **{**desk.OSIER, "about": "Vantage Cloud", "about_id": "vantage-cloud", **given})
    return [article, statement, desk.claims(statement, f"c-{dispute}", dispute=dispute), desk.link(article, sentence, dispute)]


def article(batch: str = FIRST, outlet: str = "Harbour Wire", name: str = "a", text: str = SAID, **given: Any) -> Any:
    return desk.revision(batch, outlet, name, "Osier and Vantage", text, **given)


def merge(old: str, new: str, record: str = "dispute") -> Redirect:
    """Of two disputes or entities, seen by the second batch."""
    when: dict[str, Any] = {"known_at": captured_at(SECOND), "batch_id": SECOND}
    return desk.row(Redirect, record=record, old_id=old, new_id=new, reason="same", **when)


def test_a_merge_is_followed_to_its_end(lake: Room) -> None:
    one, other, last = (article(name=n) for n in "abc")
    rows = [row for a, d in ((one, "d1"), (other, "d2"), (last, "d3")) for row in quarrel(a, d)]
    merges = [merge(old, new) for old, new in pairwise(("d1", "d2", "d3"))]
    ask = fold(lake, (FIRST, rows), (SECOND, merges))
    assert ask("select dispute_id, article_count from disputes") == [("d3", 3)]
    assert ask("select distinct dispute_id from statements") == [("d3",)]


def test_before_a_merge_both_stood(lake: Room, taxa: None) -> None:
    from tasks.publish import publish
    from tasks.publish.shell import connect

    rows = [*quarrel(article(name="a"), "d1"), *quarrel(article(name="b"), "d2")]
    lake.bring(FIRST, rows)
    lake.bring(SECOND, [merge("d2", "d1")])
    publish(lake.lake)
    with closing(connect(lake.lake)) as connection:
        known = connection.execute("select dispute_id from as_known('2026-11-20') order by all").fetchall()
        assert known == [("d1",), ("d2",)]
        assert connection.execute("select dispute_id from disputes").fetchall() == [("d1",)]


def split(old: Any, new: str) -> Review:
    """Of a link, by a person, on the day of the second batch."""
    return desk.row(
        Review, review_id=f"s-{new}", record="dispute_links", row_id=old.link_id, decision="split", field="dispute_id",
        value=new, reviewer="A. Reader", known_at=captured_at(SECOND), batch_id=SECOND,
    )  # fmt: skip


def test_a_split_gives_two_disputes_each_with_claims_of_its_own(lake: Room) -> None:
    stays, leaves = (quarrel(article(name=n), "d1") for n in "ab")
    ask = fold(lake, (FIRST, [*stays, *leaves]), (SECOND, [split(leaves[-1], "d2")]))
    assert ask("select dispute_id, article_count from disputes order by all") == [("d1", 1), ("d2", 1)]
    assert ask("select dispute_id, article_count, answer from claims order by all") == [("d1", 1, None), ("d2", 1, None)]


def test_an_answer_goes_with_the_dispute_that_was_split_off_and_a_merge_makes_its_claims_one(lake: Room) -> None:
    """Both articles that leave say the same, the second under a dispute that had been merged."""
    denied = "Vantage Cloud denied it."
    stays, leaves, joins = article(name="a"), article(name="b", text=f"{SAID}\n\n{denied}"), article(name="c")
    denial = desk.said(leaves, denied, position=1, stance="denies", claim_kind="denial", **desk.VANTAGE)
    rows = [told(stays), told(leaves, denial), told(joins, dispute="d3")]
    splits = [split(next(r for r in found if isinstance(r, DisputeLink)), "d2") for found in rows[1:]]
    named = [replace(review, review_id=f"s{n}") for n, review in enumerate(splits)]
    ask = fold(lake, (FIRST, [row for found in rows for row in found]), (SECOND, [merge("d3", "d1"), *named]))
    claims = ask("select dispute_id, article_count, answer from claims where claim_kind = 'allegation' order by all")
    assert claims == [("d1", 1, None), ("d2", 2, "denied")]


@pytest.mark.parametrize("merges", [[("d2", "d1")], [("d2", "d3"), ("d3", "d1")]])
def test_no_merge_undoes_a_split(lake: Room, merges: list[tuple[str, str]]) -> None:
    stays, leaves = (quarrel(article(name=n), "d1") for n in "ab")
    rows = [split(leaves[-1], "d2"), *(merge(old, new) for old, new in merges)]
    ask = fold(lake, (FIRST, [*stays, *leaves]), (SECOND, rows))
    assert ask("select dispute_id from disputes order by all") == [("d1",), ("d2",)]


def test_before_a_split_it_was_one(lake: Room, taxa: None) -> None:
    from tasks.publish import publish
    from tasks.publish.shell import connect

    stays, leaves = (quarrel(article(name=n), "d1") for n in "ab")
    lake.bring(FIRST, [*stays, *leaves])
    lake.bring(SECOND, [split(leaves[-1], "d2")])
    publish(lake.lake)
    with closing(connect(lake.lake)) as connection:
        known = connection.execute("select dispute_id from as_known('2026-11-20') order by all").fetchall()
        assert known == [("d1",)]
        assert connection.execute("select dispute_id from disputes order by all").fetchall() == [("d1",), ("d2",)]


def test_merges_in_a_circle_come_to_an_end(lake: Room) -> None:
    ask = fold(lake, (FIRST, quarrel(article())), (SECOND, [merge("d1", "d2"), merge("d2", "d1")]))
    assert ask("select count(*) from disputes") == [(1,)]


@pytest.mark.parametrize(
    ("decision", "field", "value", "stances"),
    [("reject", None, None, []), ("correct", "stance", "admits", ["admits"]), ("confirm", None, None, ["asserts"])],
)
def test_a_person_wins_over_the_machine(
    lake: Room, decision: str, field: str | None, value: str | None, stances: list[str]
) -> None:
    rows = quarrel(article())
    review = desk.row(
        Review, review_id="r", record="statements", row_id=rows[1].statement_id, decision=decision, field=field, value=value,
        reviewer="A. Reader", known_at=captured_at(SECOND), batch_id=SECOND,
    )  # fmt: skip
    ask = fold(lake, (FIRST, rows), (SECOND, [review]))
    assert ask("select stance from statements") == [(stance,) for stance in stances]


def test_what_was_erased_is_in_no_view(lake: Room) -> None:
    rows = quarrel(article())
    stone = desk.row(
        Tombstone, article_id=rows[0].article_id, url_sha256="0", reason="asked", known_at=captured_at(SECOND), batch_id=SECOND
    )
    ask = fold(lake, (FIRST, rows), (SECOND, [stone]))
    for view in ("articles", "statements", "claims", "disputes", "timeline", "voices"):
        assert ask(f"select count(*) from {view}") == [(0,)], view


def test_a_headline_never_stands_in_place_of_a_text(lake: Room) -> None:
    full = article()
    headline = article(SECOND, text="", completeness="headline")
    ask = fold(lake, (FIRST, quarrel(full)), (SECOND, [headline]))
    assert ask("select completeness, revision_count from articles") == [("full", 2)]
    assert ask("select count(*) from statements") == [(1,)]
    assert ask("select count(*) from edits") == [(0,)]


def test_a_text_that_comes_back_is_current_again(lake: Room) -> None:
    """A, then B, then A: the text of A speaks, although B was new later."""
    first, changed = article(), article(SECOND, text="Nothing to see.")
    again = article("2026-11-25T0600")
    assert again.revision_id == first.revision_id
    ask = fold(lake, (FIRST, quarrel(first)), (SECOND, [changed]), ("2026-11-25T0600", [again]))
    assert ask("select revision_id = (select min(revision_id) from statements), revision_count from articles") == [(True, 2)]


def test_a_claim_that_only_an_older_text_made_stays_and_says_so(lake: Room) -> None:
    ask = fold(lake, (FIRST, quarrel(article())), (SECOND, [article(SECOND, text="Nothing to see.")]))
    assert ask("select is_standing, article_count, sentence from claims") == [(False, 0, SAID)]
    assert ask("select count(*) from statements") == [(0,)]
    assert ask("select count(*) from disputes") == [(0,)]


def test_a_row_seen_by_two_batches_is_one(lake: Room) -> None:
    rows = quarrel(article())
    again = [replace(row, known_at=captured_at(SECOND), batch_id=SECOND) for row in rows]
    ask = fold(lake, (FIRST, rows), (SECOND, again))
    assert ask("select count(*), min(known_at) from statements") == [(1, captured_at(FIRST))]
    assert ask("select article_count from disputes") == [(1,)]


@pytest.mark.parametrize(
    ("steps", "stage", "since"),
    [
        ([], "allegation", 20),
        ([("accusation", "allegation", 20, "actual")], "allegation", 20),
        ([("complaint_filed", "complaint_filed", 20, "actual"), ("hearing", "proceedings", 22, "actual")], "proceedings", 22),
        # On one day, the later in life.
        ([("complaint_filed", "complaint_filed", 20, "actual"), ("settlement", "settlement", 20, "actual")], "settlement", 20),
        # What is planned, feared or recalled moves nothing.
        ([("accusation", "allegation", 20, "actual"), ("complaint_filed", "complaint_filed", 22, "planned")], "allegation", 20),
        ([("accusation", "allegation", 20, "actual"), ("ruling", "ruling_or_order", 1, "background")], "allegation", 20),
        # A denial is no stage, and an accusation said again takes nothing back.
        ([("settlement", "settlement", 20, "actual"), ("denial", "denial_response", 22, "actual")], "settlement", 20),
        ([("ruling", "ruling_or_order", 20, "actual"), ("accusation", "allegation", 22, "actual")], "ruling_or_order", 20),
        # Since when: the first day of the stretch that it is in.
        (
            [("hearing", "proceedings", 18, "actual"), ("ruling", "ruling_or_order", 19, "actual"),
             ("motion", "proceedings", 20, "actual"), ("hearing", "proceedings", 22, "actual")],
            "proceedings", 20,
        ),
    ],
)  # fmt: skip
def test_the_stage_is_a_fold(lake: Room, steps: list[tuple[str, str, int, str]], stage: str, since: int) -> None:
    a = article()
    rows = [
        desk.step_on(a, SAID, kind, stage=to, event_on=dt.date(2026, 11, day), reality=reality, actor=kind)
        for kind, to, day, reality in steps
    ]
    ask = fold(lake, (FIRST, [*quarrel(a), *rows]))
    assert ask("select stage, stage_since_on from disputes") == [(stage, dt.date(2026, 11, since))]


@pytest.mark.parametrize(
    ("kind", "told", "days"),
    [
        # (day, precision) as reports give it -> the days of the steps.
        ("accusation", [(20, "reported"), (22, "reported")], [20]),
        ("complaint_filed", [(18, "day"), (20, "reported"), (22, "reported")], [18]),
        ("complaint_filed", [(18, "day"), (21, "day"), (22, "reported")], [18, 21]),
        ("complaint_filed", [(20, "reported"), (21, "day")], [20, 21]),
        ("hearing", [(18, "day"), (22, "reported")], [18, 22]),
    ],
)
def test_a_step_told_again_is_not_a_new_one(lake: Room, kind: str, told: list[tuple[int, str]], days: list[int]) -> None:
    articles = [article(name=str(n)) for n in range(len(told))]
    rows = [row for a in articles for row in quarrel(a)]
    rows += [
        desk.step_on(
            a, SAID, kind, stage="proceedings", event_on=dt.date(2026, 11, day), date_precision=precision, actor="Osier"
        )
        for a, (day, precision) in zip(articles, told, strict=True)
    ]
    ask = fold(lake, (FIRST, rows))
    assert [day for (day,) in ask("select day(event_on) from timeline order by event_on")] == days


@pytest.mark.parametrize(
    ("outlets", "copied", "relayed", "voices"),
    [
        (["Harbour Wire"], {}, {}, 1),
        (["Harbour Wire", "Brightwater Post"], {}, {}, 2),
        (["Harbour Wire", "Brightwater Post"], {1: 0}, {}, 1),
        (["Harbour Wire", "Brightwater Post", "Circuit Ledger"], {1: 0, 2: 1}, {}, 1),
        (["Circuit Ledger", "Docket & Code"], {}, {}, 1),
        (["Harbour Wire", "Brightwater Post"], {}, {1: "Harbour Wire"}, 1),
        (["Harbour Wire", "Brightwater Post"], {}, {1: "the Harbour Wire"}, 1),
        # What both have from one that we do not read is one voice as well.
        (["Harbour Wire", "Brightwater Post"], {}, {0: "Far Gazette", 1: "Far Gazette"}, 1),
        # One relayed report does not make the rest of an outlet’s work another’s.
        (["Harbour Wire", "Brightwater Post", "Brightwater Post"], {1: 0}, {}, 2),
    ],
)
def test_independent_voices(
    lake: Room, outlets: list[str], copied: dict[int, int], relayed: dict[int, str], voices: int
) -> None:
    hour = dt.timedelta(hours=1)
    articles = [
        article(outlet=outlet, name=str(n), published_at=captured_at(FIRST) - (len(outlets) - n) * hour)
        for n, outlet in enumerate(outlets)
    ]
    rows = [row for n, a in enumerate(articles) for row in quarrel(a, relayed_from=relayed.get(n))]
    rows += [desk.copy(articles[n], articles[of]) for n, of in copied.items()]
    ask = fold(lake, (FIRST, rows))
    assert ask("select article_count, voice_count from disputes") == [(len(outlets), voices)]
    assert ask("select article_count, voice_count from claims") == [(len(outlets), voices)]
    assert ask("select count(*) from voices") == [(voices,)]


# What the accused says against its accuser.
COUNTERED: dict[str, Any] = {"about": "Osier Labs", "about_id": "osier-labs"}


def told(a: Any, *replies: Statement, dispute: str = "d1", **given: Any) -> list[Record]:
    """A quarrel with what is said besides, linked by the step itself."""
    _, accusation, _, link = quarrel(a, dispute, **given)
    assert isinstance(accusation, Statement)
    return [a, accusation, *replies, link, *desk.answered(accusation, *replies, dispute=dispute)]


def party(a: Any, name: str, role: str, **given: Any) -> Party:
    return desk.at(a, SAID, Party, entity_id=name.lower(), name=name, role=role, **given)


@pytest.mark.parametrize(
    ("parties", "stage", "title"),
    [
        ([("A", "accuser"), ("B", "accused")], None, "A accuses B of wrongdoing"),
        ([("A", "accuser", True), ("B", "accused")], None, "A is reported to accuse B of wrongdoing"),
        ([("A", "accuser"), ("C", "accuser"), ("B", "accused")], None, "A and C accuse B of wrongdoing"),
        ([("A", "accuser"), ("B", "accused")], "settlement", "B, accused of wrongdoing by A"),
        ([("R", "regulator_or_government"), ("B", "accused")], "investigation", "R acts on claims of wrongdoing by B"),
        ([("B", "accused")], None, "B is accused of wrongdoing"),
        ([("A", "accuser")], None, "A accuses others of wrongdoing"),
        (
            [("A", "accuser"), ("B", "accuser"), ("A", "accused"), ("B", "accused")],
            None,
            "A and B accuse each other of wrongdoing",
        ),
        ([], None, "Accusations of wrongdoing"),
    ],
)
def test_titles_are_hedged(lake: Room, parties: list[tuple[Any, ...]], stage: str | None, title: str) -> None:
    a = article()
    rows = [party(a, name, role, is_reported=bool(reported)) for name, role, *reported in parties]
    steps = [desk.step_on(a, SAID, "settlement", stage=stage)] if stage else []
    ask = fold(lake, (FIRST, [*quarrel(a), *rows, *steps]))
    assert ask("select title from disputes") == [(title,)]


@pytest.mark.parametrize(
    ("stance", "answer", "days"),
    [
        ("denies", "denied", None), ("admits", "confirmed", None), ("other_statement", "other_statement", None),
        ("declined_to_comment", "declined_to_comment", 3), ("no_response", "no_response", 3), (None, None, 3),
        ("asserts", "other_statement", None),
    ],
)  # fmt: skip
def test_an_answer_stops_the_clock_and_silence_does_not(
    lake: Room, stance: str | None, answer: str | None, days: int | None
) -> None:
    replied = "Vantage Cloud had its say."
    a = article(text=f"{SAID}\n\n{replied}")
    given: dict[str, Any] = {**desk.VANTAGE, **(COUNTERED if stance == "asserts" else {"stance": stance, "claim_kind": None})}
    replies = [desk.said(a, replied, position=1, **given)] if stance else []
    rows = [party(a, "Vantage-Cloud", "accused"), party(a, "Osier-Labs", "accuser")]
    ask = fold(lake, (FIRST, [*told(a, *replies), *rows]), (SECOND, [desk.asked(SECOND, "harbour-wire")]))
    assert ask("select answer, days_unanswered from claims where about_id = 'vantage-cloud'") == [(answer, days)]
    assert ask("select answer, days_unanswered from disputes") == [(answer, days)]
    assert ask("select answer from unanswered where about = 'Vantage Cloud'") == [(answer,)] * (days is not None)


def test_the_silence_of_the_accuser_answers_nothing(lake: Room) -> None:
    silent = "Osier Labs declined to comment."
    a = article(text=f"{SAID}\n\n{silent}")
    silence = desk.said(a, silent, stance="declined_to_comment", claim_kind=None, position=1, **desk.OSIER)
    ask = fold(lake, (FIRST, [*told(a, silence), party(a, "osier-labs", "accuser")]))
    assert ask("select answer from claims") == [(None,)]
    assert ask("select answer, days_unanswered from disputes") == [(None, 0)]


def test_of_two_that_accuse_each_other_the_first_is_answered(lake: Room) -> None:
    """The accuser that says again what it said first answers nothing by it."""
    back, again = "Vantage Cloud says that Osier Labs copied it.", "Osier Labs said so again."
    a = article(text=f"{SAID}\n\n{back}\n\n{again}")
    counter = desk.said(a, back, position=1, **desk.VANTAGE, **COUNTERED)
    repeated = desk.said(a, again, position=2, **desk.OSIER, about="Vantage Cloud", about_id="vantage-cloud")
    ask = fold(lake, (FIRST, told(a, counter, repeated)))
    query = "select about, answer, answer_claim_id = (select claim_id from claims where claimant = 'Vantage Cloud') from claims"
    assert sorted(ask(query)) == [("Osier Labs", None, None), ("Vantage Cloud", "other_statement", True)]


def test_one_denial_answers_all_that_is_alleged(lake: Room) -> None:
    more, denied = "A former engineer says that Vantage Cloud stole.", "Vantage Cloud denied it all."
    a = article(text=f"{SAID}\n\n{more}\n\n{denied}")
    other = desk.said(a, more, position=1, claimant="engineer", about="Vantage Cloud", about_id="vantage-cloud")
    denial = desk.said(a, denied, position=2, stance="denies", claim_kind="denial", **desk.VANTAGE)
    ask = fold(lake, (FIRST, told(a, other, denial)))
    assert ask("select answer from claims where claim_kind = 'allegation'") == [("denied",)] * 2
    assert ask("select count(*) from unanswered") == [(0,)]


@pytest.mark.parametrize(
    ("other", "given", "merged"),
    [
        ("d2", {}, ("d2", "d1", "dispute")),
        ("d1", {"claimant": "Osier", "claimant_id": "osier"}, ("osier", "osier-labs", "entity")),
        ("d1", {"about": "Vantage", "about_id": "vantage"}, ("vantage", "vantage-cloud", "entity")),
    ],
)
def test_what_a_merge_makes_the_same_is_one_claim(
    lake: Room, other: str, given: dict[str, Any], merged: tuple[str, str, str]
) -> None:
    one, two = article(name="a"), article(name="b", outlet="Brightwater Post")
    rows = [*told(one), *told(two, dispute=other, **given)]
    names = {row.claim_id for row in rows if isinstance(row, ClaimLink)}
    ask = fold(lake, (FIRST, rows), (SECOND, [merge(*merged)]))
    ((claim, articles),) = ask("select claim_id, article_count from claims")
    assert len(names) == 2
    assert claim in names
    assert articles == 2


def test_what_a_person_said_of_a_merged_claim_holds_for_the_one_that_goes_on(lake: Room) -> None:
    planned = {"claim_kind": "intention"}
    one, two = article(name="a"), article(name="b", published_at=captured_at(FIRST) + dt.timedelta(hours=1))
    rows = [*told(one, **planned), *told(two, dispute="d2", **planned)]
    late = next(row.claim_id for row in rows if isinstance(row, ClaimLink) and row.dispute_id == "d2")
    review = desk.row(
        Review, review_id="r", record="claims", row_id=late, decision="correct", field="outcome", value="failed",
        reviewer="A. Reader", known_at=captured_at(SECOND), batch_id=SECOND,
    )  # fmt: skip
    ask = fold(lake, (FIRST, rows), (SECOND, [merge("d2", "d1"), review]))
    assert ask(f"select outcome, claim_id <> '{late}' from claims") == [("failed", True)]


def test_what_is_alleged_of_nobody_named_is_about_the_one_accused(lake: Room) -> None:
    a = article()
    ask = fold(lake, (FIRST, [*told(a, about=None, about_id=None), party(a, "vantage-cloud", "accused")]))
    assert ask("select about, claimant from claims") == [("vantage-cloud", "Osier Labs")]


def test_who_had_it_first_may_stand_in_a_sentence_of_its_own(lake: Room) -> None:
    credit = "The accusation was first reported by the Harbour Wire."
    wire = article(published_at=captured_at(FIRST) - dt.timedelta(hours=1))
    post = article(name="b", outlet="Brightwater Post", text=f"{SAID}\n\n{credit}")
    relayed = desk.said(post, credit, claim_kind="fact", position=1, matter=None, relayed_from="Harbour Wire")
    ask = fold(lake, (FIRST, [*told(wire), *told(post, relayed)]))
    assert ask("select article_count, voice_count from disputes") == [(2, 1)]
    assert ask("select article_count, voice_count from claims where claim_kind = 'allegation'") == [(2, 1)]


def test_two_outlets_with_two_numbers_contradict_each_other(lake: Room) -> None:
    texts = {"Harbour Wire": "Vantage took about 4,000 files.", "Brightwater Post": "Vantage took more than 12,000 files."}
    rows: list[Record] = []
    for n, (outlet, text) in enumerate(texts.items()):
        a = article(outlet=outlet, text=text)
        statement = desk.said(a, text)
        rows += [a, statement, desk.claims(statement, f"c{n}"), desk.link(a, text, "d1")]
    ask = fold(lake, (FIRST, rows))
    assert ask("select claim_id, contradicts_claim_ids from claims order by claim_id") == [("c0", ["c1"]), ("c1", ["c0"])]


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        ({"hedge": "none"}, {"hedge": "possible"}, "softened"),
        ({"hedge": "alleged"}, {"hedge": "none"}, "hardened"),
        ({"attribution": "anonymous"}, {"attribution": "named"}, "attribution_changed"),
        ({"stance": "asserts"}, None, "removed"),
        (None, {"stance": "asserts"}, "added"),
    ],
)
def test_an_edit_is_told_by_its_effect(
    lake: Room, before: dict[str, str] | None, after: dict[str, str] | None, effect: str
) -> None:
    old, new = article(), article(SECOND, text=SAID + " So it is said.", published_at=captured_at(FIRST))
    first = quarrel(old, **before) if before else [old]
    second = quarrel(new, sentence=SAID + " So it is said.", **after) if after else [new]
    ask = fold(lake, (FIRST, first), (SECOND, second))
    assert ask("select effect from edits") == [(effect,)]


def test_a_reworded_point_is_one_edit_not_two(lake: Room) -> None:
    """“copied” became “may have copied”: the same sentence makes another kind of claim."""
    was, now = "Osier says engineers copied its recipes.", "Osier says engineers may have copied its recipes."
    old, new = article(text=was), article(SECOND, text=now, published_at=captured_at(FIRST))
    ask = fold(
        lake,
        (FIRST, quarrel(old, sentence=was, claim_kind="fact")),
        (SECOND, quarrel(new, sentence=now, claim_kind="prediction")),
    )
    assert ask("select effect, old_sentence, new_sentence from edits") == [("softened", was, now)]


def test_a_quarrel_opens_with_its_first_step_not_with_what_a_report_looks_back_to(lake: Room) -> None:
    a = article()
    rows = [
        desk.step_on(a, SAID, "ruling", stage="ruling_or_order", event_on=dt.date(2015, 1, 1), date_precision="year"),
        desk.step_on(a, SAID, "settlement", stage="settlement", event_on=dt.date(2026, 11, 19)),
    ]
    ask = fold(lake, (FIRST, [*quarrel(a), *rows]))
    assert ask("select opened_on, stage from disputes") == [(dt.date(2026, 11, 19), "settlement")]


WRITTEN = (
    "No. 3:26-cv-04417",
    "3:26-cv-04417-APM",
    "3:26-cv-4417",
    "Case C-123/24 P",
    "C‑123/24",
    "Claim No. IL-2025-000123",
    "IL-2025-000123",
    "Index No. 650123/2026",
    "Inv. No. 337-TA-1234",
    "[2025] EWHC 123 (Ch)",
    "Acme v. Bolt",
)


def test_a_reference_written_otherwise_is_one_and_keeps_its_first_words(lake: Room) -> None:
    """By the same normal form that joins disputes."""
    a = article()
    rows = [desk.at(a, SAID, CourtRef, ref=ref, ref_kind="docket", start_char=n) for n, ref in enumerate(WRITTEN)]
    ask = fold(lake, (FIRST, [*quarrel(a), *rows]))
    first = {key_of(ref): ref for ref in reversed(WRITTEN)}
    assert sorted(ask("select ref from court_refs")) == sorted((ref,) for ref in first.values())
    assert len(first) == 7


def test_a_former_label_stands_beside_and_counts_for_nothing(lake: Room) -> None:
    rows = desk.golden()[FIRST]
    label = next(r for r in rows if isinstance(r, Label) and r.scheme == "dispute_type")
    former = FormerLabel(**{**asdict(label), "label_id": "old", "version": "0", "code": "patent"})
    ask = fold(lake, (FIRST, [*rows, former]))
    said = ask("select version, code, is_former from labels where scheme = 'dispute_type' order by all")
    assert {row for row in said if row[2]} == {("0", "patent", True)}
    assert {row for row in said if not row[2]} == {("1", "trade_secret", False)}
    assert ask("select distinct dispute_type from articles where is_tech_dispute") == [("trade_secret",)]
    assert ask("select dispute_types from disputes") == [(["trade_secret"],)]
    assert ask("select record from lineage where row_id = 'old'") == [("former_labels",)]


def test_the_words_of_a_code_are_those_of_the_version_in_force(tmp_path: Path) -> None:
    """Else of the newest version that has it; one row, however many versions do."""
    taxa = [
        desk.taxon("dispute_type", "feud", "tenth", version="10", is_in_force=False),
        desk.taxon("dispute_type", "feud", "ninth", version="9", is_in_force=False),
        desk.taxon("dispute_type", "spat", "tenth", version="10", is_in_force=False),
        desk.taxon("dispute_type", "spat", "second", version="2"),
    ]
    write_table(Taxon, taxa, tmp_path / "taxa.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"create schema observed; create view observed.taxonomy as from '{tmp_path}/taxa.parquet'")
        found = connection.execute(f"select code, phrase from ({folds()['terms'].body}) order by all").fetchall()
    assert found == [("feud", "tenth"), ("spat", "second")]


@pytest.mark.parametrize(
    ("told", "is_dispute", "dispute_type"),
    [
        (
            [("Harbour Wire", 0.95), ("Brightwater Post", 0.5)],
            True,
            "trade_secret",
        ),  # the wire settles what a headline left open
        ([("Harbour Wire", 0.1), ("Brightwater Post", 0.5)], False, None),
        ([("Harbour Wire", 0.5)], None, None),
        ([("Circuit Ledger", 0.95), ("Docket & Code", 0.95), ("Harbour Wire", 0.03)], None, None),  # an owner has one vote
    ],
)
def test_a_story_is_a_dispute_by_all_its_reports(
    lake: Room, told: list[tuple[str, float]], is_dispute: bool | None, dispute_type: str | None
) -> None:
    articles = [(article(outlet=outlet, name=f"n{place}"), score) for place, (outlet, score) in enumerate(told)]
    rows: list[Record] = []
    for report, score in articles:
        code = (
            "tech_dispute"
            if score >= BOUNDS["dispute_from"]
            else "abstained"
            if score >= BOUNDS["abstain_from"]
            else "no_dispute"
        )
        rows += [report, desk.member(report, articles[0][0].article_id)]
        rows.append(desk.at(report, SAID, Label, scheme="relevance", code=code, score=score))
        if code == "tech_dispute":
            rows.append(desk.at(report, SAID, Label, scheme="dispute_type", code="trade_secret", score=score))
    ask = fold(lake, (FIRST, rows))
    assert ask("select is_tech_dispute, dispute_type from stories") == [(is_dispute, dispute_type)]
