"""What is due: new entries, pages that were put off, articles that have reached an age. Folded from the rows that count."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tasks.fetch.urls import site_of
from tasks.lake import Job, captured_at

__all__ = [
    "Due",
    "Known",
    "Said",
    "belongs",
    "due",
    "held_hosts",
    "is_arrival",
    "known_sources",
    "part_names",
    "recently_asked",
    "said",
]

MAX_VALIDATOR_CHARS = 1024
FIRST_RETRY_MINUTES = 15  # before a page that was put off is asked for again; doubled each time, a day at the most
TOLD = ("guid", "title", "summary", "published_at", "updated_at")
HERE = Path(__file__).parent
GOOD = "('ok', 'not_modified', 'same_bytes')"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the last good answer of an address left: validators byte for byte, and the body's hash."""

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None

    def conditions(self) -> dict[str, str]:
        """Headers of a conditional request; a validator over 1 KiB is not sent back."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {k: v for k, v in pairs.items() if v and len(v) <= MAX_VALIDATOR_CHARS}


@dataclass(frozen=True, kw_only=True)
class Due:
    """A page to ask for, and what is known of it and of where it once moved to.

    `rank` 0 is new (then `position` is its place in its list), 1 was put off, 2 is looked at again. `since` is when it was
    first put off, where it was. `told` is what its sources said of it, JSON objects as the archive has them.
    """

    url: str
    source_id: str
    rank: int
    position: int = 0
    known: Known | None = None
    moved_to: str | None = None
    known_there: Known | None = None
    since: datetime | None = None
    told: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one source said of a page in one batch; `told` as the archive has it, JSON."""

    url: str
    batch: str
    source_id: str
    position: int
    told: str


def part_names(chunks: int) -> list[str]:
    """The parts that sites are shared out to. Their number is in the name: halves of two sharings are never mixed."""
    return [f"{n}of{chunks}" for n in range(chunks)]


def belongs(url: str, part: str) -> bool:
    """Whether a site, with all its hosts, is of this part: the same for every worker and every run."""
    number, _, chunks = part.partition("of")
    return zlib.crc32(site_of(url).encode()) % int(chunks) == int(number)


def is_arrival(batch: str) -> bool:
    """Whether a batch is a file that arrived, not a poll."""
    return "-arrival-" in batch


def known_sources(job: Job) -> dict[str, Known]:
    """What is known of feeds and sitemaps, by address."""
    rows = job.reader.sql(
        f"""
        select url, arg_max(etag, known_at), arg_max(last_modified, known_at),
               arg_max(payload_sha256, known_at) filter (payload_sha256 is not null)
        from fetches where resource = 'source' and outcome in {GOOD} and batch_id <> ? group by url
        """,
        [job.batch],
    )
    return {url: Known(etag=etag, last_modified=modified, sha256=digest) for url, etag, modified, digest in rows}


def held_hosts(job: Job, now: datetime) -> dict[str, datetime]:
    """Hosts that asked to be left alone (Retry-After) until a time that has not come."""
    query = """
        select host, max(known_at + to_seconds(retry_after_s)) as until from fetches
        where retry_after_s > 0 group by host having until > ?
    """
    return dict(job.reader.sql(query, [now]))


def recently_asked(job: Job, now: datetime) -> dict[str, datetime]:
    """When hosts were asked last, as far as a delay may still count: phases and batches keep it among themselves."""
    since = now - timedelta(seconds=job.settings.fetch.max_crawl_delay_seconds + 1)
    return dict(job.reader.sql("select host, max(known_at) from fetches where known_at >= ? group by host", [since]))


def due(job: Job) -> Iterator[Due]:
    """Every page that this batch asks for, one by one, in no order."""
    batch, now, ages = job.batch, captured_at(job.batch), job.settings.fetch.revisit_after_hours
    values = [batch, now, list(ages), max(ages, default=0), is_arrival(batch), FIRST_RETRY_MINUTES]
    rows = job.reader.stream((HERE / "due.sql").read_text(encoding="utf-8"), values)
    for url, source, rank, position, *rest in rows:
        etag, modified, sha256, moved_to, etag_there, modified_there, sha256_there, since = rest
        is_moved = moved_to is not None and moved_to != url
        yield Due(
            url=url,
            source_id=source,
            rank=rank,
            position=position,
            known=Known(etag=etag, last_modified=modified, sha256=sha256) if sha256 or etag or modified else None,
            moved_to=moved_to if is_moved else None,
            known_there=Known(etag=etag_there, last_modified=modified_there, sha256=sha256_there) if is_moved else None,
            since=since,
        )


def said(job: Job) -> Iterator[Said]:
    """What sources said of pages that may be asked for, one by one: a scan, so that nothing of it is held."""
    for url, batch, source, position, *rest in job.reader.stream((HERE / "told.sql").read_text(encoding="utf-8"), [job.batch]):
        values = (v.isoformat() if isinstance(v, datetime) else v for v in rest)
        told = {"source_id": source} | dict(zip(TOLD, values, strict=True))
        yield Said(
            url=url, batch=batch, source_id=source, position=position, told=json.dumps(told, ensure_ascii=False, sort_keys=True)
        )
