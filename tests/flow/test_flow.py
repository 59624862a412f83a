"""The whole path over the sample: run twice, woken twice, replayed, and the rows are the same."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tasks import fetch
from tasks.fetch import client
from tasks.lake import INPUTS, Lake, open_lake, run
from tasks.newsroom import EDITIONS
from tasks.publish import publish
from tasks.replay import STEPS, replay
from tests.conftest import Published
from tests.faults.mortal import rows_of


@pytest.fixture
def mine(sample: Published, tmp_path: Path) -> Lake:
    """A copy of the finished lake that a test may change."""
    shutil.copytree(sample.lake.storage.root, tmp_path / "mine")
    return open_lake(replace(sample.lake.settings, lake=str(tmp_path / "mine")))


def files(lake: Lake) -> dict[str, bytes]:
    root = Path(lake.storage.root)
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_every_sum_closes_and_no_step_is_behind(sample: Published) -> None:
    state = sample.lake.state()
    assert state.batches() == list(EDITIONS)
    assert {step: state.behind(step) for step in INPUTS} == {step: [] for step in INPUTS}
    rows = sample.sql("select step, seen, accepted + duplicate + skipped + rejected + deferred from funnel")
    assert len(rows) == 10
    assert all(seen == ended for _, seen, ended in rows)


def test_a_second_run_changes_no_byte(mine: Lake) -> None:
    before = files(mine)
    for batch in EDITIONS:
        for step in (fetch.STEP, *STEPS.values()):
            assert run(mine, step, batch) is None
    publish(mine)
    assert files(mine) == before


def test_replay_needs_no_network_and_gives_equal_rows(mine: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("replay touched the network")

    monkeypatch.setattr(client.aiohttp, "ClientSession", refused)
    before = rows_of(mine)
    told = replay(mine, "parse", date(2026, 11, 20), date(2026, 11, 23))
    assert "batches=2 rows_changed=0 labels_flipped=0" in told
    assert rows_of(mine) == before
    assert mine.state().behind("publish") == list(EDITIONS)
    publish(mine)
    assert mine.state().behind("publish") == []


def test_the_order_in_which_batches_arrive_does_not_matter_to_disputes(sample: Published, tmp_path: Path) -> None:
    """The second day's archive is parsed and linked before the first day's."""
    shutil.copytree(sample.lake.storage.root, tmp_path / "turned")
    root = tmp_path / "turned"
    for entry in sorted((root / "log").glob("*.json")):
        entry.unlink()
    other = open_lake(replace(sample.lake.settings, lake=str(root)))
    for entry in (e for e in sample.lake.log.entries() if e.step == "fetch"):
        moved = replace(entry, number=other.state().head + 1)
        assert other.log.append(moved)
    for batch in reversed(EDITIONS):
        for step in STEPS.values():
            run(other, step, batch)
    publish(other)
    query = "select sha256(string_agg(revision_id, ',' order by revision_id)) from revisions"
    assert other.reader().sql(query) == sample.lake.reader().sql(query)
    pairs = "select least(article_id, of_article_id), greatest(article_id, of_article_id) from copies group by all order by all"
    assert other.reader().sql(pairs) == sample.lake.reader().sql(pairs)
