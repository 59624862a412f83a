"""Visit pages: each address once, however many sources list it. A page that cannot be had leaves its headline.

A page that leads to a site of another part is left to `follow`, which asks what is left when all other parts are done.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from tasks import ItemError
from tasks.fetch.asking import Elsewhere, Part, do_part
from tasks.fetch.client import Answer
from tasks.fetch.due import Due, belongs, due, said
from tasks.fetch.rows import outcome_of
from tasks.fetch.turns import side_by_side
from tasks.fetch.waiting import Waiting
from tasks.lake import Job, Tally, Work, captured_at

__all__ = ["follow", "visit"]

HTML = ("text/html", "application/xhtml+xml")
NOT_HTML = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"GIF8")


def visit(job: Job, part: str) -> Work:
    """The pages of this part's sites."""
    pages = (page for page in due(job) if belongs(page.url, part))
    return _ask(job, f"visit-{part}", pages, str, part)


def follow(job: Job, part: str) -> Work:
    """The pages that led from one part to another, from where they led to. One worker: all sites are its own."""
    ends = _Ends(job)
    if not ends.moved:
        return Work()  # only a redirect leads from one part to another
    pages = (page for page in due(job) if not ends.is_over(page.url))
    return _ask(job, f"follow-{part}", pages, ends.last_hop, part)


class _Ends:
    """How pages ended in this batch so far, by the rows of its parts."""

    def __init__(self, job: Job) -> None:
        rows = job.reader.sql(
            "select url, outcome, final_url from fetches where resource in ('page', 'robots') and batch_id = ?"
            " and outcome in ('redirect', 'not_modified', 'same_bytes')",
            [job.batch],
        )
        self.moved = {url: final_url for url, outcome, final_url in rows if outcome == "redirect" and final_url}
        self.unchanged = {url for url, outcome, _ in rows if outcome != "redirect"}
        self.closed = self._closed(job) if self.moved else set()

    def _closed(self, job: Job) -> set[str]:
        kept = "select url from captures where resource = 'page' and batch_id = ?"
        refused = "select item from rejects where step = 'fetch' and batch_id = ?"
        return {url for (url,) in job.reader.sql(f"{kept} union {refused}", [job.batch, job.batch])}

    def last_hop(self, url: str) -> str:
        seen = [url]
        while (target := self.moved.get(seen[-1])) and target not in seen:
            seen.append(target)
        return seen[-1]

    def is_over(self, url: str) -> bool:
        return url in self.closed or self.last_hop(url) in self.unchanged


def _ask(job: Job, name: str, pages: Iterator[Due], start_of: Callable[[str], str], part: str) -> Work:
    """Ask for pages, each from where earlier hops have led: `start_of` its address."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder, Waiting(Path(folder)) as waiting:
        if not waiting.fill(pages, said(job)):
            return Work()

        async def turns(doing: Part) -> None:
            async def turn(page: Due) -> None:
                await _turn(doing, page, start_of(page.url), tally)

            put_off = partial(_failed, doing, tally)
            queues = ((host, waiting.of(host)) for host in waiting.hosts())
            await side_by_side(queues, turn, put_off, hosts=doing.hosts, limits=doing.limits)

        return do_part(job, name, turns, may_go=lambda _, target: belongs(target, part), tally=tally)


async def _turn(doing: Part, page: Due, start: str, tally: Tally) -> None:
    _recall(doing, page)
    try:
        answer = await doing.ask(page.url, page.source_id, "page", start=start)
        if answer is not None:
            _check_page(page.url, answer)
    except Elsewhere:
        return
    except ItemError as error:
        _failed(doing, tally, page, error)
    else:
        await _done(doing, page, answer, tally)
    finally:
        doing.known.pop(page.url, None)


def _recall(doing: Part, page: Due) -> None:
    """What is known of an address while it has its turn, and no longer."""
    if page.known:
        doing.known[page.url] = page.known
    if page.moved_to and page.known_there:
        doing.known[page.moved_to] = page.known_there


async def _done(doing: Part, page: Due, answer: Answer | None, tally: Tally) -> None:
    if answer is None:
        tally.count("duplicate", "unchanged", times=max(1, len(page.told)))
        return
    await doing.keeper.keep(page.url, answer, page.source_id, "page", {"entries": _said(page), "failure": None})
    tally.count("accepted")
    if len(page.told) > 1:
        tally.count("duplicate", "known", times=len(page.told) - 1)


def _said(page: Due) -> list[object]:
    return [json.loads(told) for told in page.told]


def _check_page(url: str, answer: Answer) -> None:
    kind = (answer.header("Content-Type") or "text/html").split(";")[0].strip().lower()
    if kind not in HTML or answer.body.startswith(NOT_HTML):
        raise ItemError("not_a_page", f"{url}: {kind}, a page of text/html is expected")


def _failed(doing: Part, tally: Tally, page: Due, error: ItemError) -> None:
    outcome, message = outcome_of(error.reason), str(error)
    if outcome == "deferred" and page.since and _is_late(doing, page):
        outcome, message = "rejected", f"{message}; given up (settings.fetch.retry_page_days)"
    doing.scribe.reject(page.url, page.source_id, outcome, error.reason, message)
    tally.count(outcome, error.reason)  # type: ignore[arg-type]
    if len(page.told) > 1:
        tally.count("duplicate", "known", times=len(page.told) - 1)
    if page.told:
        told = {"source_id": page.source_id, "failure": error.reason, "entries": _said(page)}
        doing.keeper.failed(page.url, told)


def _is_late(doing: Part, page: Due) -> bool:
    limit = timedelta(days=doing.limits.retry_page_days)
    return page.since is not None and captured_at(doing.job.batch) - page.since >= limit
