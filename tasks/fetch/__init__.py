"""Fetch: sources -> entries, fetches, captures, and an archive of what came over the wire.

`poll` asks the sources, `visit` the pages they led to. A host belongs to one part in each phase, so workers share the load
and no host is asked by two of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas import Source
from tasks import ConfigError
from tasks.fetch.addresses import route
from tasks.fetch.poll import poll
from tasks.fetch.urls import host_of
from tasks.fetch.visit import visit
from tasks.lake import Job, Phase, Reader, Step, Work
from tasks.reference import sources
from tasks.settings import Settings

__all__ = ["STEP", "check", "failed_sources"]


def check(settings: Settings, declared: Sequence[Source]) -> None:
    """Refuse to go out on the web without saying who we are."""
    live = [s.source_id for s in declared if route(host_of(s.url), settings.fetch.connect_to) is None]
    if live and not settings.contact:
        raise ConfigError(
            f"source {live[0]!r} is on the open web: set DISPUTEWIRE_CONTACT to an address its publisher can write to"
        )


def failed_sources(reader: Reader, batch: str) -> list[tuple[str, str, str]]:
    """Sources that could not be polled in a batch: id, reason, message."""
    query = """
        select source_id, reason, message from rejects r
        where step = 'fetch' and batch_id = ? and reason not in ('bad_url', 'bad_scheme', 'too_many_items')
          and not exists (select 1 from entries e where e.batch_id = r.batch_id and e.url = r.item)
          and not exists (select 1 from fetches f where f.resource = 'page' and f.url = r.item)
        order by all
    """
    return [(s, r, m) for s, r, m in reader.sql(query, [batch])]


def _parts(job: Job) -> list[str]:
    declared = sources(job.settings.sources_file)
    check(job.settings, declared)
    return [str(n) for n in range(job.settings.fetch.chunks)]


def _poll(job: Job, part: str) -> Work:
    return poll(job, part)


STEP = Step(
    name="fetch",
    version="1",
    phases=(Phase(name="poll", parts=_parts, work=_poll), Phase(name="visit", parts=_parts, work=visit)),
    is_write_once=True,
)
