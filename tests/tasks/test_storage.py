"""Storage: the same promises on disk and on S3."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tasks import ConfigError, StorageError
from tasks.lake import Lake
from tasks.storage import Folder, open_url


def test_what_is_put_is_read_and_listed(any_lake: Lake) -> None:
    storage = any_lake.storage
    storage.put("a/day=2026-11-20/x.bin", b"one")
    storage.put("a/day=2026-11-21/y.bin", b"two")
    storage.put("b/z.bin", b"three")
    assert storage.read("a/day=2026-11-20/x.bin") == b"one"
    assert storage.read("a/none.bin") is None
    assert [(s.key, s.size) for s in storage.list("a/")] == [("a/day=2026-11-20/x.bin", 3), ("a/day=2026-11-21/y.bin", 3)]
    assert storage.local("b/z.bin").read_bytes() == b"three"


def test_create_has_one_winner(any_lake: Lake) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: any_lake.storage.create("log/00000001.json", b"%d" % n), range(16)))
    assert won.count(True) == 1
    assert any_lake.storage.read("log/00000001.json") == b"%d" % won.index(True)


def test_replace_and_delete(any_lake: Lake) -> None:
    any_lake.storage.replace("snapshot.json", b"old")
    any_lake.storage.replace("snapshot.json", b"new")
    assert any_lake.storage.read("snapshot.json") == b"new"
    any_lake.storage.delete("snapshot.json")
    any_lake.storage.delete("snapshot.json")
    assert any_lake.storage.read("snapshot.json") is None


@pytest.mark.parametrize("key", ["../out", "a/../../out", "/etc/passwd", "a//b", "a b", "a/\x00", "", "a/.", "ü"])
def test_a_key_never_leaves_the_root(any_lake: Lake, key: str) -> None:
    with pytest.raises(StorageError, match="key"):
        any_lake.storage.put(key, b"x")


def test_a_full_or_closed_disk_is_told_and_leaves_no_torn_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Folder(tmp_path)
    storage.replace("snapshot.json", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="no space left; nothing was committed"):
        storage.replace("snapshot.json", b"new")
    assert storage.read("snapshot.json") == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["snapshot.json"]


def test_left_overs_of_killed_writers_are_swept_when_old(tmp_path: Path) -> None:
    storage = Folder(tmp_path)
    storage.put("a/x.bin", b"x")
    (tmp_path / "a" / ".tmp-dead").write_bytes(b"half")
    assert [s.key for s in storage.list("a/")] == ["a/x.bin"]
    assert storage.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert storage.sweep(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert stat.S_ISREG((tmp_path / "a" / "x.bin").stat().st_mode)


@pytest.mark.parametrize("url", ["http://lake", "s3://", "gs://bucket/x"])
def test_an_address_that_is_no_lake_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="DISPUTEWIRE_LAKE"):
        open_url(url, cache=tmp_path)
