"""The one room on the network: polite, bounded, and safe about where it connects."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp

from tasks import ItemError, __version__
from tasks.fetch.addresses import PORTS, CheckedResolver, check_url
from tasks.fetch.decoding import decode
from tasks.settings import FetchSettings

__all__ = ["Answer", "Client", "Failure", "open_client"]


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

    @property
    def sha256(self) -> str:
        """Of the decoded body."""
        return hashlib.sha256(self.body).hexdigest()


class Failure(ItemError):
    """A request that gave no usable answer, and whether it may be tried again in this run."""

    def __init__(
        self, reason: str, message: str, *, may_retry: bool = False, http_status: int | None = None, wait: int = 0
    ) -> None:
        super().__init__(reason, message)
        self.may_retry = may_retry
        self.http_status = http_status
        self.wait = wait


@dataclass(kw_only=True)
class Client:
    """Asks one address; turns and delays are kept by `manners`."""

    session: aiohttp.ClientSession
    settings: FetchSettings
    resolver: CheckedResolver
    addresses: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """A place among the requests that one address answers at once, whatever hosts lie on it. Raises ItemError."""
        host, limit = check_url(url, self.settings.connect_to), self.settings.connect_timeout_seconds
        try:
            async with asyncio.timeout(limit):
                found = await self.resolver.resolve(host, urlsplit(url).port or PORTS[urlsplit(url).scheme])
        except TimeoutError as error:
            raise Failure("dns", f"{host}: no address within {limit} s", may_retry=True) from error
        places = asyncio.Semaphore(self.settings.connections_per_address)
        async with self.addresses.setdefault(found[0]["host"], places):
            yield

    async def get(self, url: str, *, conditions: dict[str, str], max_wire: int, max_body: int) -> Answer:
        """One GET without following redirects: each hop is checked by who follows it. Raises ItemError."""
        limit = self.settings.total_timeout_seconds
        try:
            async with asyncio.timeout(limit):
                return await self._hop(url, conditions, max_wire, max_body, time.monotonic())
        except TimeoutError as error:
            raise Failure("timeout", f"{url}: no whole answer within {limit} s", may_retry=True) from error

    async def _hop(self, url: str, conditions: dict[str, str], max_wire: int, max_body: int, began: float) -> Answer:
        check_url(url, self.settings.connect_to)
        try:
            async with self.session.get(url, headers=conditions, allow_redirects=False) as response:
                wire = await _read(response, max_wire)
                headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.raw_headers)
                status, reason = response.status, response.reason or ""
        except aiohttp.ClientError as error:
            raise _told(url, error) from error
        except (ssl.SSLError, ConnectionError) as error:
            raise Failure("connect", f"{url}: {error}", may_retry=True) from error
        coding = ",".join(v for k, v in headers if k.lower() == "content-encoding")
        body = decode(wire, coding, max_bytes=max_body, max_ratio=self.settings.max_ratio) if wire else b""
        took = round((time.monotonic() - began) * 1000)
        return Answer(url=url, status=status, reason=reason, headers=headers, wire=wire, body=body, elapsed_ms=took)


async def _read(response: aiohttp.ClientResponse, max_wire: int) -> bytes:
    parts, size = [], 0
    async for block in response.content.iter_chunked(1 << 16):
        size += len(block)
        if size > max_wire:
            raise Failure("too_big_wire", f"{response.url}: more than {max_wire} bytes (settings.fetch)")
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
    return Failure(reason, f"{url}: {str(error)[:200]}", may_retry=reason in {"framing", "timeout", "connect"})


@asynccontextmanager
async def open_client(settings: FetchSettings, contact: str) -> AsyncIterator[Client]:
    """A client without cookies, credentials, proxies or automatic decoding."""
    resolver = CheckedResolver(settings.connect_to)
    connector = aiohttp.TCPConnector(resolver=resolver, limit=256, limit_per_host=1, use_dns_cache=False, ttl_dns_cache=0)
    timeout = aiohttp.ClientTimeout(
        total=None, sock_connect=settings.connect_timeout_seconds, sock_read=settings.read_timeout_seconds
    )
    agent = f"Disputewire/{__version__}" + (f" (+{contact})" if contact else "")
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate", "Accept": "*/*"},
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        max_line_size=8190,
        max_field_size=settings.max_header_bytes,
    ) as session:
        yield Client(session=session, settings=settings, resolver=resolver)
