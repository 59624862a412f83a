"""The loopback server: one port, a host an outlet, told apart by the Host header.

Only 127.0.0.1 is bound, and a host that is not ours is refused (421). Pages answer conditional requests as a real
server would, so that polling twice costs what it costs in the field.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What one address answers; a stored `file` is read when asked for, since a folder of pages may be large."""

    content_type: str
    body: bytes = b""
    file: Path | None = None
    status: int = 200
    modified: datetime | None = None

    def read(self) -> bytes:
        if self.file is None:
            return self.body
        return gzip.decompress(self.file.read_bytes()) if self.file.suffix == ".gz" else self.file.read_bytes()


Site = dict[tuple[str, str], Reply]


class Newsroom:
    """A running server: `port`, the (host, path) of every request so far, and the edition on show."""

    def __init__(self, build: Callable[[str], Site], sources: Callable[[int], str], *, edition: str) -> None:
        self._build = build
        self._sources = sources
        self.port = 0
        self.requests: list[tuple[str, str]] = []
        self.edition = edition

    @property
    def edition(self) -> str:
        return self._edition

    @edition.setter
    def edition(self, edition: str) -> None:
        self._site = self._build(edition)
        self._edition = edition

    def sources_toml(self) -> str:
        """The sources file that lets `fetch` poll what is served here."""
        return self._sources(self.port)

    def wait(self) -> None:
        """Block until Ctrl-C."""
        with suppress(KeyboardInterrupt):
            threading.Event().wait()

    async def answer(self, request: web.Request) -> web.Response:
        host = request.host.partition(":")[0].lower()
        self.requests.append((host, request.path))
        site = self._site
        if not any(host == known for known, _ in site):
            return web.Response(status=421, text="no such outlet here\n")
        reply = site.get((host, request.path))
        if reply is None or reply.status == 404:
            return web.Response(status=404, text="no such page\n")
        body = reply.read()
        tag = hashlib.sha256(body).hexdigest()[:20]
        headers = {"ETag": f'"{tag}"'}
        if reply.modified:
            headers["Last-Modified"] = format_datetime(reply.modified, usegmt=True)
        if _is_unchanged(request, tag, reply.modified):
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers={**headers, "Content-Type": reply.content_type})


def _is_unchanged(request: web.Request, tag: str, modified: datetime | None) -> bool:
    """RFC 9110, 13.2.2: If-Modified-Since counts only where there is no If-None-Match."""
    if request.if_none_match is not None:
        return any(known.value in (tag, "*") for known in request.if_none_match)
    since = request.if_modified_since
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


@contextmanager
def running(newsroom: Newsroom, port: int) -> Iterator[Newsroom]:
    listener = _listen(port)
    newsroom.port = listener.getsockname()[1]
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(_application(newsroom), access_log=None, shutdown_timeout=0.5)
    loop.run_until_complete(_start(runner, listener))
    thread = threading.Thread(target=loop.run_forever, name="newsroom", daemon=True)
    thread.start()
    try:
        yield newsroom
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(runner.cleanup())
        loop.close()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:  # taken: any free one will do, the caller reads which
        return socket.create_server(("127.0.0.1", 0))


def _application(newsroom: Newsroom) -> web.Application:
    application = web.Application()
    application.router.add_get("/{path:.*}", newsroom.answer)
    return application


async def _start(runner: web.AppRunner, listener: socket.socket) -> None:
    await runner.setup()
    await web.SockSite(runner, listener).start()
