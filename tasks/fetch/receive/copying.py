"""An archive that arrived is copied into ours, record by record as it stands: what is kept needs no network again.

The copy goes out in slices, each with its rows: neither an archive of a gigabyte nor what is told of it is ever held.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from schemas import Capture, Reject
from schemas.record import Record, identify
from tasks import ItemError
from tasks.archive import Member, members
from tasks.arrivals import Arrival
from tasks.fetch.receive.records import Written, read_record
from tasks.fetch.receive.wanted import Wanted
from tasks.fetch.warc import Archive
from tasks.lake import File, Job, Tally, Work, write_rows
from tasks.storage import told

__all__ = ["copy"]

HEADERS = 1 << 20  # bytes beside the body that a record may have
SLICE_ROWS = 10_000


def copy(arrival: Arrival, wanted: Wanted, job: Job) -> Work:
    """The wanted responses and what stands beside them, byte for byte; a damaged record costs one record."""
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder, arrival.open() as stream:
        desk = _Desk(job=job, arrival=arrival, wanted=wanted, path=Path(folder) / "slice.warc.gz")
        with closing(desk):
            for member in members(stream, max_bytes=job.settings.fetch.max_page_bytes + HEADERS):
                desk.take(member)
            return desk.finished()


@dataclass(kw_only=True)
class _Desk:
    """Where each record is kept, counted or named."""

    job: Job
    arrival: Arrival
    wanted: Wanted
    path: Path
    archive: Archive | None = None
    rows: list[Record] = field(default_factory=list)
    captures: list[Capture] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    beside: int = 0  # metadata records in the present slice
    passed: str = ""  # id of the response that was last left out: what stands beside it goes with it

    def take(self, member: Member) -> None:
        """One record, or one damage."""
        if member.problem:
            self._reject(member, self.arrival.name, member.problem)
            return
        record = read_record(member.data)
        # A member of its own has a check sum; of what has none, the record's own digest tells a flipped bit.
        if member.packed is None and not record.is_sound():
            self._reject(member, record.url or self.arrival.name, ItemError("warc_framing", "its block digest does not fit"))
        elif record.kind == "response":
            self._response(member, record)
        elif record.kind == "metadata" and self._is_beside_kept(record):
            self._keep(member)
            self.beside += 1
        elif record.kind == "warcinfo":
            self._keep(member)

    def finished(self) -> Work:
        """What all of it came to."""
        if not self.tally.seen and not self.beside:
            self._reject(Member(offset=0), self.arrival.name, ItemError("warc_framing", "no response record in it"))
        self._turn()
        return Work(rows=self.rows, files=self.files, tally=self.tally)

    def close(self) -> None:
        """Leave no file open where reading broke off."""
        if self.archive:
            self.archive.close()

    def _response(self, member: Member, record: Written) -> None:
        fetch = self.job.settings.fetch
        self.passed = record.headers.get("warc-record-id", "")
        try:
            refusal = self.wanted.refusal(record, max_bytes=fetch.max_page_bytes, max_ratio=fetch.max_ratio)
        except ItemError as problem:
            self._reject(member, record.url, problem)
            return
        if refusal:
            self.tally.count("skipped", refusal)
            return
        # What was said of a response stands right after it: a slice ends before a response, never between the two.
        is_full = self.archive is not None and self.archive.size >= self.job.settings.receive.slice_bytes
        if is_full or len(self.captures) + len(self.rows) >= SLICE_ROWS:
            self._turn()
        self.passed = ""
        self.tally.count("accepted")
        offset, length = self._keep(member)
        self.captures.append(self._capture(record, offset, length))

    def _is_beside_kept(self, record: Written) -> bool:
        beside = record.headers.get("warc-concurrent-to") or record.headers.get("warc-refers-to")
        return self.wanted.has_host(record.url) and not (self.passed and beside == self.passed)

    def _keep(self, member: Member) -> tuple[int, int]:
        packed = member.packed or gzip.compress(member.data + b"\r\n\r\n", compresslevel=6, mtime=0)
        with told("write", self.path):
            if self.archive is None:
                job = self.job
                self.archive = Archive(self.path, batch=job.batch, clock="as recorded", captured_at=job.captured_at)
            return self.archive.keep(packed), len(packed)

    def _turn(self) -> None:
        """Put a slice and its rows in place, and begin anew."""
        if self.archive:
            with told("write", self.path):
                self.archive.close()
        if self.captures or self.beside:
            file = self.job.keep_raw(self.path, part="receive", count=len(self.captures))
            self.files.append(file)
            self.rows += [self._named(capture, file.key) for capture in self.captures]
        self.files += write_rows(self.job.lake.storage, self.rows, batch=self.job.batch, part="receive")
        self.archive, self.captures, self.rows, self.beside = None, [], [], 0

    def _named(self, capture: Capture, key: str) -> Capture:
        return replace(capture, capture_id=identify("capture", key, capture.warc_offset), warc_file=key)

    def _capture(self, record: Written, offset: int, length: int) -> Capture:
        """Its row, but for the file, which gets its name when the slice is full."""
        fetch = self.job.settings.fetch
        try:
            body = record.body(max_bytes=fetch.max_page_bytes, max_ratio=fetch.max_ratio)
        except ItemError:  # kept as it came: parse says what is wrong with it, and may learn to read it
            body = record.payload
        return Capture(
            capture_id="",
            url=record.url,
            final_url=record.url,
            source_id="arrival",
            resource="page",
            status=record.status,
            content_type=record.http.get("content-type"),
            payload_sha256=hashlib.sha256(body).hexdigest(),
            payload_bytes=len(body),
            warc_file="",
            warc_offset=offset,
            warc_length=length,
            known_at=record.captured_at or self.job.captured_at,
            batch_id=self.job.batch,
        )

    def _reject(self, member: Member, item: str, problem: ItemError) -> None:
        where = f"byte {member.offset}" + (f", {member.within} bytes into what it unpacks to" if member.within else "")
        self.tally.count("rejected", problem.reason)  # type: ignore[arg-type]
        self.rows.append(
            Reject(
                reject_id=identify("reject", "receive", self.job.batch, member.offset, member.within),
                step="receive",
                item=item[:4096],
                source_id=None,
                outcome="rejected",
                reason=problem.reason,
                message=f"{self.arrival.name} at {where}: {problem}"[:500],
                warc_file=None,
                warc_offset=member.offset,
                known_at=self.job.captured_at,
                batch_id=self.job.batch,
            )
        )
        if len(self.rows) >= SLICE_ROWS:
            self._turn()
