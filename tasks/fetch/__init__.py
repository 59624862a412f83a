"""Fetch: sources -> entries, fetches, captures, and an archive of what came over the wire.

`poll` asks the sources that are due, `visit` the pages they led to, `follow` those that were led to another part's site. A
host belongs to one part in each phase, so workers share the load and no host is asked by two of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas import Source
from tasks import ConfigError, reference
from tasks.fetch.addresses import route
from tasks.fetch.due import part_names
from tasks.fetch.entries import entries, listed_before, listing
from tasks.fetch.poll import poll
from tasks.fetch.rows import Scribe
from tasks.fetch.sources.lists import read_url_list
from tasks.fetch.urls import host_of
from tasks.fetch.visit import follow, visit
from tasks.lake import Job, Phase, Reader, Step, Tally, Work
from tasks.settings import Settings

__all__ = ["STEP", "alone", "check", "failed_sources", "step_of_list"]


def check(settings: Settings, declared: Sequence[Source]) -> None:
    """Refuse to go out on the web without saying who we are."""
    _check(settings, {f"source {s.source_id!r}": s.url for s in declared})


def _check(settings: Settings, addresses: Mapping[str, str]) -> None:
    live = [name for name, url in addresses.items() if route(host_of(url), settings.fetch.connect_to) is None]
    if live and not settings.contact:
        raise ConfigError(f"{live[0]} is on the open web: set DISPUTEWIRE_CONTACT to an address its publisher can write to")


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
    declared = reference.sources(job.settings.sources_file)
    check(job.settings, declared)
    return part_names(job.settings.fetch.chunks)


def _chunks(job: Job) -> list[str]:
    return part_names(job.settings.fetch.chunks)


def _all(job: Job) -> list[str]:  # noqa: ARG001
    return part_names(1)


STEP = Step(
    name="fetch",
    version="2",
    phases=(
        Phase(name="poll", parts=_parts, work=poll),
        Phase(name="visit", parts=_chunks, work=visit),
        Phase(name="follow", parts=_all, work=follow),
    ),
    is_write_once=True,
)


def alone(settings: Settings) -> Settings:
    """The settings of a worker that has nobody beside it: one part, all hosts side by side."""
    return replace(settings, fetch=replace(settings.fetch, chunks=1))


def step_of_list(body: bytes, name: str) -> Step:
    """Fetch for a list of addresses that arrived as `name`, in place of a poll. Raises ItemError: not_a_feed."""
    items = read_url_list(body, "text/plain")

    def parts(job: Job) -> list[str]:
        _check(job.settings, {i.url: i.url for i in items if i.url.startswith("http")})
        return part_names(1)

    def list_(job: Job, part: str) -> Work:  # noqa: ARG001
        scribe, tally = Scribe(job=job), Tally()
        found = listing(scribe, "arrival", name, items, tally)
        made = entries(scribe, found, listed_before(job, [found]), tally)
        return Work(rows=[*scribe.rows, *made], tally=tally)

    # Whoever receives it works alone: all sites are one part, and nothing is led away from it.
    phases = (Phase(name="poll", parts=parts, work=list_), Phase(name="visit", parts=_all, work=visit))
    return Step(name="fetch", version="2", phases=phases, is_write_once=True)
