"""Objects outside the lake, on disk or in a bucket: what tells one from any other, and its bytes as a stream.

A bucket's object is never downloaded whole. It is asked for once and read as it comes; a connection that breaks is taken up
again at the byte that was reached, and an object that was replaced meanwhile is refused.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore import UNSIGNED
from botocore.exceptions import BotoCoreError

from tasks import StorageError
from tasks.archive import Stream
from tasks.storage import connect_outside, told

if TYPE_CHECKING:
    from botocore.response import StreamingBody

__all__ = ["Arrival", "arrive"]

TRIES = 6  # at one byte, with doubled pauses: about eight seconds
PAUSE_SECONDS = 0.25


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """An object that turned up. `identity` tells it from any other, and from what stood there before; `size` in bytes."""

    name: str
    identity: str
    modified_at: datetime
    size: int
    etag: str = ""

    @contextmanager
    def open(self) -> Iterator[Stream]:
        """Its bytes from the start, also after a broken connection. Raises StorageError that names it and the byte."""
        stream = _Object(self) if self.etag else _File(self.name)
        try:
            yield stream
        finally:
            stream.close()

    def read(self, *, max_bytes: int) -> bytes:
        """All of a small one; of a bigger one, one byte more than `max_bytes`."""
        data = bytearray()
        with self.open() as stream:
            while len(data) <= max_bytes and (piece := stream.read(max_bytes + 1 - len(data))):
                data += piece
        return bytes(data)


def arrive(address: str) -> Arrival:
    """What is known of an object, local or s3://, without reading it from a bucket. Raises StorageError that names it."""
    if address.startswith("s3://"):
        return _object(address)
    with told("read", address):
        path = Path(address)
        status = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    modified_at = datetime.fromtimestamp(status.st_mtime, UTC)
    return Arrival(name=address, identity=digest, modified_at=modified_at, size=status.st_size)


def _object(address: str) -> Arrival:
    bucket, key = _place(address)
    client = connect_outside()
    is_signed = getattr(client.meta.config, "signature_version", None) is not UNSIGNED
    with told("read", address if is_signed else f"{address} (unsigned: no keys are set, AWS_ACCESS_KEY_ID)"):
        head = client.head_object(Bucket=bucket, Key=key)
    return Arrival(
        name=address,
        identity=f"{bucket}/{key}/{head.get('VersionId') or head['ETag']}",
        modified_at=head["LastModified"],
        size=head["ContentLength"],
        etag=head["ETag"],
    )


def _place(address: str) -> tuple[str, str]:
    bucket, _, key = address.removeprefix("s3://").partition("/")
    if not bucket or not key:
        raise StorageError(f"could not read {address}: an object is named as s3://bucket/key")
    return bucket, key


class _File:
    """A local file; what cannot be read is named."""

    def __init__(self, name: str) -> None:
        self._name = name
        with told("read", name):
            self._file = Path(name).open("rb")  # noqa: SIM115  closed by Arrival.open

    def read(self, size: int) -> bytes:
        with told("read", self._name):
            return self._file.read(size)

    def seek(self, at: int) -> int:
        return self._file.seek(at)

    def close(self) -> None:
        self._file.close()


class _Object:
    """An object of a bucket from the byte reached: each answer is used until it ends or breaks."""

    def __init__(self, arrival: Arrival) -> None:
        self._arrival, self._client = arrival, connect_outside()
        self._at, self._failures = 0, 0
        self._body: StreamingBody | None = None

    def read(self, size: int) -> bytes:
        while self._at < self._arrival.size:
            piece = self._piece(size)
            self._at += len(piece)
            if piece:
                self._failures = 0
                return piece
        return b""

    def seek(self, at: int) -> int:
        self.close()
        self._at = at
        return at

    def close(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            with suppress(BotoCoreError, OSError):
                body.close()

    def _piece(self, size: int) -> bytes:
        """What comes next; nothing where the connection broke, and may be tried again."""
        try:
            self._body = self._body or self._ask()
            if piece := self._body.read(size):
                return piece
            broken: Exception = EOFError("the answer ends early")
        except (BotoCoreError, OSError) as error:
            broken = error
        self.close()
        self._failures += 1
        if self._failures >= TRIES:
            what = f"could not read {self._arrival.name} on from byte {self._at}: {broken}"
            raise StorageError(f"{what}; nothing was committed, run again when mended") from broken
        time.sleep(PAUSE_SECONDS * 2**self._failures / 2)
        return b""

    def _ask(self) -> StreamingBody:
        bucket, key = _place(self._arrival.name)
        with told("read", f"{self._arrival.name} as it was when it was announced"):
            return self._client.get_object(Bucket=bucket, Key=key, Range=f"bytes={self._at}-", IfMatch=self._arrival.etag)[
                "Body"
            ]
