"""What a person decided, through the whole path: no later run and no replay undoes it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.fetch.receive import receive
from tasks.lake import Lake, open_lake, run
from tasks.newsroom import EDITIONS
from tasks.publish import publish, report
from tasks.publish.shell import connect
from tasks.replay import STEPS, replay
from tasks.review import Decision, record, split
from tests.conftest import Published

AT = datetime(2026, 11, 24, 9)
WRITTEN = datetime(2026, 11, 22, 9, tzinfo=UTC).timestamp()
DISPUTE, PLAIN = "%/corvane-telluric-settle%", "%/met-its-match"
WIDEST = """
    select l.dispute_id, arg_max(l.article_id, (a.published_at, a.article_id))
    from observed.dispute_links l
    join articles a using (article_id)
    join disputes d using (dispute_id)
    group by l.dispute_id
    having count(distinct l.article_id) > 1
    order by count(distinct l.article_id) desc, l.dispute_id
    limit 1
"""
# The gate looks at title and lead, which tell of a fair; a reader finds a quarrel further down.
PAGE = """<html lang="en"><head><title>A week of rain, shelves and bright little boxes</title>
<link rel="canonical" href="https://column.example/met-its-match"></head><body><article>
<h1>A week of rain, shelves and bright little boxes</h1>
<p>The fair opened under grey skies, and the people of the town came with their children to see the lights along the river.</p>
<p>Shelves of bright little boxes were full again by the evening. A band played until the last ferry had gone.</p>
<p>Bakers sold out of plum cake before noon, and the florists did well with their winter roses too.</p>
<p>Larkin Systems has accused Vantor of copying the routing code that its warehouse software rests on.</p>
<p>Vantor denied the claim on Monday. Those who had come to see the warehouse went home content.</p>
</article></body></html>"""


@pytest.fixture
def mine(sample: Published, tmp_path: Path) -> Lake:
    """A copy of the finished lake that a test may change."""
    shutil.copytree(sample.lake.storage.root, tmp_path / "mine")
    return open_lake(replace(sample.lake.settings, lake=str(tmp_path / "mine")))


def ask(lake: Lake, query: str, given: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    with closing(connect(lake)) as connection:
        return connection.execute(query, list(given)).fetchall()


def decide(lake: Lake, url: str, scheme: str, decision: str, value: str | None = None) -> None:
    query = "select label_id from labels join articles using (article_id) where url like ? and scheme = ? and rank = 0"
    ((row_id,),) = ask(lake, query, [url, scheme])
    record(lake, [Decision(place="review", row_id=row_id, decision=decision, value=value, by="A. Reader", at=AT)])
    publish(lake)


def redo(lake: Lake, step: str) -> str:
    told = replay(lake, step, date(2026, 11, 1), date(2026, 11, 30))
    publish(lake)
    return told


@pytest.mark.parametrize("step", STEPS)
def test_neither_another_run_nor_a_replay_undoes_a_decision(mine: Lake, step: str) -> None:
    decide(mine, DISPUTE, "relevance", "reject")
    decide(mine, "%/palimpsest-denies-fair-use%", "dispute_type", "correct", "antitrust")
    views = ("disputes", "claims", "statements", "labels", "articles")
    before = {view: ask(mine, f"from {view} order by all") for view in views}
    assert ask(mine, "select is_tech_dispute, dispute_ids from articles where url like ?", [DISPUTE]) == [(False, [])]
    assert ask(mine, "select dispute_type from articles where url like '%/palimpsest-denies%'") == [("antitrust",)]
    for batch in EDITIONS:
        assert run(mine, STEPS[step], batch) is None
    assert "batches=2 rows_changed=0" in redo(mine, step)
    assert {view: ask(mine, f"from {view} order by all") for view in views} == before


def test_the_report_stays_with_the_newest_day_that_was_captured(mine: Lake) -> None:
    decide(mine, DISPUTE, "relevance", "confirm")
    assert "day 2026-11-23 (UTC)" in report(mine)
    assert mine.storage.read("site/2026-11-24.html") == mine.storage.read("site/index.html")


def test_what_a_person_says_is_a_dispute_is_read_in_full_by_a_replay(mine: Lake, tmp_path: Path) -> None:
    (tmp_path / "column.html").write_text(PAGE)
    os.utime(tmp_path / "column.html", (WRITTEN, WRITTEN))
    receive(mine, [str(tmp_path / "column.html")])
    for step in STEPS.values():
        for batch in mine.state().behind(step.name):
            run(mine, step, batch)
    publish(mine)
    said = "select count(*) from statements join articles using (article_id) where articles.url like ?"
    ((known,),) = ask(mine, "select count(*) from disputes")
    redo(mine, "classify")
    decide(mine, PLAIN, "relevance", "correct", "tech_dispute")
    assert ask(mine, "select is_tech_dispute from articles where url like ?", [PLAIN]) == [(True,)]
    assert ask(mine, said, [PLAIN]) == [(0,)]
    redo(mine, "classify")
    assert ask(mine, said, [PLAIN]) != [(0,)]
    shown = "select code, method from labels join articles using (article_id) where url like ? and scheme = 'relevance'"
    assert ask(mine, shown, [PLAIN]) == [("tech_dispute", "review")]
    kept = (
        "select code, method from observed.labels join articles using (revision_id) where url like ? and scheme = 'relevance'"
    )
    assert ask(mine, kept, [PLAIN]) == [("no_dispute", "minilm-linear@1")]
    assert ask(mine, "select count(*) from disputes") == [(known + 1,)]
    assert ask(mine, "select count(*) from as_known('2026-11-23')") == [(known,)]
    assert ask(mine, "select count(*) from as_known('2026-11-24')") == [(known + 1,)]


@pytest.mark.parametrize("step", STEPS)
def test_neither_another_run_nor_a_replay_undoes_a_split(mine: Lake, step: str) -> None:
    # The dispute that most articles bear on: its last one leaves it.
    ((dispute, leaves),) = ask(mine, WIDEST)
    told = split(mine, dispute, [leaves], by="A. Reader", at=AT)
    new = told.rsplit(" ", 1)[-1]
    publish(mine)
    both = "select dispute_id from {} where dispute_id in (?, ?) order by (dispute_id = ?) desc"
    assert ask(mine, both.format("disputes"), [dispute, new, dispute]) == [(dispute,), (new,)]
    assert ask(mine, both.format("as_known('2026-11-23')"), [dispute, new, dispute]) == [(dispute,)]
    assert ask(mine, "select dispute_ids from articles where article_id = ?", [leaves]) == [([new],)]
    before = {view: ask(mine, f"from {view} order by all") for view in ("disputes", "claims", "statements", "timeline")}
    for batch in EDITIONS:
        assert run(mine, STEPS[step], batch) is None
    assert "batches=2 rows_changed=0" in redo(mine, step)
    assert {view: ask(mine, f"from {view} order by all") for view in before} == before
