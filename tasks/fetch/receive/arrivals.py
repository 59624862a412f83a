"""What a run of `receive` was started for: paths named by hand, messages of a queue, files of the inbox.

Each has an id of ours, so that the scheduler carries no word from outside, and is taken alone: one that fails, or kills its
worker, holds up no other.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from schemas.record import identify
from tasks.fetch.receive import receive
from tasks.fetch.receive.inbox import take_file
from tasks.fetch.receive.queue import Message, take_message
from tasks.lake import Lake

__all__ = ["Arrived", "Dropped", "Named", "arrivals", "take"]

log = logging.getLogger(__name__)
FILE = re.compile(r"[0-9a-f]{20}")


@dataclass(frozen=True, kw_only=True)
class Named:
    """A file that a person named: a path, or s3://bucket/key."""

    path: str


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A file of the inbox, by the id that its watcher gave it."""

    id: str


Arrived = Named | Message | Dropped


def arrivals(paths: Iterable[str], payloads: Iterable[Any]) -> dict[str, Arrived]:
    """All that a run was started for, by id; what watchers told comes from outside and is taken only in its right shape."""
    found: dict[str, Arrived] = {identify("path", path): Named(path=path) for path in paths}
    for payload in payloads:
        for arrived in _told(payload if isinstance(payload, dict) else {}):
            found[arrived.id] = arrived
    return found


def take(lake: Lake, arrived: Arrived) -> list[str]:
    """Bring one arrival in; the batches that wait for the next step. Raises StorageError, ConfigError: it is not lost."""
    match arrived:
        case Named(path=path):
            return receive(lake, [path])
        case Message():
            batches = take_message(lake, arrived)
        case Dropped(id=identity):
            batches = take_file(lake, identity)
    # An earlier attempt may have committed a batch and died before it could wake anyone.
    waiting = set(lake.state().behind("parse"))
    return sorted(waiting.intersection(batches))


def _told(payload: dict[str, Any]) -> Iterator[Message | Dropped]:
    messages, files = payload.get("message_batch"), payload.get("files")
    for told in messages if isinstance(messages, list) else ():
        match told:
            case {"MessageId": str(name), "Body": str(body), "ReceiptHandle": str(receipt)}:
                yield Message(id=identify("message", ascii(name)), body=body, receipt=receipt)
            case _:
                log.warning("an event told of something that is no message; it stays where it is")
    for told in files if isinstance(files, list) else ():
        if isinstance(told, str) and FILE.fullmatch(told):
            yield Dropped(id=told)
