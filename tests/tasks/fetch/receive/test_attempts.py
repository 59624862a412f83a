"""Attempts and letters, in a folder and a bucket: marks outlive their worker, and go back where it is not at fault."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tasks import ConfigError, ItemError, StorageError, letters, maintain
from tasks.fetch.receive.attempts import Done, attempt, done, finish, forget
from tasks.lake import Lake
from tasks.letters import Left

AN = "0123456789abcdef0123"


def die(lake: Lake) -> None:
    with attempt(lake, AN):
        raise KeyboardInterrupt


def test_three_attempts_that_end_their_worker_are_all_there_are(any_lake: Lake) -> None:
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            die(any_lake)
    with pytest.raises(ItemError, match="3 times") as refused:
        die(any_lake)
    assert refused.value.reason == "poison"
    forget(any_lake, AN)
    with pytest.raises(KeyboardInterrupt):
        die(any_lake)


@pytest.mark.parametrize("fault", [StorageError("full"), ConfigError("no contact")])
def test_an_attempt_is_given_back_where_the_item_is_not_at_fault(lake: Lake, fault: Exception) -> None:
    for _ in range(5):
        with pytest.raises(type(fault)), attempt(lake, AN):
            raise fault
    with attempt(lake, AN):
        assert len(list(lake.storage.list("staging/"))) == 1


def test_how_an_item_ended_is_told_by_its_first_end(any_lake: Lake) -> None:
    assert done(any_lake, AN) is None
    with attempt(any_lake, AN):
        finish(any_lake, AN, "receipt", ["2026-03-04-arrival-1"])
    finish(any_lake, AN, "another", [])
    assert done(any_lake, AN) == Done(receipt="receipt", batches=("2026-03-04-arrival-1",))
    assert [s.key for s in any_lake.storage.list("staging/")] == [f"staging/arrivals/{AN}/done.json"]


def test_marks_are_swept_once_no_queue_can_deliver_their_message(lake: Lake) -> None:
    finish(lake, AN, "receipt", [])
    now = datetime.now(UTC)
    assert "notes=0" in maintain.sweep(lake, now=now + timedelta(days=14))
    assert done(lake, AN) is not None
    assert "notes=1" in maintain.sweep(lake, now=now + timedelta(days=16))
    assert done(lake, AN) is None


def test_a_letter_that_is_there_stays(any_lake: Lake) -> None:
    first = Left(item="a", outcome="rejected", reason="gone", message="one\nline")
    letters.write(any_lake, AN, [first], "body")
    letters.write(any_lake, AN, [Left(item="b", outcome="duplicate", reason="known", message="")], "")
    [letter] = letters.newest(any_lake)
    assert (letter.id, letter.body, letters.count(any_lake)) == (AN, "body", 1)
    assert letter.left == (Left(item="a", outcome="rejected", reason="gone", message="one\\nline"),)
