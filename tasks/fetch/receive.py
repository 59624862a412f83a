"""Files that arrive become batches: copied into the archive record by record, as if we had fetched them.

A batch is named by the object (its bucket, key and version, or a local file's content) and the day it was last modified,
so that the same object announced twice, or a day later, is one batch.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from schemas import Capture, Reject
from schemas.record import Record, identify
from tasks import ConfigError
from tasks.lake import Job, Lake, Step, Tally, Work, run
from tasks.storage import Arrival, arrive

__all__ = ["receive"]

WARC = (".warc", ".warc.gz")
# A response, where we found it, and who made the file; requests and other records are no concern of ours.
KEPT = WarcRecordType.response | WarcRecordType.metadata | WarcRecordType.warcinfo


def receive(lake: Lake, paths: Iterable[str]) -> list[str]:
    """Register WARC files (local or s3://) as batches; the batches, in order. Raises ConfigError, StorageError."""
    batches = []
    for path in paths:
        if not path.endswith(WARC):
            raise ConfigError(f"{path}: a WARC file (.warc or .warc.gz) is expected")
        arrival = arrive(path, cache=lake.settings.cache)
        batch = f"{arrival.modified_at:%Y-%m-%d}-arrival-{identify(arrival.identity)[:16]}"
        run(lake, Step(name="receive", version="1", settle=partial(_copy, arrival), is_write_once=True), batch)
        batches.append(batch)
    return batches


def _copy(arrival: Arrival, job: Job) -> Work:
    """The file's records in an archive of this lake; a damaged record costs one record."""
    tally, captures = Tally(), list[tuple[WarcRecord, int, int, str, int]]()
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        path = Path(folder) / "arrival.warc.gz"
        with path.open("wb") as out, arrival.path.open("rb") as stream:
            for record, block in _records(stream):
                member = gzip.compress(_head(record, block) + block + b"\r\n\r\n", mtime=0)
                if record.record_type == WarcRecordType.response:
                    tally.count("accepted")
                    captures.append((record, out.tell(), len(member), hashlib.sha256(block).hexdigest(), len(block)))
                out.write(member)
        file = job.keep_raw(path, part="receive", count=len(captures))
    rows: list[Record] = [_capture(job, file.key, *kept) for kept in captures]
    if not captures:
        tally.count("rejected", "warc_framing")
        rows.append(_reject(job, arrival))
    return Work(rows=rows, files=[file], tally=tally)


def _records(stream: BinaryIO) -> Iterator[tuple[WarcRecord, bytes]]:
    for record in ArchiveIterator(stream, record_types=KEPT, parse_http=False):
        yield record, record.reader.read()


def _head(record: WarcRecord, block: bytes) -> bytes:
    headers = {str(k): str(v) for k, v in record.headers.items()} | {"Content-Length": str(len(block))}
    return ("WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n").encode()


def _capture(job: Job, key: str, record: WarcRecord, offset: int, length: int, sha256: str, size: int) -> Capture:
    url = record.headers.get("WARC-Target-URI") or ""
    return Capture(
        capture_id=identify("capture", key, offset),
        url=url,
        final_url=url,
        source_id="arrival",
        resource="page",
        status=200,
        content_type=None,
        payload_sha256=sha256,
        payload_bytes=size,
        warc_file=key,
        warc_offset=offset,
        warc_length=length,
        known_at=job.captured_at,
        batch_id=job.batch,
    )


def _reject(job: Job, arrival: Arrival) -> Reject:
    return Reject(
        reject_id=identify("reject", "receive", job.batch),
        step="receive",
        item=arrival.name,
        source_id=None,
        outcome="rejected",
        reason="warc_framing",
        message=f"{arrival.name}: no response record could be read",
        warc_file=None,
        warc_offset=None,
        known_at=job.captured_at,
        batch_id=job.batch,
    )
