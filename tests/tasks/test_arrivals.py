"""Objects outside the lake as streams: over a connection that breaks, without keys, and when they change under our hands."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks import StorageError, arrivals
from tasks.archive import members
from tasks.arrivals import arrive
from tasks.storage import connect
from tests.tasks.breaking import Way, breaking
from tests.tasks.parse.archive import packed, page, response

NOISE = random.Random(9)
RECORDS = [response(f"http://paper.example/{n}", NOISE.randbytes(200_000)) for n in range(20)]
ARCHIVE = packed(*RECORDS)


@pytest.fixture
def way(bucket: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Way]:
    """The bucket holds an archive of four megabytes; the way to it breaks where a test says so."""
    connect().put_object(Bucket=bucket, Key="in/a.warc.gz", Body=ARCHIVE, ACL="public-read")
    monkeypatch.setattr(arrivals, "PAUSE_SECONDS", 0.001)
    with breaking(s3_endpoint) as way:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", way.endpoint)
        yield way


def without_keys(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(folder / "none"))


def test_an_object_is_asked_for_once_and_read_as_it_comes(way: Way, bucket: str) -> None:
    with arrive(f"s3://{bucket}/in/a.warc.gz").open() as stream:
        assert [m.packed for m in members(stream, max_bytes=1 << 20)] == [packed(r) for r in RECORDS]
    assert way.ranges == ["bytes=0-"]


def test_a_broken_connection_is_taken_up_at_the_byte_reached(way: Way, bucket: str) -> None:
    way.cuts = [1_000_000, 0, 700_000, 1]
    with arrive(f"s3://{bucket}/in/a.warc.gz").open() as stream:
        assert b"".join(m.packed or b"" for m in members(stream, max_bytes=1 << 20)) == ARCHIVE
    starts = [int(str(r).removeprefix("bytes=").removesuffix("-")) for r in way.ranges]
    assert len(starts) == 5
    assert starts == sorted(starts)
    assert starts[-1] >= 1_000_000
    # Nothing that was taken in is asked for again: at most the block at each break.
    assert way.passed <= len(ARCHIVE) + 4 * (1 << 18)


def test_a_connection_that_stays_broken_names_object_and_byte(way: Way, bucket: str) -> None:
    way.cuts = [300_000, *[0] * 50]
    with (
        arrive(f"s3://{bucket}/in/a.warc.gz").open() as stream,
        pytest.raises(StorageError, match=r"in/a\.warc\.gz on from byte \d+: .*run again"),
    ):
        list(members(stream, max_bytes=1 << 20))
    assert len(way.ranges) <= 1 + arrivals.TRIES


def test_an_object_that_is_replaced_while_it_is_read_is_refused(
    way: Way, bucket: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = arrive(f"s3://{bucket}/in/a.warc.gz")
    way.cuts = [500_000]
    with arrival.open() as stream, pytest.raises(StorageError, match="as it was when it was announced"):
        for count, _ in enumerate(members(stream, max_bytes=1 << 20)):
            if count == 0:
                monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_endpoint)
                connect().put_object(Bucket=bucket, Key="in/a.warc.gz", Body=packed(*RECORDS[:2]))
    assert len(way.ranges) == 2


@pytest.mark.parametrize("has_keys", [True, False])
def test_without_keys_a_public_object_is_asked_for_unsigned(
    way: Way, bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, has_keys: bool
) -> None:
    if not has_keys:
        without_keys(monkeypatch, tmp_path)
    data = arrive(f"s3://{bucket}/in/a.warc.gz").read(max_bytes=1 << 24)
    assert data == ARCHIVE
    assert set(way.signed) == {has_keys}


def test_without_keys_a_private_object_is_refused_by_name(
    way: Way, bucket: str, s3_endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_endpoint)
    connect().put_object_acl(Bucket=bucket, Key="in/a.warc.gz", ACL="private")
    without_keys(monkeypatch, tmp_path)
    with pytest.raises(StorageError, match=r"could not read s3://.*/in/a\.warc\.gz \(unsigned: no keys are set, .*403"):
        arrive(f"s3://{bucket}/in/a.warc.gz")


def test_no_more_than_asked_is_held(way: Way, bucket: str) -> None:
    assert len(arrive(f"s3://{bucket}/in/a.warc.gz").read(max_bytes=1000)) == 1001


@pytest.mark.parametrize(
    "address", ["s3://{bucket}/in/none.warc.gz", "s3://no-such-bucket/a.warc.gz", "s3://{bucket}", "{folder}/a"]
)
def test_what_is_not_there_is_named(bucket: str, tmp_path: Path, address: str) -> None:
    address = address.format(bucket=bucket, folder=tmp_path)
    with pytest.raises(StorageError) as told:
        arrive(address)
    assert address in str(told.value)


def test_a_file_and_an_object_give_the_same_records(bucket: str, tmp_path: Path) -> None:
    data = packed(response("http://paper.example/1", page("Kiel")))
    (tmp_path / "a.warc.gz").write_bytes(data)
    connect().put_object(Bucket=bucket, Key="a.warc.gz", Body=data)
    for address in (str(tmp_path / "a.warc.gz"), f"s3://{bucket}/a.warc.gz"):
        with arrive(address).open() as stream:
            assert [m.packed for m in members(stream, max_bytes=1 << 20)] == [data]
