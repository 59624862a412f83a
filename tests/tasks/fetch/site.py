"""A small web on the loopback whose every page may misbehave in its own way, and a fetch over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from time import monotonic

from tasks import fetch
from tasks.lake import Lake, Tally, open_lake, run
from tasks.settings import load
from tests.listening import listening

HOST = "a.example"
PAGE = b"<html><head><title>T</title></head><body><p>Words.</p></body></html>"
Answer = Callable[[BaseHTTPRequestHandler], None]


def reply(
    body: bytes = PAGE,
    *,
    status: int = 200,
    media: str = "text/html",
    length: int | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """An answer; a `length` other than the body's is a lie."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def feed(*links: str) -> Answer:
    """An RSS feed of these links."""
    items = "".join(f"<item><title>About {n}</title><link>{link}</link></item>" for n, link in enumerate(links))
    return reply(f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode(), media="application/rss+xml")


@dataclass
class Site:
    """What each path answers, and who asked for what, when and how."""

    pages: dict[str, Answer]
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)
    port: int = 0

    def paths(self) -> list[str]:
        """Paths asked for, in order."""
        return [path for path, _, _ in self.asked]


@contextmanager
def serving(pages: dict[str, Answer]) -> Iterator[Site]:
    """Serve a site until the block ends."""
    site = Site({"/robots.txt": reply(status=404), **pages})

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers), monotonic()))
            self.close_connection = True
            site.pages.get(self.path, reply(status=404))(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with listening(Handler) as site.port:
        yield site


def lake_over(
    site: Site,
    folder: Path,
    *,
    urls: tuple[str, ...] = (f"http://{HOST}/feed.xml",),
    elsewhere: dict[str, str] | None = None,
    format_: str = "feed",
) -> Lake:
    """A lake whose sources lie on that site."""
    sources = "".join(
        f'[[source]]\nid = "s{n}"\noutlet = "S{n}"\nowner_group = "G"\ncountry = "GB"\nlanguage = "en"\nkind = "wire"\n'
        f'format = "{format_}"\nurl = "{url}"\nrights = "test"\n'
        for n, url in enumerate(urls)
    )
    places = {"*.example": f"127.0.0.1:{site.port}", **(elsewhere or {})}
    connect_to = ", ".join(f'"{name}" = "{place}"' for name, place in places.items())
    settings = f"""[settings]
clock = "batch"
[settings.fetch]
delay_seconds = 0.0
backoff_seconds = 0.01
connect_to = {{ {connect_to} }}
"""
    (folder / "sources.toml").write_text(settings + sources)
    return open_lake(load({"DISPUTEWIRE_SOURCES": str(folder / "sources.toml"), "DISPUTEWIRE_LAKE": str(folder / "lake")}))


def fetched(lake: Lake, batch: str = "2026-11-20T0600") -> Tally:
    """Fetch one batch and return its sum."""
    tally = run(lake, fetch.STEP, batch)
    assert tally is not None
    tally.close()
    return tally


def rejected(lake: Lake) -> dict[str, str]:
    """Reason by the last part of the item's path."""
    return {item.rsplit("/", 1)[-1]: reason for item, reason in lake.reader().sql("select item, reason from rejects")}
