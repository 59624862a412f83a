"""The one room on the network: polite, bounded, and safe about where it connects."""

from __future__ import annotations

import asyncio
import hashlib
import resource
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from tasks import ItemError, __version__
from tasks.decoding import ACCEPTED, decode
from tasks.fetch.addresses import PORTS, CheckedResolver, check_url
from tasks.settings import FetchSettings

__all__ = ["Allowance", "Answer", "Client", "Failure", "open_client"]

LARGE = 1 << 20  # bytes of a body from which on it takes one of a few places
LARGE_PLACES = 16


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One response: status, headers as they came, body as on the wire and decoded."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    wire: bytes
    body: bytes
    elapsed_ms: int

    def header(self, name: str) -> str | None:
        """The first header of a name."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    @cached_property
    def sha256(self) -> str:
        """Of the decoded body."""
        return hashlib.sha256(self.body).hexdigest()


class Failure(ItemError):
    """A request that gave no usable answer, and whether it may be tried again in this run."""

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        may_retry: bool = False,
        http_status: int | None = None,
        wait: int = 0,
        partial: bytes = b"",
    ) -> None:
        super().__init__(reason, message)
        self.partial = partial
        self.may_retry = may_retry
        self.http_status = http_status
        self.wait = wait


@dataclass(kw_only=True)
class Allowance:
    """Seconds on the wire that one address has left, over all its hops. Waiting for a turn does not count."""

    seconds: float
    whole: float

    @classmethod
    def of(cls, seconds: float) -> Self:
        """A fresh one."""
        return cls(seconds=seconds, whole=seconds)

    @asynccontextmanager
    async def spend(self, url: str) -> AsyncIterator[None]:
        """Count what happens inside. Raises Failure: timeout."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, self.seconds)):
                yield
        except TimeoutError as error:
            raise Failure("timeout", f"{url}: no whole answer within {self.whole} s") from error
        finally:
            self.seconds -= time.monotonic() - began


@dataclass(kw_only=True)
class Client:
    """Asks one address; turns and delays are kept by `manners`."""

    session: aiohttp.ClientSession
    settings: FetchSettings
    resolver: CheckedResolver
    addresses: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LARGE_PLACES))

    @asynccontextmanager
    async def turn(self, url: str, allowance: Allowance) -> AsyncIterator[None]:
        """A place among the requests that one address answers at once, whatever hosts lie on it. Raises ItemError."""
        host, limit = check_url(url, self.settings.connect_to), self.settings.connect_timeout_seconds
        async with allowance.spend(url):
            try:
                async with asyncio.timeout(limit):
                    found = await self.resolver.resolve(host, urlsplit(url).port or PORTS[urlsplit(url).scheme])
            except TimeoutError as error:
                raise Failure("dns", f"{host}: no address within {limit} s") from error
        # Workers share the bound: hosts of one address may belong to several parts.
        places = max(1, self.settings.connections_per_address // self.settings.chunks)
        async with self.addresses.setdefault(found[0]["host"], asyncio.Semaphore(places)):
            yield

    async def get(self, url: str, *, headers: dict[str, str], max_wire: int, max_body: int, allowance: Allowance) -> Answer:
        """One GET without following redirects: each hop is checked by who follows it. Raises ItemError."""
        async with allowance.spend(url):
            return await self._hop(url, headers, max_wire, max_body, time.monotonic())

    async def _hop(self, url: str, headers: dict[str, str], max_wire: int, max_body: int, began: float) -> Answer:
        check_url(url, self.settings.connect_to)
        try:
            async with self.session.get(url, headers=headers, allow_redirects=False) as response:
                wire = await self._read(response, max_wire)
                told = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers)
                status, reason = response.status, response.reason or ""
        except aiohttp.ClientError as error:
            raise _told(url, error) from error
        except (ssl.SSLError, ConnectionError) as error:
            raise Failure("connect", f"{url}: {error}", may_retry=True) from error
        coding = ",".join(v for k, v in told if k.lower() == "content-encoding")
        body = decode(wire, coding, max_bytes=max_body, max_ratio=self.settings.max_ratio) if wire else b""
        took = round((time.monotonic() - began) * 1000)
        return Answer(url=url, status=status, reason=reason, headers=told, wire=wire, body=body, elapsed_ms=took)

    async def _read(self, response: aiohttp.ClientResponse, max_wire: int) -> bytes:
        """The body. A large one takes a place: however many hosts send such, memory holds a few at once."""
        parts: list[bytes] = []
        size = 0
        async with AsyncExitStack() as place:
            async for block in response.content.iter_chunked(1 << 16):
                if size <= LARGE < size + len(block):
                    await place.enter_async_context(self.large)
                size += len(block)
                if size > max_wire:
                    partial = b"" if "Content-Encoding" in response.headers else b"".join(parts)
                    rule = f"{response.url}: more than {max_wire} bytes (settings.fetch)"
                    raise Failure("too_big_wire", rule, partial=partial)
                parts.append(block)
            return b"".join(parts)


def _told(url: str, error: aiohttp.ClientError) -> ItemError:
    """What an error of the HTTP library means in our words."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ItemError):
            return cause
        cause = cause.__cause__ or cause.__context__
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (aiohttp.ClientPayloadError, "framing"),
        (aiohttp.ClientSSLError, "tls"),
        (aiohttp.ClientConnectorDNSError, "dns"),
        (aiohttp.InvalidURL, "bad_url"),
        (aiohttp.ServerTimeoutError, "timeout"),
        (aiohttp.ClientResponseError, "framing"),
    )
    reason = next((r for kind, r in kinds if isinstance(error, kind)), "connect")
    return Failure(reason, f"{url}: {str(error)[:200]}", may_retry=reason in {"framing", "connect"})


def _connections() -> int:
    """How many may be open at once: a host has one, so slow hosts hold up nobody while there are files to be had."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 16384) if hard != resource.RLIM_INFINITY else 16384
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(64, max(soft, wanted) - 256)


@asynccontextmanager
async def open_client(settings: FetchSettings, contact: str) -> AsyncIterator[Client]:
    """A client without cookies, credentials, proxies or automatic decoding."""
    resolver = CheckedResolver(settings.connect_to)
    connector = aiohttp.TCPConnector(
        resolver=resolver, limit=_connections(), limit_per_host=1, use_dns_cache=False, ttl_dns_cache=0
    )
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=settings.connect_timeout_seconds, sock_read=settings.read_timeout_seconds
    )
    agent = f"Disputewire/{__version__}" + (f" (+{contact})" if contact else "")
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers={"User-Agent": agent, "Accept-Encoding": ACCEPTED, "Accept": "*/*"},
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        max_line_size=8190,
        max_field_size=settings.max_header_bytes,
    ) as session:
        try:
            yield Client(session=session, settings=settings, resolver=resolver)
        finally:
            await resolver.close()  # the session closes only a resolver of its own
