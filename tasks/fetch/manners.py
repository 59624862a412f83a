"""One host, asked politely: one request at a time, a delay between starts, Retry-After for all of it, a rest when it fails."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

from tasks import ItemError
from tasks.fetch.client import Allowance, Answer, Client, Failure
from tasks.settings import FetchSettings

__all__ = ["REDIRECTS", "Host", "Try"]

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
    asked_at: float = -math.inf
    blocked: ItemError | None = None
    failed_in_a_row: int = 0
    heard_at: float = field(default_factory=time.monotonic)
    is_troubled: bool = False
    is_on_wire: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def silence(self) -> float:
        """Seconds since it last said anything, while it is being asked or after it failed; 0 where it only keeps its delay."""
        return time.monotonic() - self.heard_at if self.is_on_wire or self.is_troubled else 0.0

    async def get(
        self, url: str, resource: str, headers: Mapping[str, str], *, max_wire: int, max_body: int, allowance: Allowance
    ) -> Answer:
        """One address, tried again where that may help. Raises ItemError with the last reason."""
        for attempt in range(1, self.settings.attempts + 1):
            if self.blocked:
                raise self.blocked
            try:
                answer = await self._try(url, headers, max_wire, max_body, attempt, allowance)
                _refuse(url, answer, self.settings.max_retry_after_seconds)
            except ItemError as error:
                self._note(url, resource, attempt, None, error, headers)
                if isinstance(error, Failure) and error.may_retry and attempt < self.settings.attempts:
                    self.is_troubled = True
                    continue
                self._failed(error)
                raise
            self._heard()
            self._note(url, resource, attempt, answer, None, headers)
            return answer
        raise Failure("internal", f"{url}: settings.fetch.attempts is {self.settings.attempts}")

    async def _try(
        self, url: str, headers: Mapping[str, str], max_wire: int, max_body: int, attempt: int, allowance: Allowance
    ) -> Answer:
        async with self.lock:
            await self._wait(attempt)
            async with self.client.turn(url, allowance):
                if not self.is_troubled:
                    self.heard_at = time.monotonic()
                self.is_on_wire, self.asked_at = True, time.monotonic()
                try:
                    return await self.client.get(
                        url, headers=dict(headers), max_wire=max_wire, max_body=max_body, allowance=allowance
                    )
                finally:
                    self.is_on_wire = False

    def _heard(self) -> None:
        self.heard_at, self.is_troubled, self.failed_in_a_row = time.monotonic(), False, 0

    def _failed(self, error: ItemError) -> None:
        """Leave the host alone where it asks for it, or where one address after another gave nothing that can be used."""
        if error.reason == "http_4xx":
            self._heard()  # it speaks, and well
            return
        self.is_troubled = True
        self.failed_in_a_row += 1
        if isinstance(error, Failure) and error.wait:
            self.blocked = error
        elif self.failed_in_a_row >= self.settings.circuit_after:
            told = f"{self.name}: {self.failed_in_a_row} addresses in a row gave nothing usable (settings.fetch.circuit_after)"
            self.blocked = Failure("unwell", f"{told}; last: {error}")

    def _note(
        self, url: str, resource: str, attempt: int, answer: Answer | None, error: ItemError | None, sent: Mapping[str, str]
    ) -> None:
        is_conditional = not {"If-None-Match", "If-Modified-Since"}.isdisjoint(sent)
        self.told(Try(url=url, resource=resource, attempt=attempt, answer=answer, error=error, is_conditional=is_conditional))

    async def _wait(self, attempt: int) -> None:
        backoff = self.settings.backoff_seconds * 2 ** (attempt - 2) * random.uniform(0.5, 1.5) if attempt > 1 else 0.0  # noqa: S311
        now = time.monotonic()
        # Counted when the turn comes: robots.txt may have asked for a longer delay since.
        await asyncio.sleep(max(0.0, self.asked_at + self.delay - now, backoff))


def _refuse(url: str, answer: Answer, max_wait: int) -> None:
    """Turn a status that is no answer into a Failure."""
    status = answer.status
    wait = min(_retry_after(answer), max_wait)
    if status == 429 or (status == 503 and wait):
        raise Failure("rate_limited", f"{url}: HTTP {status}, wait {max(wait, 1)} s", http_status=status, wait=max(wait, 1))
    if status >= 500:
        raise Failure("http_5xx", f"{url}: HTTP {status}", http_status=status, may_retry=True)
    if status >= 400:
        raise Failure("http_4xx", f"{url}: HTTP {status}", http_status=status)
    if status not in {200, 304, *REDIRECTS}:
        raise Failure("http_4xx", f"{url}: HTTP {status} is no page", http_status=status)


def _retry_after(answer: Answer) -> int:
    """Seconds of a Retry-After header, as a number or as a date; 0 where there is none."""
    text = (answer.header("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:18])
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return 0
    return max(0, round((moment - datetime.now(moment.tzinfo)).total_seconds()))
