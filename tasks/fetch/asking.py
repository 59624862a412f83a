"""What poll, visit and follow share: an address asked politely hop by hop, everything archived and noted."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from tasks import ItemError
from tasks.fetch.addresses import check_url
from tasks.fetch.client import Allowance, Answer, Client, Failure, open_client
from tasks.fetch.due import Known, held_hosts, recently_asked
from tasks.fetch.keeping import Keeper
from tasks.fetch.manners import REDIRECTS, Host, Try
from tasks.fetch.robots import Memory, Rules, remembered, rules_after
from tasks.fetch.urls import host_of, normalise
from tasks.fetch.warc import recall
from tasks.lake import Job, Tally, Work

__all__ = ["Elsewhere", "Part", "do_part"]

MayGo = Callable[[str, str], bool]
PLAINLY = {"Cache-Control": "no-cache"}


class Elsewhere(ItemError):
    """An address leads to a site of another part: whoever may ask that site goes on."""

    def __init__(self, url: str, target: str) -> None:
        super().__init__("moved", f"{url} leads to {target}, another site")


class Part:
    """One part at work: the hosts it asks, what is known of addresses. `may_go` says which redirects are its own to follow."""

    def __init__(self, job: Job, client: Client, keeper: Keeper, *, may_go: MayGo) -> None:
        self.job, self.client, self.keeper, self.may_go = job, client, keeper, may_go
        self.limits = job.settings.fetch
        self.scribe = keeper.scribe
        self.hosts: dict[str, Host] = {}
        self.known: dict[str, Known] = {}
        self.learned: dict[str, Rules | ItemError] = {}
        self.learning: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._asked_for: dict[str, str] = {}
        self._memory: Mapping[str, Memory] = remembered(job)
        self._held: Mapping[str, datetime] = held_hosts(job, self.scribe.instant())
        self._recent: Mapping[str, datetime] = recently_asked(job, self.scribe.instant())

    def host(self, url: str) -> Host:
        """The host of an address: one for the whole part, so that all keep its delay."""
        name = host_of(url)
        if name not in self.hosts:
            self.hosts[name] = Host(
                name=name, client=self.client, settings=self.limits, told=self._note, delay=self.limits.delay_seconds
            )
            self._recall_manners(self.hosts[name])
        return self.hosts[name]

    def _recall_manners(self, host: Host) -> None:
        """What the host was promised earlier: a time to be left alone, and a delay since it was asked last."""
        if until := self._held.get(host.name):
            told = f"{host.name} asked to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC (Retry-After)"
            host.blocked = Failure("rate_limited", told)
        if at := self._recent.get(host.name):
            host.asked_at = time.monotonic() - (self.scribe.instant() - at).total_seconds()

    async def rules(self, url: str, source_id: str) -> Rules:
        """What the robots.txt of an address's site says; read once a part. Raises ItemError where nothing may be asked now."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self.learning[origin]:
            if origin not in self.learned:
                try:
                    self.learned[origin] = await self._learn(f"{origin}/robots.txt", source_id)
                except ItemError as error:
                    self.learned[origin] = error
        found = self.learned[origin]
        if isinstance(found, ItemError):
            raise found
        self.host(url).delay = max(self.limits.delay_seconds, min(found.delay, self.limits.max_crawl_delay_seconds))
        return found

    async def _learn(self, url: str, source_id: str) -> Rules:
        memory = self._memory.get(url)
        if memory and memory.failed:
            raise Failure(memory.failed, f"{url}: {memory.failed}, earlier in this batch")
        if memory and memory.is_fresh:
            return Rules() if memory.is_absent else await self._recalled(memory)
        limit = self.limits.max_robots_bytes
        try:
            answer = await self._hops(url, source_id, "robots", memory.known if memory else None)
        except Failure as failure:
            if failure.reason == "too_big_wire" and failure.partial:
                return Rules.read(failure.partial, max_bytes=limit)
            return rules_after(failure)
        except ItemError as error:
            return rules_after(error)
        if answer.status == 304 and memory:
            return await self._recalled(memory)
        await self.keeper.keep(url, answer, source_id, "robots", {"entries": [], "failure": None})
        return Rules.read(answer.body, max_bytes=limit)

    async def _recalled(self, memory: Memory) -> Rules:
        if memory.place is None:
            return Rules()
        body = await asyncio.to_thread(recall, self.job.lake.storage, memory.place, self.limits)
        return Rules.read(body, max_bytes=self.limits.max_robots_bytes)

    async def ask(self, url: str, source_id: str, resource: str, *, start: str = "") -> Answer | None:
        """The answer of an address, conditionally where it is known; None where it has nothing new. Raises ItemError.

        `start` is where earlier hops have led already.
        """
        answer = await self._hops(start or url, source_id, resource, self.known.get(start or url))
        return None if answer.status == 304 or self._is_same(answer) else answer

    async def _hops(self, url: str, source_id: str, resource: str, known: Known | None) -> Answer:
        """Follow redirects, each hop checked, allowed and in its own host's turn."""
        seen, allowance = [url], Allowance.of(self.limits.total_timeout_seconds)
        while True:
            answer = await self._hop(seen[-1], source_id, resource, known, allowance)
            if answer.status not in REDIRECTS:
                return answer
            target = self._target(seen[-1], answer)
            if target in seen or len(seen) > self.limits.max_redirects:
                raise ItemError("redirect_limit", f"{url}: a loop, or more than {self.limits.max_redirects} redirects")
            if not self.may_go(seen[-1], target):
                raise Elsewhere(seen[-1], target)
            seen.append(target)
            known = self.known.get(target)

    def _target(self, url: str, answer: Answer) -> str:
        return normalise(answer.header("Location") or "", base=url, max_chars=self.limits.max_url_chars)

    async def _hop(self, url: str, source_id: str, resource: str, known: Known | None, allowance: Allowance) -> Answer:
        check_url(url, self.limits.connect_to)
        if resource != "robots" and not (await self.rules(url, source_id)).allows(url):
            raise ItemError("robots", f"{url}: robots.txt does not allow it")
        max_wire, max_body = self._bounds(resource)
        conditions = known.conditions() if known else {}
        host = self.host(url)
        self._asked_for[url] = source_id
        try:
            answer = await host.get(url, resource, conditions, max_wire=max_wire, max_body=max_body, allowance=allowance)
            if answer.status == 304 and not (known and known.sha256):
                answer = await host.get(url, resource, PLAINLY, max_wire=max_wire, max_body=max_body, allowance=allowance)
        finally:
            self._asked_for.pop(url, None)
        if answer.status == 304 and not (known and known.sha256):
            raise ItemError("http_4xx", f"{url}: HTTP 304 to a plain request, and nothing of it is kept")
        return answer

    def _bounds(self, resource: str) -> tuple[int, int]:
        """Bytes on the wire and after decoding."""
        if resource == "robots":
            return self.limits.max_robots_bytes, 8 * self.limits.max_robots_bytes
        if resource == "page":
            return self.limits.max_page_wire_bytes, self.limits.max_page_bytes
        return self.limits.max_feed_wire_bytes, self.limits.max_feed_bytes

    def _is_same(self, answer: Answer) -> bool:
        before = self.known.get(answer.url)
        return before is not None and before.sha256 is not None and before.sha256 == answer.sha256

    def _note(self, done: Try) -> None:
        """An attempt as a row."""
        answer, final_url = done.answer, done.answer.url if done.answer else None
        if done.error:
            is_gone = getattr(done.error, "http_status", None) in {404, 410}
            outcome = "gone" if is_gone else done.error.reason
        elif answer and answer.status == 304:
            outcome = "not_modified"
        elif answer and answer.status in REDIRECTS:
            outcome, final_url = "redirect", self._named(answer)
        else:
            outcome = "same_bytes" if answer and done.resource != "robots" and self._is_same(answer) else "ok"
        self.scribe.fetch(done, self._asked_for.get(done.url, "robots"), outcome, final_url=final_url)

    def _named(self, answer: Answer) -> str | None:
        try:
            return self._target(answer.url, answer)
        except ItemError:
            return None


async def _with_client(job: Job, keeper: Keeper, may_go: MayGo, turns: Callable[[Part], Awaitable[None]]) -> None:
    async with open_client(job.settings.fetch, job.settings.contact) as client:
        await turns(Part(job, client, keeper, may_go=may_go))


def do_part(job: Job, part: str, turns: Callable[[Part], Awaitable[None]], *, may_go: MayGo, tally: Tally) -> Work:
    """Run one part with archives of its own and keep what it made. `part` goes into the names of its files."""
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        keeper = Keeper(job, Path(folder), part=part)
        try:
            asyncio.run(_with_client(job, keeper, may_go, turns))
        finally:
            keeper.close()
        files = keeper.finish()
        return Work(rows=keeper.scribe.rows, files=files, tally=tally)
