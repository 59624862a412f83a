"""What is due, over rows written by hand: ages, open disputes, what is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import Fetch
from tasks.fetch.due import Known, due
from tasks.lake import Job, captured_at
from tests.sql.desk import ACCUSED, BODY, FILED, TITLE, Room, link, open_room, revision, row, step_on

FIRST = "2026-09-01T0600"


def visited(batch: str, url: str, **given: object) -> Fetch:
    """One request of a page."""
    when = {"known_at": captured_at(batch), "batch_id": batch, "resource": "page", "source_id": "harbour-wire"}
    return row(Fetch, url=url, **{**when, **given})


def due_at(room: Room, batch: str) -> list[str]:
    """The addresses that a batch asks for."""
    state = room.lake.state()
    return [page.url for page in due(Job(lake=room.lake, batch=batch, state=state, input=0))]


@pytest.mark.parametrize(
    ("stage", "is_due"), [("allegation", True), ("settlement", False), ("withdrawn_or_dismissed", False), (None, True)]
)
def test_an_article_of_an_open_dispute_is_looked_at_monthly_for_as_long_as_it_is_open(
    tmp_path: Path, stage: str | None, is_due: bool
) -> None:
    room = open_room(tmp_path)
    article = revision(FIRST, "Harbour Wire", "a", TITLE, BODY)
    other = revision(FIRST, "Harbour Wire", "b", "A quiet day", "Nothing happened.")
    steps = [step_on(article, ACCUSED, "accusation", stage=stage)] if stage else []
    rows = [article, other, link(article, ACCUSED, "d1"), *steps, *(visited(FIRST, a.url) for a in (article, other))]
    room.bring(FIRST, rows)
    assert set(due_at(room, "2026-10-05T0600")) == {article.url, other.url}  # the last age, for both
    room.bring("2026-10-05T0600", [visited("2026-10-05T0600", a.url) for a in (article, other)])
    assert due_at(room, "2026-10-20T0600") == []
    assert due_at(room, "2026-11-05T0600") == ([article.url] if is_due else [])


def test_a_dispute_that_was_closed_and_is_open_again_is_open(tmp_path: Path) -> None:
    room = open_room(tmp_path)
    first = revision(FIRST, "Harbour Wire", "a", TITLE, BODY)
    room.bring(
        FIRST,
        [
            first,
            link(first, ACCUSED, "d1"),
            step_on(first, ACCUSED, "settlement", stage="settlement"),
            visited(FIRST, first.url),
        ],
    )
    later = revision("2026-10-05T0600", "Circuit Ledger", "b", TITLE, FILED)
    filed = step_on(later, FILED, "complaint_filed", stage="complaint_filed")
    rows = [later, link(later, FILED, "d1", relation="continues"), filed]
    room.bring("2026-10-05T0600", [*rows, visited("2026-10-05T0600", first.url)])
    assert due_at(room, "2026-11-20T0600") == [first.url]


@pytest.mark.parametrize(("outcome", "is_due"), [("ok", True), ("not_modified", True), ("gone", False), ("http_4xx", True)])
def test_a_page_that_is_gone_is_left_alone(tmp_path: Path, outcome: str, is_due: bool) -> None:
    room, url = open_room(tmp_path), "https://harbour-wire.example/a"
    room.bring(FIRST, [visited(FIRST, url)], "fetch")
    room.bring("2026-09-01T1300", [visited("2026-09-01T1300", url, outcome=outcome)], "fetch")
    assert due_at(room, "2026-09-02T0700") == ([url] if is_due else [])


def test_what_is_known_of_a_page_is_its_last_good_answer(tmp_path: Path) -> None:
    room, url = open_room(tmp_path), "https://harbour-wire.example/a"
    room.bring(
        FIRST, [visited(FIRST, url, etag='W/"1"', last_modified="Tue, 01 Sep 2026 05:00:00 GMT", payload_sha256="aa")], "fetch"
    )
    room.bring("2026-09-01T1300", [visited("2026-09-01T1300", url, outcome="http_5xx", etag='"error"')], "fetch")
    state = room.lake.state()
    (page,) = due(Job(lake=room.lake, batch="2026-09-02T0700", state=state, input=0))
    assert page.known == Known(etag='W/"1"', last_modified="Tue, 01 Sep 2026 05:00:00 GMT", sha256="aa")
    assert page.rank == 2
