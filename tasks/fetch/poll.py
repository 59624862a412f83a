"""Poll sources: what they list becomes entries, each new, changed or known. A source that fails is named, and ends nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from pebble import ProcessPool

from schemas import Entry, Poll, Source
from schemas.record import Record, identify
from tasks import ItemError
from tasks.fetch.asking import Part, do_part
from tasks.fetch.client import Failure
from tasks.fetch.clock import Clock, Past, clock
from tasks.fetch.due import belongs, known_sources
from tasks.fetch.entries import entries, listed_before, listing
from tasks.fetch.rows import Scribe, outcome_of
from tasks.fetch.sources.formats import READERS, read_safely, readers
from tasks.fetch.sources.items import Item
from tasks.fetch.sources.walk import list_sitemaps
from tasks.fetch.turns import side_by_side
from tasks.fetch.urls import host_of, site_of
from tasks.lake import File, Job, Tally, Work, captured_at, write_rows
from tasks.reference import sources

__all__ = ["poll"]

MAX_ITEMS_HELD = 5000


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What a poll came to: its outcome, and what the source listed."""

    outcome: str = "unchanged"
    items: Sequence[Item] = ()


def poll(job: Job, part: str) -> Work:
    """The sources of this part's sites: those that are due are asked; what is decided of each is a row."""
    mine = [s for s in sources(job.settings.sources_file) if belongs(s.url, part)]
    if not mine:
        return Work()
    desk = _Desk(job=job, part=part, clocks=_clocks(job, mine))
    wanted: list[Source] = []
    resting: list[Source] = []
    for source in mine:
        (wanted if desk.clocks[source.source_id].is_due(captured_at(job.batch)) else resting).append(source)
    work = _ask(desk, wanted) if wanted else Work()
    for source in resting:
        desk.rest(source)
    desk.clear()
    return Work(rows=[*work.rows, *desk.polls], files=[*work.files, *desk.files], tally=desk.tally)


@dataclass(kw_only=True)
class _Desk:
    """What sources listed becomes rows, a few thousand items at a time: a part never holds more of them."""

    job: Job
    part: str
    clocks: Mapping[str, Clock]
    tally: Tally = field(default_factory=Tally)
    polls: list[Poll] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    waiting: list[tuple[Source, _Told]] = field(default_factory=list)

    def take(self, source: Source, told: _Told) -> None:
        """What a poll came to."""
        self.waiting.append((source, told))
        if sum(len(t.items) for _, t in self.waiting) >= MAX_ITEMS_HELD:
            self.clear()

    def rest(self, source: Source) -> None:
        """A source that was not due."""
        state = "paused" if self.clocks[source.source_id].is_paused else "resting"
        self.polls.append(self._row(source, state, None, ()))
        if state == "resting":
            self.tally.note("sources resting")

    def clear(self) -> None:
        """Write an entry for each item, and keep a row for each source."""
        scribe = Scribe(job=self.job)
        found = [(s, t, listing(scribe, s.source_id, s.url, t.items, self.tally)) for s, t in self.waiting]
        before = listed_before(self.job, [listed for _, _, listed in found])
        rows: list[Record] = [*scribe.rows]
        for source, told, listed in sorted(found, key=lambda f: f[0].source_id):
            made = entries(scribe, listed, before, self.tally)
            rows += made
            self.polls.append(self._row(source, "polled", told.outcome, made))
        self.waiting = []
        self.files += write_rows(self.job.lake.storage, rows, batch=self.job.batch, part=f"fetch-poll-{self.part}")

    def _row(self, source: Source, state: str, outcome: str | None, made: Sequence[Entry]) -> Poll:
        due = self.clocks[source.source_id]
        return Poll(
            poll_id=identify("poll", self.job.batch, source.source_id),
            source_id=source.source_id,
            url=source.url,
            state=state,
            outcome=outcome,
            items_listed=len({e.url for e in made}),
            items_new=len({e.url for e in made if e.state != "known"}),
            items_dated=len({e.url for e in made if e.published_at or e.updated_at}),
            interval_minutes=round(due.interval.total_seconds() / 60),
            failure_weight=due.failure_weight,
            due_at=due.due_at,
            known_at=Scribe(job=self.job).now(),
            batch_id=self.job.batch,
        )


def _ask(desk: _Desk, wanted: Sequence[Source]) -> Work:
    with readers(len(wanted)) as pool:

        async def turns(doing: Part) -> None:
            doing.known = known_sources(desk.job)

            async def turn(source: Source) -> None:
                desk.take(source, await _poll(doing, source, pool))

            def put_off(source: Source, error: ItemError) -> None:
                desk.take(source, _failed(doing, source, error))

            await side_by_side(_by_host(wanted), turn, put_off, hosts=doing.hosts, limits=doing.limits)

        return do_part(desk.job, f"poll-{desk.part}", turns, may_go=_is_same_site, tally=desk.tally)


def _by_host(wanted: Iterable[Source]) -> list[tuple[str, list[Source]]]:
    shared: dict[str, list[Source]] = defaultdict(list)
    for source in wanted:
        shared[host_of(source.url)].append(source)
    return sorted(shared.items())


def _is_same_site(url: str, target: str) -> bool:
    """A source that moves to another site is not followed there unasked: its declaration says whose words these are."""
    return site_of(url) == site_of(target)


def _clocks(job: Job, mine: Sequence[Source]) -> dict[str, Clock]:
    """The clock of each source, from its earlier polls of the same address."""
    past: dict[str, list[Past]] = defaultdict(list)
    query = """
        select source_id, batch_id, outcome, items_new from polls
        where state = 'polled' and batch_id <> ? and (source_id, url) in (select unnest(?), unnest(?))
    """
    wanted = [[s.source_id for s in mine], [s.url for s in mine]]
    for source_id, batch, outcome, items_new in job.reader.sql(query, [job.batch, *wanted]):
        past[source_id].append(Past(at=captured_at(batch), outcome=outcome, items_new=items_new))
    return {s.source_id: clock(past[s.source_id], job.settings.fetch) for s in mine}


async def _poll(doing: Part, source: Source, pool: ProcessPool) -> _Told:
    try:
        items = await _list(doing, source, pool)
    except ItemError as error:
        return _failed(doing, source, error)
    return _Told() if items is None else _Told(outcome="ok", items=items)


def _failed(doing: Part, source: Source, error: ItemError) -> _Told:
    doing.scribe.reject(source.url, source.source_id, outcome_of(error.reason), error.reason, str(error))
    is_gone = isinstance(error, Failure) and error.http_status == 410
    return _Told(outcome="gone" if is_gone else error.reason)


async def _list(doing: Part, source: Source, pool: ProcessPool) -> list[Item] | None:
    """What a source lists; None where its answer is the one before."""
    if read := READERS.get(source.format):
        answer = await doing.ask(source.url, source.source_id, "source")
        if answer is None:
            return None
        await doing.keeper.keep(source.url, answer, source.source_id, "source", {"entries": [], "failure": None})
        items = await read_safely(pool, read, answer.body, answer.header("Content-Type") or "")
        return [i for i in items if source.format != "notices" or _is_notice(i, source)]
    return await list_sitemaps(doing, source, pool)


def _is_notice(item: Item, source: Source) -> bool:
    """A notice lies on its own site, and is not the page that lists it."""
    url = urljoin(source.url, item.url)
    return site_of(url) == site_of(source.url) and url.split("#")[0] != source.url
