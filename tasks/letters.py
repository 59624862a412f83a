"""Letters: what arrived and made no batch, with the reason, for people to read. Nothing is dropped in silence.

One letter a message (or file), create-only: told again, it is the same letter. It stands beside the lake's rows, not among
them, because rows belong to batches and here there is none.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from schemas.vocabulary import Outcome, Reason
from tasks import ItemError
from tasks.lake import Lake

__all__ = ["Left", "Letter", "count", "newest", "write"]

FOLDER = "letters/"
MESSAGE_CHARS = 500
BODY_BYTES = 65536
# Control characters, and those that turn the direction of text: nothing from outside writes to a terminal or a log.
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Left:
    """One thing that was announced and made no batch."""

    item: str
    outcome: Outcome
    reason: Reason
    message: str

    @classmethod
    def of(cls, item: str, error: ItemError) -> Self:
        """What was refused."""
        return cls(item=item, outcome="rejected", reason=error.reason, message=error.message)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a message (or file) held that made no batch; `seen_at` is when it was first refused, UTC."""

    id: str
    seen_at: str
    left: tuple[Left, ...]
    body: str


def write(lake: Lake, identity: str, left: Sequence[Left], body: str) -> None:
    """Keep a letter under a name made from what it is about; one that is there stays. Raises StorageError."""
    letter = Letter(
        id=identity,
        seen_at=datetime.now(UTC).isoformat(timespec="seconds"),
        left=tuple(dataclasses.replace(x, item=_line(x.item), message=_line(x.message)) for x in left),
        body=body.encode("utf-8", "backslashreplace")[:BODY_BYTES].decode("utf-8", "ignore"),
    )
    lake.storage.create(f"{FOLDER}{identity}.json", json.dumps(dataclasses.asdict(letter), indent=1).encode())


def newest(lake: Lake) -> Iterator[Letter]:
    """Letters, the last written first, read as they are asked for."""
    for one in sorted(lake.storage.list(FOLDER), key=lambda s: (s.modified_at, s.key), reverse=True):
        fields = json.loads(lake.storage.read(one.key) or b"{}")
        yield Letter(**{**fields, "left": tuple(Left(**x) for x in fields["left"])})


def count(lake: Lake) -> int:
    """How many there are."""
    return sum(1 for _ in lake.storage.list(FOLDER))


def _line(text: str) -> str:
    """One line of at most 500 characters, its control characters escaped."""
    return UNSAFE.sub(lambda m: m[0].encode("unicode_escape").decode(), text)[:MESSAGE_CHARS]
