"""robots.txt by RFC 9309: read before the first page, held to for a day, remembered from the archive and not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from protego import Protego

from tasks import ItemError
from tasks.fetch.client import Failure
from tasks.fetch.due import Known
from tasks.fetch.warc import Place
from tasks.lake import Job, captured_at

__all__ = ["AGENT", "Memory", "Rules", "remembered", "rules_after"]

AGENT = "Disputewire"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a robots.txt says to us. Without one, everything is allowed."""

    parsed: Protego | None = None

    @classmethod
    def read(cls, body: bytes, *, max_bytes: int) -> Self:
        """The rules of a file; what lies beyond the bound does not count."""
        return cls(parsed=Protego.parse(body[:max_bytes].decode("utf-8", "replace")))

    def allows(self, url: str) -> bool:
        """Whether an address may be asked for."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Crawl-delay in seconds; 0 where there is none."""
        return float((self.parsed and self.parsed.crawl_delay(AGENT)) or 0)

    @property
    def sitemaps(self) -> list[str]:
        """What it names as sitemaps."""
        return list(self.parsed.sitemaps) if self.parsed else []


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What was heard of a robots.txt: its validators, where its body stands, and how it ended last.

    `is_fresh`: heard so recently that it need not be asked again; `failed`: the reason it failed with in this very batch.
    """

    known: Known
    place: Place | None
    is_fresh: bool
    is_absent: bool
    failed: str | None


def rules_after(error: ItemError) -> Rules:
    """What a failure of robots.txt means. Raises it again where nothing may be asked for now.

    RFC 9309, 2.3.1: 4xx and too many redirects mean allowed, errors of the server and of the network not allowed.
    """
    status = error.http_status if isinstance(error, Failure) else None
    if (status is not None and 400 <= status < 500 and status != 429) or error.reason == "redirect_limit":
        return Rules()
    raise error


def remembered(job: Job) -> dict[str, Memory]:
    """What this and earlier batches heard, by the address of the robots.txt."""
    rows = job.reader.sql(
        """
        with heard as (
            select url, batch_id, known_at, attempt, outcome, status, etag, last_modified, payload_sha256
            from fetches where resource = 'robots' and outcome <> 'redirect'
        ),
        last as (
            select url,
                   arg_max(outcome, (known_at, attempt)) as outcome,
                   arg_max(status, (known_at, attempt)) as status,
                   arg_max(batch_id, (known_at, attempt)) as batch_id,
                   max(known_at) as known_at,
                   arg_max(etag, known_at) as etag,
                   arg_max(last_modified, known_at) as last_modified,
                   arg_max(payload_sha256, known_at) filter (outcome in ('ok', 'same_bytes')) as sha256
            from heard group by url
        ),
        kept as (
            select url, arg_max(warc_file, known_at) as file, arg_max(warc_offset, known_at) as start,
                   arg_max(warc_length, known_at) as length
            from captures where resource = 'robots' group by url
        )
        select url, outcome, status, batch_id, known_at, etag, last_modified, sha256, file, start, length
        from last left join kept using (url)
        """
    )
    since = captured_at(job.batch) - timedelta(hours=job.settings.fetch.robots_hours)
    return {row[0]: _memory(row, job.batch, is_young=row[4] > since) for row in rows}


def _memory(row: tuple[object, ...], batch: str, *, is_young: bool) -> Memory:
    _, outcome, status, of, _, etag, modified, sha256, file, start, length = row
    is_heard = outcome in {"ok", "not_modified", "same_bytes"} and file is not None
    is_absent = isinstance(status, int) and 400 <= status < 500 and status != 429
    return Memory(
        known=Known(etag=etag, last_modified=modified, sha256=sha256),  # type: ignore[arg-type]
        place=Place(file=str(file), offset=int(str(start)), length=int(str(length))) if file else None,
        is_fresh=is_young and (is_heard or is_absent),
        is_absent=is_absent,
        failed=str(outcome) if of == batch and not is_heard and not is_absent else None,
    )
