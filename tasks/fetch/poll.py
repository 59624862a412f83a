"""Poll sources: what they list becomes entries, each new, changed or known. A source that fails is named, and ends nothing."""

from __future__ import annotations

from multiprocessing import get_context
from urllib.parse import urljoin

from pebble import ProcessPool

from schemas import Source
from tasks import ItemError
from tasks.fetch.asking import Part, ask_hosts, do_part
from tasks.fetch.client import Client
from tasks.fetch.due import chunk_of, known
from tasks.fetch.entries import entries, listed_before
from tasks.fetch.formats import READERS, read_safely
from tasks.fetch.items import Item
from tasks.fetch.rows import outcome_of
from tasks.fetch.urls import site_of
from tasks.fetch.walk import list_sitemaps
from tasks.lake import Job, Tally, Work
from tasks.reference import sources

__all__ = ["poll"]


def poll(job: Job, part: str) -> Work:
    """The sources of this part's hosts."""
    chunks = job.settings.fetch.chunks
    mine = [s for s in sources(job.settings.sources_file) if chunk_of(s.url, chunks) == part]
    if not mine:
        return Work()
    before = listed_before(job)
    listed: dict[str, list[Item]] = {}
    with ProcessPool(max_workers=1, context=get_context("forkserver")) as pool:

        async def turns(doing: Part, client: Client) -> None:
            async def turn(source: Source) -> None:
                try:
                    listed[source.source_id] = await _list(doing, client, source, pool)
                except ItemError as error:
                    doing.scribe.reject(source.url, source.source_id, outcome_of(error.reason), error.reason, str(error))

            await ask_hosts(mine, lambda s: s.url, turn)

        doing, work = do_part(job, f"poll-{part}", known(job), turns)
        tally = Tally()
        doing.scribe.rows.clear()
        rows = [e for s in mine for e in entries(doing.scribe, s.source_id, s.url, listed.get(s.source_id, []), before, tally)]
    return Work(rows=[*work.rows, *doing.scribe.rows, *rows], files=work.files, tally=tally)


async def _list(doing: Part, client: Client, source: Source, pool: ProcessPool) -> list[Item]:
    if read := READERS.get(source.format):
        answer = await doing.ask(client, source.url, source.source_id, "source")
        if answer is None:
            return []
        doing.keep(source.url, answer, source.source_id, "source", {"entries": [], "failure": None})
        items = await read_safely(pool, read, answer.body, answer.header("Content-Type") or "")
        return [i for i in items if source.format != "notices" or _is_notice(i, source)]
    return await list_sitemaps(doing, client, source, pool)


def _is_notice(item: Item, source: Source) -> bool:
    """A notice lies on its own site, and is not the page that lists it."""
    url = urljoin(source.url, item.url)
    return site_of(url) == site_of(source.url) and url.split("#")[0] != source.url
