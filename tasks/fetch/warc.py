"""The archive: what came over the wire, as it came, and beside it where we found it (WARC 1.1, one gzip member a record)."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import uuid
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator

from tasks import __version__
from tasks.decoding import decode
from tasks.fetch.client import Answer
from tasks.settings import FetchSettings
from tasks.storage import Storage

__all__ = ["Archive", "Place", "recall"]

# Names of records are made from what they hold, so that the same answers give the same bytes.
NAMESPACE = uuid.UUID("9b0e2f0e-3a0c-5c1e-9d43-6f5f0c3d7a11")
LEVEL = 6  # of gzip: level 9 takes three times as long for a hundredth of the size


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a record stands in the lake: WARC file, first byte, length."""

    file: str
    offset: int
    length: int


def recall(storage: Storage, place: Place, limits: FetchSettings) -> bytes:
    """The body of a response that the lake keeps, without its codings. Raises StorageError, ItemError."""
    member = storage.read_part(place.file, place.offset, place.length)
    record = next(iter(ArchiveIterator(io.BytesIO(member), parse_http=True)))
    coding = record.http_headers.get("Content-Encoding") or "" if record.http_headers else ""
    wire = record.reader.read()
    return decode(wire, coding, max_bytes=limits.max_feed_bytes, max_ratio=limits.max_ratio) if wire else b""


class Archive:
    """Writes one WARC file; `responses` and `size` tell what it holds."""

    def __init__(self, path: Path, *, batch: str, clock: str, captured_at: datetime) -> None:
        self.path, self.batch, self.captured_at = path, batch, captured_at
        self.responses = 0
        self._file: BinaryIO = path.open("wb")
        told = f"software: Disputewire/{__version__}\r\nformat: WARC File Format 1.1\r\nbatch: {batch}\r\nclock: {clock}\r\n"
        self._write("warcinfo", None, "application/warc-fields", told.encode(), captured_at)

    def response(self, asked: str, answer: Answer, when: datetime) -> tuple[str, int, int]:
        """Keep a response; its record id, offset and length."""
        head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n".encode("latin-1", "replace")
        lines = b"".join(f"{_kept(k)}: {v}\r\n".encode("latin-1", "replace") for k, v in answer.headers)
        self.responses += 1
        extra = {"WARC-Payload-Digest": _digest(answer.wire)}
        block = head + lines + b"\r\n" + answer.wire
        return self._write("response", answer.url, "application/http; msgtype=response", block, when, extra, salt=asked)

    def metadata(self, url: str, told: Mapping[str, Any], when: datetime, *, beside: str | None = None) -> int:
        """Keep where we found it: beside a response, or alone where the page could not be had. Its offset."""
        block = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
        extra = {"WARC-Concurrent-To": beside} if beside else {}
        return self._write("metadata", url, "application/json", block, when, extra)[1]

    def keep(self, packed: bytes) -> int:
        """Keep a record of another archive as it stands, a gzip member of its own. Its offset."""
        offset = self._file.tell()
        self._file.write(packed)
        return offset

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._file.tell()

    def close(self) -> None:
        """Finish the file."""
        self._file.close()

    def _write(
        self,
        kind: str,
        url: str | None,
        media: str,
        block: bytes,
        when: datetime,
        extra: Mapping[str, str] | None = None,
        salt: str = "",
    ) -> tuple[str, int, int]:
        natural = " ".join((self.batch, kind, url or "", salt, hashlib.sha256(block).hexdigest()))
        name = f"<urn:uuid:{uuid.uuid5(NAMESPACE, natural)}>"
        headers = {
            "WARC-Type": kind,
            "WARC-Record-ID": name,
            "WARC-Date": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            **({"WARC-Target-URI": url} if url else {}),
            **(extra or {}),
            "WARC-Block-Digest": _digest(block),
            "Content-Type": media,
            "Content-Length": str(len(block)),
        }
        head = "WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
        member = gzip.compress(head.encode() + block + b"\r\n\r\n", LEVEL, mtime=0)
        offset = self._file.tell()
        self._file.write(member)
        return name, offset, len(member)


def _kept(name: str) -> str:
    # The body is kept without its chunks: the header that announced them would mislead every reader.
    return "X-Archived-Transfer-Encoding" if name.lower() == "transfer-encoding" else name


def _digest(data: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
