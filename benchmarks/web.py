"""A web on the loopback to measure fetching with: a process of its own, an address a host, good hosts and bad ones.

`good-N.test` answers well. `FAULT-N.test` misbehaves as BAD says: in its pages where N is even, in its feed too where N is odd.
"""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import brotli

__all__ = ["BAD", "UNSERVED", "Plan", "address_of", "mixed", "serving"]

SENTENCE = "the court heard that a company had taken plans of a chip and that it denies this while others wait for an answer"
WORDS = SENTENCE.split()
ZEROS = bytes(64 << 20)


@dataclass(frozen=True)
class Plan:
    """What is served: hosts, pages of each good one, seconds before an answer, bytes of a page (about)."""

    hosts: tuple[str, ...]
    pages: int
    answer_seconds: float
    page_bytes: int = 15_000


def address_of(number: int) -> str:
    """The loopback address of a host: 127.0.x.y."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


@contextmanager
def serving(plan: Plan) -> Iterator[int]:
    """Serve until the block ends; the port, the same on every address."""
    context = multiprocessing.get_context("spawn")
    ready = context.Queue()
    process = context.Process(target=_serve, args=(plan, ready), daemon=True)
    process.start()
    try:
        yield ready.get(timeout=60)
    finally:
        process.kill()
        process.join()


def _serve(plan: Plan, ready: multiprocessing.Queue[int]) -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))
    asyncio.run(_listen(plan, ready))


async def _listen(plan: Plan, ready: multiprocessing.Queue[int]) -> None:
    loop = asyncio.get_running_loop()
    addresses = [address_of(n) for n in range(len(plan.hosts))]
    first = await loop.create_server(lambda: Speaker(plan), addresses[0], 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    for address in addresses[1:]:
        await loop.create_server(lambda: Speaker(plan), address, port, backlog=64)
    ready.put(port)
    await asyncio.Event().wait()


class Speaker(asyncio.Protocol):
    """One connection: reads requests, answers each after a while, as its host does."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.waiting = plan, b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            host = next(line[5:].strip().split(":")[0] for line in lines if line.lower().startswith("host:"))
            delay = self.plan.answer_seconds
            asyncio.get_running_loop().call_later(delay, self._answer, host, path)

    def _answer(self, host: str, path: str) -> None:
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        kind, _, number = host.removesuffix(".test").rpartition("-")
        is_good = kind == "good" or (path == "/feed.xml" and int(number) % 2 == 0)
        if path == "/robots.txt":
            transport.write(answer(b"", status="404 Not Found"))
        elif is_good:
            transport.write(answer(feed(host, self.plan.pages)) if path == "/feed.xml" else answer(page(host, path, self.plan)))
        else:
            BAD[kind](transport, path)


def answer(body: bytes, *, status: str = "200 OK", media: str = "text/html", headers: str = "") -> bytes:
    """A whole response."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


def feed(host: str, pages: int) -> bytes:
    """An RSS feed of the host's pages."""
    items = "".join(f"<item><title>Story {n} of {host}</title><link>http://{host}/{n}.html</link></item>" for n in range(pages))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()


PAGES: dict[int, bytes] = {}


def page(host: str, path: str, plan: Plan) -> bytes:
    """A page of words with markup, its own in a few lines, as long as the plan says."""
    if plan.page_bytes not in PAGES:
        count = plan.page_bytes // 130
        PAGES[plan.page_bytes] = "".join(
            f"<p class='c{n % 7}'>{' '.join(WORDS[(n * 7 + k * (n % 5 + 1)) % len(WORDS)] for k in range(20))}</p>\n"
            for n in range(count)
        ).encode()
    head = f"<html><head><title>{path} of {host}</title></head><body><h1>{path}</h1>".encode()
    return head + PAGES[plan.page_bytes] + b"</body></html>"


# --- hosts that misbehave: one function a fault, named after reliability rows ---

