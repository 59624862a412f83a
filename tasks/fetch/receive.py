"""Files that arrive become batches: copied into the archive record by record, as if we had fetched them.

A batch is named by the object (its bucket, key and version, or a local file's content) and the day it was last modified,
so that the same object announced twice, or a day later, is one batch.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from schemas import Capture, Reject
from schemas.record import Record, identify
from tasks import ConfigError, ItemError
from tasks.fetch import step_of_list
from tasks.lake import Job, Lake, Step, Tally, Work, run
from tasks.members import members
from tasks.storage import Arrival, arrive

__all__ = ["receive"]

WARC = (".warc", ".warc.gz")
LIST = ".urls"
# A response, where we found it, and who made the file; requests and other records are no concern of ours.
KEPT = {"response", "metadata", "warcinfo"}
HEADERS = 1 << 20  # bytes beside the body that a record may have


def receive(lake: Lake, paths: Iterable[str]) -> list[str]:
    """Register WARC files and lists of addresses (local or s3://) as batches; the batches, in order.

    Pages of a list are fetched as those of a poll are. Raises ConfigError, StorageError.
    """
    batches = []
    for path in paths:
        if not path.endswith((*WARC, LIST)):
            raise ConfigError(f"{path}: a WARC file (.warc or .warc.gz) or a list of addresses ({LIST}) is expected")
        arrival = arrive(path, cache=lake.settings.cache)
        batch = f"{arrival.modified_at:%Y-%m-%d}-arrival-{identify(arrival.identity)[:16]}"
        run(lake, _step(arrival), batch)
        batches.append(batch)
    return batches


def _step(arrival: Arrival) -> Step:
    if not arrival.name.endswith(LIST):
        return Step(name="receive", version="1", settle=partial(_copy, arrival), is_write_once=True)
    try:
        return step_of_list(arrival.path.read_bytes(), arrival.name)
    except ItemError as error:
        raise ConfigError(f"{arrival.name}: {error}; one http(s) address a line is expected") from error


def _copy(arrival: Arrival, job: Job) -> Work:
    """The file's records in an archive of this lake, byte for byte, a member each; a damaged record costs one record."""
    tally, rows, found = Tally(), list[Record](), list[_Kept]()
    limit = job.settings.fetch.max_page_bytes + HEADERS
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        path = Path(folder) / "arrival.warc.gz"
        with path.open("wb") as out:
            for member in members(arrival.path, max_bytes=limit):
                if member.problem:
                    tally.count("rejected", member.problem.reason)  # type: ignore[arg-type]
                    rows.append(_reject(job, arrival, member.offset, member.problem))
                    continue
                kind, url = _header(member.data, b"WARC-Type"), _header(member.data, b"WARC-Target-URI")
                if kind not in KEPT:
                    continue
                packed = gzip.compress(member.data, mtime=0)
                if kind == "response":
                    tally.count("accepted")
                    block = member.data.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
                    found.append(_Kept(url, hashlib.sha256(block).hexdigest(), len(block), out.tell(), len(packed)))
                out.write(packed)
        file = job.keep_raw(path, part="receive", count=len(found))
    if not found and not rows:
        tally.count("rejected", "warc_framing")
        rows.append(_reject(job, arrival, 0, ItemError("warc_framing", "no response record in it")))
    return Work(rows=[*rows, *(_capture(job, file.key, kept) for kept in found)], files=[file], tally=tally)


@dataclass(frozen=True)
class _Kept:
    """A response as it was copied: what counts of its block is its hash and size, so that none is held."""

    url: str
    sha256: str
    size: int
    offset: int
    length: int


def _header(record: bytes, name: bytes) -> str:
    """A header of a WARC record; "" where there is none. Some writers put an address in angle brackets."""
    match = re.search(rb"^" + name + rb":[ \t]*(.*?)[ \t]*\r?$", record[:65536], re.IGNORECASE | re.MULTILINE)
    return match[1].decode("utf-8", "replace").strip("<>") if match else ""


def _capture(job: Job, key: str, kept: _Kept) -> Capture:
    return Capture(
        capture_id=identify("capture", key, kept.offset),
        url=kept.url,
        final_url=kept.url,
        source_id="arrival",
        resource="page",
        status=200,
        content_type=None,
        payload_sha256=kept.sha256,
        payload_bytes=kept.size,
        warc_file=key,
        warc_offset=kept.offset,
        warc_length=kept.length,
        known_at=job.captured_at,
        batch_id=job.batch,
    )


def _reject(job: Job, arrival: Arrival, offset: int, problem: ItemError) -> Reject:
    return Reject(
        reject_id=identify("reject", "receive", job.batch, offset),
        step="receive",
        item=arrival.name,
        source_id=None,
        outcome="rejected",
        reason=problem.reason,
        message=f"{arrival.name} at byte {offset}: {problem}"[:500],
        warc_file=None,
        warc_offset=offset,
        known_at=job.captured_at,
        batch_id=job.batch,
    )
