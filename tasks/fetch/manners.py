"""One host, asked politely: robots.txt first, one request at a time, a delay between starts, Retry-After for all of it."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from protego import Protego

from tasks import ItemError
from tasks.fetch.client import Answer, Client, Failure
from tasks.settings import FetchSettings

__all__ = ["AGENT", "REDIRECTS", "Host", "Try"]

AGENT = "Disputewire"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, kw_only=True)
class Try:
    """One attempt: what was asked and what it came to."""

    url: str
    resource: str
    attempt: int
    answer: Answer | None
    error: ItemError | None
    is_conditional: bool


Told = Callable[[Try], None]


@dataclass(kw_only=True)
class Host:
    """A host's turn: nobody else asks it meanwhile. `told` hears of each attempt."""

    name: str
    client: Client
    settings: FetchSettings
    told: Told
    delay: float
    next_at: float = 0.0
    blocked: ItemError | None = None
    rules: Protego | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_known: bool = False

    async def get(self, url: str, resource: str, conditions: dict[str, str], *, max_wire: int, max_body: int) -> Answer:
        """One address, tried again where that may help. Raises ItemError with the last reason."""
        error: ItemError = Failure("internal", url)
        for attempt in range(1, self.settings.attempts + 1):
            if self.blocked:
                raise self.blocked
            try:
                async with self.lock:
                    await self._wait(attempt)
                    async with self.client.turn(url):
                        self.next_at = time.monotonic() + self.delay
                        answer = await self.client.get(url, conditions=conditions, max_wire=max_wire, max_body=max_body)
                _refuse(url, answer)
            except Failure as failure:
                error = failure
                self._note(url, resource, attempt, None, failure, conditions)
                if failure.wait:
                    self.blocked = failure
                if not failure.may_retry:
                    raise
            except ItemError as refusal:
                self._note(url, resource, attempt, None, refusal, conditions)
                raise
            else:
                self._note(url, resource, attempt, answer, None, conditions)
                return answer
        raise error

    async def learn(self, robots_url: str) -> None:
        """Read robots.txt (RFC 9309): 4xx allows all, an error of the server or the network nothing for now."""
        limit = self.settings.max_robots_bytes
        try:
            answer = await self.get(robots_url, "robots", {}, max_wire=limit, max_body=limit)
        except Failure as failure:
            if failure.http_status is not None and 400 <= failure.http_status < 500 and failure.http_status != 429:
                self.rules = Protego.parse("")
            elif failure.reason != "too_big_wire":
                self.blocked = failure
            return
        except ItemError as refusal:
            self.blocked = refusal
            return
        self.rules = Protego.parse(answer.body.decode("utf-8", "replace"))
        wanted = self.rules.crawl_delay(AGENT)
        if wanted:
            self.delay = max(self.delay, min(float(wanted), self.settings.max_crawl_delay_seconds))

    def allows(self, url: str) -> bool:
        """Whether robots.txt lets us ask for an address."""
        return self.rules is None or bool(self.rules.can_fetch(url, AGENT))

    def sitemaps(self) -> list[str]:
        """What robots.txt names as sitemaps."""
        return list(self.rules.sitemaps) if self.rules else []

    def _note(
        self, url: str, resource: str, attempt: int, answer: Answer | None, error: ItemError | None, sent: dict[str, str]
    ) -> None:
        self.told(Try(url=url, resource=resource, attempt=attempt, answer=answer, error=error, is_conditional=bool(sent)))

    async def _wait(self, attempt: int) -> None:
        backoff = self.settings.backoff_seconds * 2 ** (attempt - 2) * random.uniform(0.5, 1.5) if attempt > 1 else 0.0  # noqa: S311
        now = time.monotonic()
        at = max(self.next_at, now + backoff)
        await asyncio.sleep(at - now)


def _refuse(url: str, answer: Answer) -> None:
    """Turn a status that is no answer into a Failure."""
    status = answer.status
    wait = _retry_after(answer)
    if status == 429 or (status == 503 and wait):
        raise Failure("rate_limited", f"{url}: HTTP {status}, wait {wait} s", http_status=status, wait=max(wait, 1))
    if status >= 500:
        raise Failure("http_5xx", f"{url}: HTTP {status}", http_status=status, may_retry=True)
    if status >= 400:
        raise Failure("http_4xx", f"{url}: HTTP {status}", http_status=status)
    if status not in {200, 304, *REDIRECTS}:
        raise Failure("http_4xx", f"{url}: HTTP {status} is no page", http_status=status)


def _retry_after(answer: Answer) -> int:
    """Seconds of a Retry-After header, as a number or as a date; 0 where there is none."""
    text = (answer.header("Retry-After") or "").strip()
    if text.isdigit():
        return min(int(text), 86_400)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0
    return max(0, min(86_400, round((moment - datetime.now(moment.tzinfo)).total_seconds())))
