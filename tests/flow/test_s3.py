"""The same path with the lake in a bucket: equal rows, and a bucket's file arrives as a batch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tasks import fetch
from tasks.fetch.receive import receive
from tasks.lake import open_lake, run
from tasks.newsroom import EDITIONS, serve
from tasks.publish import publish
from tasks.replay import STEPS
from tasks.settings import load
from tasks.storage import connect
from tests.conftest import Published
from tests.faults.mortal import rows_of, stable


def test_the_sample_in_a_bucket_gives_the_rows_of_the_sample_on_disk(bucket: str, sample: Published, tmp_path: Path) -> None:
    with serve(edition=EDITIONS[0]) as newsroom:
        (tmp_path / "sources.toml").write_text(newsroom.sources_toml())
        settings = load({"DISPUTEWIRE_SOURCES": str(tmp_path / "sources.toml"), "DISPUTEWIRE_LAKE": f"s3://{bucket}/lake"})
        lake = open_lake(replace(settings, cache=tmp_path / "cache"))
        for batch in EDITIONS:
            newsroom.edition = batch
            for step in (fetch.STEP, *STEPS.values()):
                run(lake, step, batch)
            publish(lake)
    assert rows_of(lake) == rows_of(sample.lake)


def test_an_archive_in_a_bucket_is_one_batch(bucket: str, sample: Published, tmp_path: Path) -> None:
    """The object announced twice is one batch, and its articles are those of the run that made it."""
    file = max(Path(sample.lake.storage.root, "raw").rglob("*.warc.gz"), key=lambda p: p.stat().st_size)
    connect().upload_file(str(file), bucket, "in/day.warc.gz")
    settings = load({"DISPUTEWIRE_LAKE": str(tmp_path / "lake")})
    lake = open_lake(replace(settings, cache=tmp_path / "cache"))
    names = [receive(lake, [f"s3://{bucket}/in/day.warc.gz"]) for _ in range(2)]
    assert names[0] == names[1]
    for step in STEPS.values():
        run(lake, step, names[0][0])
    ours = stable(lake.reader().sql, "(select revision_id, title, text from revisions)")
    assert ours
    assert set(ours) <= set(stable(sample.lake.reader().sql, "(select revision_id, title, text from revisions)"))
