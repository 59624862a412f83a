"""What a lake needs of a place that keeps bytes, whichever it is: its methods, which keys it takes, how it says what failed."""

from __future__ import annotations

import contextlib
import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError

from tasks import StorageError

__all__ = ["TEMPORARY", "Storage", "Stored", "check_key", "told"]

KEY = re.compile(r"[A-Za-z0-9_=.-]+(/[A-Za-z0-9_=.-]+)*")
TEMPORARY = ".tmp-"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file as a listing shows it."""

    key: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """What a lake needs of a place that keeps bytes. Every method raises StorageError when bytes are not safe."""

    @property
    def root(self) -> str:
        """The address that readers use: a folder or s3://bucket/prefix."""

    def read(self, key: str) -> bytes | None:
        """The bytes under a key; None if there are none."""

    def read_part(self, key: str, start: int, length: int) -> bytes:
        """Some bytes of a file that is there."""

    def put(self, key: str, data: bytes | Path) -> None:
        """Keep bytes under a name that is made from them: idempotent."""

    def create(self, key: str, data: bytes) -> bool:
        """Keep bytes under a name only if it is free; False if another writer was first."""

    def replace(self, key: str, data: bytes | Path) -> None:
        """Put new bytes in place of the old, in one go."""

    def delete(self, key: str) -> None:
        """Remove a file; one that is gone already is fine."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """Files below a prefix that ends in `/`, sorted by key, temporary ones left out."""

    def local(self, key: str) -> Path:
        """A path on this machine with the bytes of a content-named file."""

    def sweep(self, older_than: datetime) -> int:
        """Remove what a killed writer left half written; how many."""


def check_key(key: str) -> str:
    """Refuse a key that could leave the root or hide a file."""
    if not KEY.fullmatch(key) or any(part in {".", ".."} for part in key.split("/")):
        raise StorageError(f"key {key[:200]!r}: only [A-Za-z0-9_=.-] between slashes, and no dots alone")
    return key


@contextlib.contextmanager
def told(action: str, name: object) -> Iterator[None]:
    """What goes wrong inside is a StorageError that says what was done to what."""
    try:
        yield
    except OSError as error:
        what = "no space left" if error.errno in {errno.ENOSPC, errno.EDQUOT} else error.strerror or str(error)
        raise StorageError(f"could not {action} {name}: {what}; nothing was committed, run again when mended") from error
    except (BotoCoreError, ClientError) as error:
        raise StorageError(f"could not {action} {name}: {error}; nothing was committed, run again when mended") from error
