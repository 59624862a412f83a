"""The past read from an archive is what live fetch made of it: the same rows, by another way in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from schemas import OBSERVATIONS
from schemas.record import name_of
from tasks.fetch.receive import receive
from tasks.lake import Lake, open_lake, run
from tasks.newsroom import EDITIONS
from tasks.replay import STEPS
from tests.conftest import Published
from tests.faults.mortal import stable

# How it came in is told by these, and differs; what it says does not.
OF_THE_WAY_IN = {"polls", "entries", "fetches", "captures"}
PLACE = "batch_id, warc_file, warc_offset, known_at, reject_id"


@pytest.fixture(scope="module")
def replayed(sample: Published, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake whose only batch is the first edition's archive, dropped as a file."""
    folder = tmp_path_factory.mktemp("backfill")
    files = [f for f in sample.lake.state().files("warc", batch=EDITIONS[0]) if f.rows]
    fixture = folder / "edition.warc.gz"
    fixture.write_bytes(b"".join(Path(sample.lake.storage.root, f.key).read_bytes() for f in files))
    lake = open_lake(replace(sample.lake.settings, lake=str(folder / "lake")))
    [batch] = receive(lake, [str(fixture)])
    for step in STEPS.values():
        run(lake, step, batch)
    return lake


def told(lake: Lake, record: str, batch: str) -> list[str]:
    """Rows of one batch without the columns that tell where they were kept."""
    reader = lake.reader()
    names = {name for name, *_ in reader.sql(f"describe from {record}")}
    left_out = ", ".join(name for name in PLACE.split(", ") if name in names)
    later = "and step not in ('fetch', 'receive')" if record == "rejects" else ""
    return stable(reader.sql, f"(select * exclude ({left_out}) from {record} where batch_id = '{batch}' {later})")


@pytest.mark.parametrize("record", sorted({name_of(r) for r in OBSERVATIONS} - OF_THE_WAY_IN))
def test_a_replayed_archive_gives_the_rows_of_live_fetch(sample: Published, replayed: Lake, record: str) -> None:
    [batch] = replayed.state().batches()
    assert told(replayed, record, batch) == told(sample.lake, record, EDITIONS[0])


def test_there_is_something_to_compare(replayed: Lake) -> None:
    [batch] = replayed.state().batches()
    assert len(told(replayed, "revisions", batch)) > 20
    assert len(told(replayed, "statements", batch)) > 20


def test_times_of_capture_come_from_the_records(sample: Published, replayed: Lake) -> None:
    query = (
        "select revision_id, known_at, published_at, published_basis from revisions where known_at < '2026-11-21' order by all"
    )
    assert replayed.reader().sql(query) == sample.lake.reader().sql(query)