Fault = Callable[[asyncio.Transport, str], None]


def _bomb(coding: str, body: bytes) -> Fault:
    def fault(transport: asyncio.Transport, path: str) -> None:  # noqa: ARG001
        transport.write(answer(body, headers=f"Content-Encoding: {coding}\r\n"))

    return fault


def _fixed(data: bytes, *, closes: bool = True) -> Fault:
    def fault(transport: asyncio.Transport, path: str) -> None:  # noqa: ARG001
        transport.write(data)
        if closes:
            transport.close()

    return fault


def _again(piece: bytes, seconds: float, head: bytes) -> Fault:
    """An answer that goes on and on, a piece at a time."""

    def fault(transport: asyncio.Transport, path: str) -> None:  # noqa: ARG001
        transport.write(head)

        def more() -> None:
            if not transport.is_closing():
                if transport.get_write_buffer_size() < 1 << 20:
                    transport.write(piece)
                asyncio.get_running_loop().call_later(seconds, more)

        more()

    return fault


def _reset(transport: asyncio.Transport, path: str) -> None:  # noqa: ARG001
    import socket

    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _silent(transport: asyncio.Transport, path: str) -> None:  # noqa: ARG001
    """Half a body, then nothing."""
    transport.write(answer(b"x" * 1000)[:-500])


def _status(status: str, headers: str = "") -> Fault:
    return _fixed(answer(b"no", status=status, headers=headers), closes=False)


GZIPPED = gzip.compress(b"<p>words</p>" * 5000)
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
BAD: dict[str, Fault] = {
    # S4: bombs
    "bomb-gzip": _bomb("gzip", gzip.compress(ZEROS)),
    "bomb-deflate": _bomb("deflate", zlib.compress(ZEROS)),
    "bomb-br": _bomb("br", brotli.compress(ZEROS, quality=5)),
    "bomb-nested": _bomb("gzip, gzip", gzip.compress(gzip.compress(ZEROS))),
    # S5: what never ends
    "endless-body": _again(b"x" * 65536, 0.01, OPEN + b"\r\n"),
    "endless-headers": _again(b"X-More: and more\r\n" * 20, 0.05, OPEN),
    "drip": _again(b"x", 1.0, OPEN + b"Content-Length: 100000\r\n\r\n"),
    "slow-headers": _again(b"X", 1.0, OPEN),
    "silent": _silent,
    # N1: come back later
    "busy-429": _status("429 Too Many Requests", "Retry-After: 3600\r\n"),
    "busy-503": _status("503 Service Unavailable", "Retry-After: 99999999999\r\n"),
    # N2: broken servers
    "error-500": _status("500 Internal Server Error"),
    "error-502": _status("502 Bad Gateway"),
    "reset": _reset,
    # N6: bodies that are not what was said
    "short": _fixed(answer(b"x" * 1000)[:-300]),
    "chunks": _fixed(OPEN + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n"),
    "label": _bomb("gzip", b"<html>not packed at all</html>"),
    "cut-gzip": _bomb("gzip", GZIPPED[:-20]),
    # N8: no feed
    "html": _fixed(answer(b"<html><body><form>Log in</form></body></html>"), closes=False),
    "empty": _fixed(answer(b""), closes=False),
    "broken-xml": _fixed(answer(b"<?xml version='1.0'?><rss><chan", media="application/rss+xml"), closes=False),
}


# Faults that need no server: nobody listens, the name is unknown, the port speaks no TLS.
UNSERVED = ("refused", "dns", "tls")


def mixed(good: int, bad: int) -> tuple[str, ...]:
    """Names of hosts: good ones, and as many bad ones as asked for, shared out among the faults."""
    kinds = [*sorted(BAD), *UNSERVED]
    troubled = (f"{kinds[n % len(kinds)]}-{n}.test" for n in range(bad))
    return (*(f"good-{n}.test" for n in range(good)), *troubled)
