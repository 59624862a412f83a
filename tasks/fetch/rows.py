"""Rows of what happened on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from schemas import Capture, Fetch, Reject
from schemas.record import Record, identify
from tasks.fetch.manners import Try
from tasks.fetch.urls import host_of
from tasks.lake import Job, captured_at

__all__ = ["TEMPORARY", "Pending", "Scribe", "outcome_of"]

# Reasons that are the network's, the server's or the run's state of the day: time may mend them.
TEMPORARY = frozenset({"http_5xx", "rate_limited", "timeout", "connect", "dns", "tls", "over_share", "unwell"})


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A capture whose file has no name yet."""

    url: str
    final_url: str
    source_id: str
    resource: str
    status: int
    content_type: str | None
    sha256: str
    size: int
    offset: int
    length: int
    when: datetime


@dataclass(kw_only=True)
class Scribe:
    """Collects the rows of one part."""

    job: Job
    rows: list[Record] = field(default_factory=list)
    captures: list[Pending] = field(default_factory=list)

    def now(self) -> datetime:
        """Capture time, to the second: the batch's instant where the clock says so."""
        return self.instant().replace(microsecond=0)

    def instant(self) -> datetime:
        """The same as exactly as it is known: what delays are counted from."""
        if self.job.settings.clock == "batch":
            return captured_at(self.job.batch)
        return datetime.now(UTC).replace(tzinfo=None)

    def fetch(self, done: Try, source_id: str, outcome: str, *, final_url: str | None) -> None:
        """One attempt."""
        answer, batch = done.answer, self.job.batch
        self.rows.append(
            Fetch(
                fetch_id=identify("fetch", batch, done.resource, done.url, done.attempt),
                url=done.url,
                final_url=final_url,
                source_id=source_id,
                host=host_of(done.url),
                resource=done.resource,
                attempt=done.attempt,
                outcome=outcome,
                status=answer.status if answer else getattr(done.error, "http_status", None),
                is_conditional=done.is_conditional,
                etag=answer.header("ETag") if answer else None,
                last_modified=answer.header("Last-Modified") if answer else None,
                wire_bytes=len(answer.wire) if answer else 0,
                decoded_bytes=len(answer.body) if answer else 0,
                payload_sha256=answer.sha256 if answer and answer.body else None,
                elapsed_ms=answer.elapsed_ms if answer else 0,
                retry_after_s=getattr(done.error, "wait", 0) or None,
                message=str(done.error)[:500] if done.error else None,
                known_at=self.instant(),
                batch_id=batch,
            )
        )

    def reject(self, item: str, source_id: str | None, outcome: str, reason: str, message: str) -> None:
        """Something that left the flow here."""
        self.rows.append(
            Reject(
                reject_id=identify("reject", "fetch", self.job.batch, item, source_id or "", reason),
                step="fetch",
                item=item[:4096],
                source_id=source_id,
                outcome=outcome,
                reason=reason,
                message=message[:500],
                warc_file=None,
                warc_offset=None,
                known_at=self.now(),
                batch_id=self.job.batch,
            )
        )

    def captured(self, captures: Sequence[Pending], warc_file: str) -> list[Record]:
        """Captures as rows, once their archive has its name."""
        return [
            Capture(
                capture_id=identify("capture", warc_file, p.offset),
                url=p.url,
                final_url=p.final_url,
                source_id=p.source_id,
                resource=p.resource,
                status=p.status,
                content_type=p.content_type,
                payload_sha256=p.sha256,
                payload_bytes=p.size,
                warc_file=warc_file,
                warc_offset=p.offset,
                warc_length=p.length,
                known_at=p.when,
                batch_id=self.job.batch,
            )
            for p in captures
        ]


def outcome_of(reason: str) -> str:
    """Whether a reason puts an item off, leaves it out by policy, or refuses it."""
    if reason in TEMPORARY:
        return "deferred"
    return "skipped" if reason == "robots" else "rejected"
