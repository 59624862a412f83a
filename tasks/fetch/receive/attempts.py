"""Attempts at something that arrived: marked before the work, so that what kills its worker is known when it comes back.

Marks are create-only files in the lake, since the next attempt may be made on another machine. An attempt that fails for
want of storage or a setting is given back: the item is not at fault.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks import ConfigError, ItemError, StorageError
from tasks.lake import Lake

__all__ = ["FOLDER", "Done", "attempt", "done", "finish"]

FOLDER = "staging/arrivals/"


@dataclass(frozen=True, kw_only=True)
class Done:
    """How an item ended: the delivery that was worked on, and the batches it made."""

    receipt: str
    batches: tuple[str, ...]


@contextlib.contextmanager
def attempt(lake: Lake, identity: str) -> Iterator[None]:
    """Work on an item, counted. Raises ItemError: poison, where all attempts are used up."""
    key = _take_slot(lake, identity)
    try:
        yield
    except (StorageError, ConfigError):
        with contextlib.suppress(StorageError):
            lake.storage.delete(key)
        raise


def done(lake: Lake, identity: str) -> Done | None:
    """How the item ended; None while it has not."""
    data = lake.storage.read(f"{FOLDER}{identity}/done.json")
    if data is None:
        return None
    fields = json.loads(data)
    return Done(receipt=fields["receipt"], batches=tuple(fields["batches"]))


def finish(lake: Lake, identity: str, receipt: str, batches: Sequence[str]) -> None:
    """Note that the item ended; its attempts are forgotten."""
    note = json.dumps({"receipt": receipt, "batches": list(batches)}).encode()
    lake.storage.create(f"{FOLDER}{identity}/done.json", note)
    forget(lake, identity)


def forget(lake: Lake, identity: str) -> None:
    """Give all attempts at an item back."""
    for slot in range(lake.settings.receive.attempts):
        lake.storage.delete(_slot(identity, slot))


def _take_slot(lake: Lake, identity: str) -> str:
    limit = lake.settings.receive.attempts
    for slot in range(limit):
        key = _slot(identity, slot)
        if lake.storage.create(key, b"{}"):
            return key
    raise ItemError("poison", f"its work ended its worker {limit} times; it was not looked at again")


def _slot(identity: str, slot: int) -> str:
    return f"{FOLDER}{identity}/attempt-{slot + 1}.json"
