"""What poll and visit share: hosts asked side by side, each in its own turn, everything archived and noted."""

from __future__ import annotations

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from tasks import ItemError
from tasks.fetch.addresses import check_url
from tasks.fetch.client import Answer, Client, open_client
from tasks.fetch.due import Known
from tasks.fetch.manners import REDIRECTS, Host, Try
from tasks.fetch.rows import Pending, Scribe
from tasks.fetch.urls import host_of, normalise
from tasks.fetch.warc import Archive
from tasks.lake import Job, Work, captured_at

__all__ = ["Part", "ask_hosts", "do_part"]

T = TypeVar("T")


class Part:
    """One part at work: its rows, its archive, what is known of addresses."""

    def __init__(self, job: Job, archive: Archive, known: dict[str, Known]) -> None:
        self.job, self.archive, self.known = job, archive, known
        self.scribe = Scribe(job=job)
        self.limits = job.settings.fetch
        self.hosts: dict[str, Host] = {}
        self.asked: dict[str, str] = {}
        self.learning: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def host(self, url: str, source_id: str, client: Client) -> Host:
        """The host of an address, with its robots.txt read: one for the whole part, so that all keep its delay."""
        name = host_of(url)
        if name not in self.hosts:
            self.hosts[name] = Host(
                name=name,
                client=client,
                settings=self.limits,
                told=lambda t: self.note(t, self.asked.get(t.url, source_id)),
                delay=self.limits.delay_seconds,
            )
        host = self.hosts[name]
        async with self.learning[name]:
            if not host.is_known:
                host.is_known = True
                parts = urlsplit(url)
                await host.learn(f"{parts.scheme}://{parts.netloc}/robots.txt")
        return host

    async def ask(self, client: Client, url: str, source_id: str, resource: str) -> Answer | None:
        """The answer of an address, conditionally where it is known; None where it has nothing new. Raises ItemError."""
        before = self.known.get(url)
        conditions = before.conditions() if before else {}
        is_page = resource == "page"
        seen = [url]
        while True:
            self.asked[seen[-1]] = source_id
            check_url(seen[-1], self.limits.connect_to)
            host = await self.host(seen[-1], source_id, client)
            if not host.allows(seen[-1]):
                raise ItemError("robots", f"{seen[-1]}: robots.txt does not allow it")
            answer = await host.get(
                seen[-1],
                resource,
                conditions,
                max_wire=self.limits.max_page_wire_bytes if is_page else self.limits.max_feed_wire_bytes,
                max_body=self.limits.max_page_bytes if is_page else self.limits.max_feed_bytes,
            )
            if answer.status not in REDIRECTS:
                return None if answer.status == 304 or (is_page and self._is_same(url, answer)) else answer
            seen.append(normalise(answer.header("Location") or "", base=seen[-1], max_chars=self.limits.max_url_chars))
            if seen[-1] in seen[:-1] or len(seen) > self.limits.max_redirects + 1:
                raise ItemError("redirect_limit", f"{url}: a loop, or more than {self.limits.max_redirects} redirects")

    def _is_same(self, url: str, answer: Answer) -> bool:
        before = self.known.get(url)
        return before is not None and before.sha256 == answer.sha256

    def keep(self, url: str, answer: Answer, source_id: str, resource: str, told: dict[str, object]) -> None:
        """Archive a response and where we found it."""
        when = self.scribe.now()
        name, offset, length = self.archive.response(url, answer, when)
        self.archive.metadata(answer.url, {"resource": resource, "url": url, "source_id": source_id, **told}, when, beside=name)
        self.scribe.captures.append(
            Pending(
                url=url,
                final_url=answer.url,
                source_id=source_id,
                resource=resource,
                status=answer.status,
                content_type=answer.header("Content-Type"),
                sha256=answer.sha256,
                size=len(answer.body),
                offset=offset,
                length=length,
                when=when,
            )
        )

    def note(self, done: Try, source_id: str) -> None:
        """An attempt as a row."""
        if done.error:
            outcome = (
                "gone" if getattr(done.error, "http_status", None) in {404, 410} else getattr(done.error, "reason", "connect")
            )
        elif done.answer and done.answer.status == 304:
            outcome = "not_modified"
        elif done.answer and done.answer.status in REDIRECTS:
            outcome = "redirect"
        else:
            is_same = done.resource == "page" and done.answer is not None and self._is_same(done.url, done.answer)
            outcome = "same_bytes" if is_same else "ok"
        self.scribe.fetch(done, source_id, outcome)


def do_part(
    job: Job, part: str, known: dict[str, Known], turns: Callable[[Part, Client], Awaitable[None]]
) -> tuple[Part, Work]:
    """Run one part with an archive of its own and keep what it made."""
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        path = Path(folder) / "part.warc.gz"
        when = captured_at(job.batch)
        archive = Archive(path, batch=job.batch, clock=job.settings.clock, captured_at=when)
        doing = Part(job, archive, known)
        try:
            asyncio.run(_with_client(doing, turns))
        finally:
            archive.close()
        file = job.keep_raw(path, part=part, count=archive.responses)
        return doing, Work(rows=doing.scribe.finished(file.key), files=[file])


async def _with_client(doing: Part, turns: Callable[[Part, Client], Awaitable[None]]) -> None:
    async with open_client(doing.limits, doing.job.settings.contact) as client:
        await turns(doing, client)


async def ask_hosts(items: Iterable[T], url_of: Callable[[T], str], turn: Callable[[T], Awaitable[None]]) -> None:
    """Give each host its turn, its items one by one. Hosts go side by side."""
    shared: dict[str, list[T]] = defaultdict(list)
    for item in items:
        shared[host_of(url_of(item))].append(item)

    async def one(found: list[T]) -> None:
        for item in found:
            await turn(item)

    await asyncio.gather(*(one(found) for _, found in sorted(shared.items())))
