"""Files dropped in the inbox: each is one batch and is moved, or is refused with a letter; and the trigger that sees them."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tasks import ConfigError, StorageError, letters
from tasks.fetch.receive import admission, inbox
from tasks.fetch.receive.arrivals import Dropped, arrivals, take
from tasks.inbox import look
from tasks.lake import Lake, open_lake
from tasks.settings import Settings
from tests.tasks.fetch.receive.test_receive import SOURCE
from tests.tasks.parse.archive import packed, page, response

ROOT = Path(__file__).parent.parent.parent.parent.parent
ARCHIVE = packed(response("https://partner.example/1", page("Port 1")))


@pytest.fixture
def box(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def lake(settings_at: Callable[..., Settings], box: Path) -> Lake:
    return open_lake(replace(settings_at(SOURCE), inbox=str(box)))


def drop(box: Path, name: str, data: bytes = ARCHIVE) -> Path:
    (box / name).write_bytes(data)
    os.utime(box / name, (1_772_600_000, 1_772_600_000))  # 2026-03-04, so that a copy made later is the same file
    return box / name


def take_all(lake: Lake) -> list[str]:
    found = arrivals([], [{"files": list(look(Path(lake.settings.inbox)))}])
    return [batch for dropped in found.values() for batch in take(lake, dropped)]


def left(lake: Lake) -> list[tuple[str, str]]:
    return sorted((x.item, x.reason) for letter in letters.newest(lake) for x in letter.left)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if not p.is_dir())


def test_a_file_is_one_batch_and_is_moved(lake: Lake, box: Path) -> None:
    drop(box, "a b.warc.gz")
    [batch] = take_all(lake)
    assert batch.startswith("2026-03-04-arrival-")
    assert lake.state().commits["receive", batch].tally["accepted"] == 1
    assert (names(box / "taken"), look(box), left(lake)) == (["a b.warc.gz"], {}, [])


def test_the_same_file_again_is_no_second_batch_and_no_file_is_lost(lake: Lake, box: Path) -> None:
    for _ in range(5):  # more often than poison may come
        drop(box, "a.warc.gz")
        take_all(lake)
    assert len(lake.state().batches()) == 1
    assert left(lake) == [(str(box / "a.warc.gz"), "known")]
    assert look(box) == {}
    drop(box, "a.warc.gz", packed(response("https://partner.example/2", page("Port 2"))))
    assert len(take_all(lake)) == 1
    kept = {(box / "taken" / name).read_bytes() for name in names(box / "taken")}
    assert ARCHIVE in kept
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("notes.txt", b"x", "other_kind"),
        ("day.urls", b"<html>", "not_a_feed"),
        ("big.warc", b"x" * 2000, "too_big_wire"),
        ("\x1b[2J\nroot.zip", b"x", "other_kind"),
        (os.fsdecode(b"\xff.zip"), b"x", "other_kind"),
    ],
)
def test_a_file_that_cannot_be_used_is_moved_aside_with_its_reason(
    lake: Lake, box: Path, name: str, data: bytes, reason: str
) -> None:
    bounds = replace(lake.settings.receive, max_object_bytes=1000)
    lake = replace(lake, settings=replace(lake.settings, receive=bounds))
    drop(box, name, data)
    assert take_all(lake) == []
    assert names(box / "refused") == [name]
    [letter] = letters.newest(lake)
    assert [x.reason for x in letter.left] == [reason]
    assert all(c.isprintable() for c in letter.left[0].item)
    assert lake.state().batches() == []


def test_a_link_is_not_followed(lake: Lake, box: Path, tmp_path: Path) -> None:
    secret = drop(tmp_path, "secret.warc.gz")
    (box / "a.warc.gz").symlink_to(secret)
    os.mkfifo(box / "pipe.warc")
    assert take_all(lake) == []
    assert left(lake) == [("a.warc.gz", "archive_path"), ("pipe.warc", "archive_path")]
    assert secret.read_bytes() == ARCHIVE


def test_a_file_stays_until_its_batch_is_committed(lake: Lake, box: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StorageError("the store is full")

    drop(box, "a.warc.gz")
    with monkeypatch.context() as fault:
        fault.setattr(admission, "receive", refuse)
        for _ in range(5):
            with pytest.raises(StorageError, match="full"):
                take_all(lake)
    assert names(box) == ["a.warc.gz"]
    assert len(take_all(lake)) == 1


def test_a_file_that_breaks_its_worker_is_refused_after_three_attempts(
    lake: Lake, box: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(box, "a.warc.gz")
    monkeypatch.setattr(inbox, "admit", lambda *_: 1 / 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            take_all(lake)
    assert take_all(lake) == []
    assert (names(box / "refused"), left(lake)) == (["a.warc.gz"], [("a.warc.gz", "poison")])


def test_what_another_worker_has_or_has_moved_is_left_to_it(lake: Lake, box: Path) -> None:
    path = drop(box, "a.warc.gz")
    [identity] = look(box)
    with path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert take(lake, Dropped(id=identity)) == []
    path.unlink()
    assert take(lake, Dropped(id=identity)) == []
    assert lake.state().head == 0


def test_without_a_folder_a_file_cannot_be_told_of(lake: Lake) -> None:
    with pytest.raises(ConfigError, match="DISPUTEWIRE_INBOX"):
        take(replace(lake, settings=replace(lake.settings, inbox="")), Dropped(id="0" * 20))


WATCH = """
import asyncio, json, pathlib, sys, time
from dags.watch.inbox import InboxTrigger

folder, told, at = pathlib.Path(sys.argv[1]), [], []

async def listen(trigger):
    async for event in trigger.run():
        told.append(event.payload["files"])
        at.append(time.monotonic())

async def main():
    made = InboxTrigger(folder=str(folder), pause=0.05, recall=0.6)
    path, given = made.serialize()
    module, name = path.rsplit(".", 1)
    watching = asyncio.create_task(listen(getattr(sys.modules[module], name)(**given)))
    for size in range(8):  # grows between any two looks
        (folder / "grows.warc").write_bytes(b"x" * size)
        await asyncio.sleep(0.04)
    grown = len(told)
    for name in (".hidden.warc", "half.warc.part"):
        (folder / name).write_bytes(b"")
    while len(told) < 2:
        await asyncio.sleep(0.05)
    watching.cancel()
    print(json.dumps([grown, at[1] - at[0], told]))

asyncio.run(asyncio.wait_for(main(), 30))
"""


def test_the_trigger_tells_of_a_file_once_it_stands_still_and_again_while_it_lies_there(box: Path, tmp_path: Path) -> None:
    # In a process of its own: Airflow makes a home where it is imported, and its import raises warnings.
    environment = {**os.environ, "AIRFLOW_HOME": str(tmp_path / "airflow")}
    command = [sys.executable, "-c", WATCH, str(box)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    grown, pause, told = json.loads(done.stdout.splitlines()[-1])
    [identity] = look(box)
    assert grown == 0
    assert pause >= 0.6
    assert told == [[identity]] * 2
