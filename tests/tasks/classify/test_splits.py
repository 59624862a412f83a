"""A dispute that a person split, and what later batches and a replay make of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import DisputeLink, Label, Party, Record, Redirect
from schemas.record import identify
from tasks import ConfigError
from tasks.classify.disputes import link
from tasks.classify.held import held_links
from tasks.lake import Phase, Step, Work, run
from tasks.review import split
from tests.sql import desk
from tests.sql.desk import SAID, Room

FIRST, SECOND, THIRD, FOURTH = "2026-03-02T0600", "2026-11-03T0600", "2026-11-04T0600", "2026-11-05T0600"
AT = datetime(2026, 11, 4, 12)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return desk.open_room(tmp_path)


def told(batch: str, name: str, *types: str, text: str = SAID, **given: Any) -> list[Record]:
    """What a text says of a quarrel between the two."""
    article = desk.revision(batch, "Harbour Wire", name, "Osier and Vantage", text, **given)
    return [
        article,
        desk.at(article, SAID, Label, scheme="relevance", code="tech_dispute"),
        *(desk.at(article, SAID, Label, scheme="dispute_type", code=code, rank=n) for n, code in enumerate(types)),
        desk.at(article, SAID, Party, entity_id="osier-labs", name="Osier Labs", role="accuser"),
        desk.at(article, SAID, Party, entity_id="vantage-cloud", name="Vantage Cloud", role="accused"),
    ]


def bring(room: Room, batch: str, rows: Sequence[Record]) -> None:
    """A batch whose rows were read by hand and are linked by the step."""
    room.bring(batch, rows, upto="deduplicate")
    own = [r for r in rows if type(r) not in desk.STEP_OF]
    read = Phase(name="read", parts=lambda _: ["0000"], work=lambda job, part: Work(rows=own))
    run(room.lake, Step(name="classify", version="7", phases=(read,), settle=link), batch)


def shown(room: Room) -> dict[str, str]:
    """The dispute of each article, by the last word of its address."""
    urls = dict(room.lake.reader().sql("select article_id, url from revisions"))
    return {urls[h.link.article_id].rsplit("/")[-1]: h.dispute_id for h in held_links(room.lake.reader())}


def founded(name: str) -> str:
    return identify("dispute", identify(f"https://harbour-wire.example/{name}"), 0)


def take_out(room: Room, dispute: str, *names: str) -> str:
    articles = [identify(f"https://harbour-wire.example/{n}") for n in names]
    return split(room.lake, dispute, articles, by="A. Reader", at=AT)


@pytest.fixture
def parted(room: Room) -> Room:
    """Three articles of one dispute; a person took the last two out of it."""
    bring(room, FIRST, told(FIRST, "a", "trade_secret"))
    bring(room, SECOND, [*told(SECOND, "b", "trade_secret"), *told(SECOND, "c", "trade_secret", published_at=AT)])
    assert set(shown(room).values()) == {founded("a")}
    assert f"new {founded('b')}" in take_out(room, founded("a"), "c", "b")
    return room


def test_stories_eight_months_apart_join_whatever_their_second_type(room: Room) -> None:
    bring(room, FIRST, told(FIRST, "a", "trade_secret", "employment_labor"))
    bring(room, SECOND, told(SECOND, "b", "trade_secret", "patent"))
    assert shown(room) == {"a": founded("a"), "b": founded("a")}


def test_the_old_id_stays_and_the_new_one_is_named_after_its_first_article(parted: Room) -> None:
    assert shown(parted) == {"a": founded("a"), "b": founded("b"), "c": founded("b")}


def test_the_same_split_told_twice_is_refused_and_nothing_is_kept(parted: Room) -> None:
    with pytest.raises(ConfigError, match="does not bear on"):
        take_out(parted, founded("a"), "b")


def test_a_later_text_of_an_article_goes_where_the_article_went_and_merges_nothing(parted: Room) -> None:
    for batch, name in ((THIRD, "b"), (FOURTH, "a")):
        rows = told(batch, name, "trade_secret", text=f"{SAID} More.", published_at=AT)
        bring(parted, batch, rows)
    assert shown(parted) == {"a": founded("a"), "b": founded("b"), "c": founded("b")}
    assert parted.lake.reader().rows(Redirect) == []


def test_a_new_article_joins_the_nearer_of_the_two_and_merges_neither(parted: Room) -> None:
    bring(parted, THIRD, told(THIRD, "d", "trade_secret"))
    assert shown(parted)["d"] == founded("a")
    assert parted.lake.reader().rows(Redirect) == []
    assert {r.relation for r in parted.lake.reader().rows(DisputeLink, "batch_id = ?", [THIRD])} == {"continues"}


@pytest.mark.parametrize(
    ("dispute", "names", "message"),
    [
        ("nothing", ["b"], "no article bears on dispute 'nothing'"),
        ("", ["x"], "does not bear on"),
        ("", ["a"], "founded"),
        ("", ["a", "b"], "some of the articles leave and some stay"),
    ],
)
def test_what_cannot_be_split_is_refused(room: Room, dispute: str, names: list[str], message: str) -> None:
    bring(room, FIRST, told(FIRST, "a", "trade_secret"))
    bring(room, SECOND, told(SECOND, "b", "trade_secret"))
    before = room.lake.state().head
    with pytest.raises(ConfigError, match=message):
        take_out(room, dispute or founded("a"), *names)
    assert room.lake.state().head == before
