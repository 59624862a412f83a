"""What is due: sources, new entries, pages that were deferred, articles that have reached an age. Read from the log's rows."""

from __future__ import annotations

import zlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from schemas import Entry
from tasks.fetch.urls import site_of
from tasks.lake import Job, captured_at

__all__ = ["Known", "Page", "chunk_of", "is_arrival", "known", "pages"]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the last good answer of an address left: validators byte for byte, and the body's hash."""

    etag: str | None
    last_modified: str | None
    sha256: str | None

    def conditions(self) -> dict[str, str]:
        """Headers of a conditional request; a validator over 1 KiB is not sent back."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {k: v for k, v in pairs.items() if v and len(v) <= 1024}


@dataclass(frozen=True, kw_only=True)
class Page:
    """An address to visit in this batch: with the entries that led to it, or as a revisit."""

    url: str
    source_id: str
    entries: tuple[Entry, ...]
    is_revisit: bool


def chunk_of(url: str, chunks: int) -> str:
    """The part that a site belongs to, with all its hosts: the same for every worker and every run."""
    return str(zlib.crc32(site_of(url).encode()) % chunks)


def is_arrival(batch: str) -> bool:
    """Whether a batch is a file that arrived, not a poll."""
    return "-arrival-" in batch


def known(job: Job) -> dict[str, Known]:
    """Validators and hash of each address that answered well in an earlier batch."""
    rows = job.reader.sql(
        """
        select url, arg_max(etag, known_at), arg_max(last_modified, known_at),
               arg_max(payload_sha256, known_at) filter (payload_sha256 is not null)
        from fetches where outcome in ('ok', 'not_modified', 'same_bytes') and batch_id <> ? group by url
        """,
        [job.batch],
    )
    return {url: Known(etag=etag, last_modified=modified, sha256=digest) for url, etag, modified, digest in rows}


def pages(job: Job, part: str) -> list[Page]:
    """Pages of this part's hosts that are to be asked for, sorted by address."""
    chunks = job.settings.fetch.chunks
    listed: dict[str, list[Entry]] = defaultdict(list)
    for entry in job.own_rows(Entry, "state in ('new', 'changed')"):
        listed[entry.url].append(entry)
    # A list that arrived asks for what it lists; what is due besides is left to the polls.
    again = {} if is_arrival(job.batch) else {u: s for u, s in (*_deferred(job), *_aged(job)) if u not in listed}
    found = [
        *(Page(url=u, source_id=e[0].source_id, entries=tuple(e), is_revisit=False) for u, e in listed.items()),
        *(Page(url=u, source_id=s, entries=(), is_revisit=True) for u, s in again.items()),
    ]
    return sorted((p for p in found if chunk_of(p.url, chunks) == part), key=lambda p: p.url)


def _deferred(job: Job) -> list[tuple[str, str]]:
    """Pages whose last attempt in an earlier batch was put off."""
    rows = job.reader.sql(
        """
        select url, arg_max(source_id, known_at), arg_max(outcome, (known_at, attempt)) as last
        from fetches where resource = 'page' and batch_id <> ? group by url
        having last in ('http_5xx', 'rate_limited', 'timeout', 'connect', 'dns', 'tls')
        """,
        [job.batch],
    )
    return [(url, source) for url, source, _ in rows]


def _aged(job: Job) -> list[tuple[str, str]]:
    """Pages that have passed one of the ages of settings.fetch.revisit_after_hours since they were last asked for.

    A page that is gone (404, 410) is left alone.
    """
    now = captured_at(job.batch)
    rows = job.reader.sql(
        """
        select url, arg_max(source_id, known_at),
               min(known_at) filter (outcome in ('ok', 'not_modified', 'same_bytes')) as first, max(known_at)
        from fetches where resource = 'page' and batch_id <> ? group by url
        having first is not null and arg_max(outcome, (known_at, attempt)) <> 'gone'
        """,
        [job.batch],
    )
    ages = [timedelta(hours=h) for h in job.settings.fetch.revisit_after_hours]
    return [(url, source) for url, source, first, last in rows if any(last < first + age <= now for age in ages)]
