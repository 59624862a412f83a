"""Where we connect: every spelling of a private address, by every way in, and what is bounded while it comes."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tasks import ConfigError, ItemError
from tasks.fetch.addresses import check_url, is_public
from tasks.fetch.receive import receive
from tests.conftest import REAL_CONNECT
from tests.tasks.fetch.site import HOST, Answer, feed, fetched, lake_over, reply, serving
from tests.tasks.fetch.test_manners import limited

FORBIDDEN = [
    "http://127.0.0.1/x", "http://127.0.0.1:{port}/x", "http://2130706433/x", "http://0x7f.1/x", "http://0x7f000001/x",
    "http://0177.0.0.1/x", "http://127.1/x", "http://127.0.0.1./x", "http://localhost/x", "http://localhost./x",
    "http://LOCALHOST/x", "http://[::1]/x", "http://[::]/x", "http://[::ffff:127.0.0.1]/x", "http://[::ffff:7f00:1]/x",
    "http://[64:ff9b::7f00:1]/x", "http://[2002:7f00:1::]/x", "http://[fe80::1]/x", "http://[fd00::1]/x", "http://[ff02::1]/x",
    "http://0.0.0.0/x", "http://0/x", "http://10.0.0.1/x", "http://172.16.0.1/x", "http://192.168.1.1/x",
    "http://169.254.169.254/latest/meta-data", "http://100.64.0.1/x", "http://224.0.0.1/x", "http://255.255.255.255/x",
    "http://user@127.0.0.1/x", "http://a.example@127.0.0.1/x", "http://a.example:pw@[::1]/x", "http://１２７.０.０.１/x",
    "http://127。0。0。1/x", "http://other.test:22/x", "http://other.test:6379/x", "file:///etc/passwd", "ftp://a.example/x",
    "gopher://a.example/x", "data:text/html,x", "javascript:alert(1)", "s3://bucket/key", "//127.0.0.1/x",
]  # fmt: skip


Pages = dict[str, Answer]
SOURCE = f"http://{HOST}/feed.xml"


def moved(link: str) -> Answer:
    """A redirect, byte for byte as given."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + link.encode() + b"\r\n\r\n")

    return answer


def sitemap(links: list[str], kind: str = "url") -> Answer:
    outer = {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    locs = "".join(f"<{kind}><loc>{link}</loc><lastmod>2026-11-20</lastmod></{kind}>" for link in links)
    return reply(f'<{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</{outer}>'.encode(), media="text/xml")


def json_feed(links: list[str]) -> Answer:
    items = [{"id": link, "url": link} for link in links]
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": items}
    return reply(json.dumps(told).encode(), media="application/feed+json")


def notices(links: list[str]) -> Answer:
    return reply("".join(f'<p><a href="{link}">Watchdog opens an inquiry</a></p>' for link in links).encode())


def robots_elsewhere(links: list[str]) -> Answer:
    """A robots.txt a host, each moved to a link of its own."""
    return lambda handler: moved(links[int(handler.headers["Host"].split(".")[0].removeprefix("h"))])(handler)


def own(links: list[str]) -> list[str]:
    """Addresses of the site itself, one for each link."""
    return [f"http://{HOST}/{n}" for n in range(len(links))]


def at_paths(links: list[str], answer: Callable[[str], Answer]) -> Pages:
    return {f"/{n}": answer(link) for n, link in enumerate(links)}


# Way in -> format of the sources, their addresses, and what is served, for a list of links.
WAYS: dict[str, tuple[str, Callable[[list[str]], tuple[list[str], Pages]]]] = {
    "links of a feed": ("feed", lambda links: ([SOURCE], {"/feed.xml": feed(*links)})),
    "links of a JSON feed": ("feed", lambda links: ([SOURCE], {"/feed.xml": json_feed(links)})),
    "redirects of feeds": ("feed", lambda links: (own(links), at_paths(links, moved))),
    "redirects of pages": (
        "feed",
        lambda links: (
            [SOURCE],
            {"/feed.xml": feed(*own(links)), **at_paths(links, moved)},
        ),
    ),
    "redirects of robots.txt": (
        "feed",
        lambda links: ([f"http://h{n}.example/feed.xml" for n in range(len(links))], {"/robots.txt": robots_elsewhere(links)}),
    ),
    "addresses of a sitemap": ("sitemap", lambda links: ([SOURCE], {"/feed.xml": sitemap(links)})),
    "sitemaps of an index": ("sitemap", lambda links: ([SOURCE], {"/feed.xml": sitemap(links, "sitemap")})),
    "sitemaps of robots.txt": (
        "sitemap",
        lambda links: (
            [f"http://{HOST}/robots.txt"],
            {"/robots.txt": reply("".join(f"Sitemap: {link}\n" for link in links).encode(), media="text/plain")},
        ),
    ),
    "a list of addresses": (
        "url_list",
        lambda links: ([SOURCE], {"/feed.xml": reply("\n".join([f"http://{HOST}/p", *links]).encode(), media="text/plain")}),
    ),
    "notices": ("notices", lambda links: ([SOURCE], {"/feed.xml": notices(links)})),
    "the base of a page of notices": (
        "notices",
        lambda links: (
            own(links),
            at_paths(links, lambda link: reply(f'<base href="{link}"><a href="n">Watchdog opens an inquiry</a>'.encode())),
        ),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_in_leads_to_a_forbidden_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Connections to anything but the site itself: none."""
    format_, plan = WAYS[way]
    connected: list[object] = []
    with serving({}) as site:

        def counted(self: socket.socket, address: tuple[object, ...]) -> None:
            if self.family in {socket.AF_INET, socket.AF_INET6} and address[:2] != ("127.0.0.1", site.port):
                connected.append(address)
                raise ConnectionRefusedError(111, "refused")
            REAL_CONNECT(self, address)  # type: ignore[arg-type]

        links = [spelling.format(port=site.port) for spelling in FORBIDDEN]
        urls, pages = plan(links)
        site.pages = {"/robots.txt": reply(status=404), "/p": reply(), **pages}
        lake = limited(lake_over(site, tmp_path, urls=tuple(urls), format_=format_), circuit_after=10**6)
        monkeypatch.setattr(socket.socket, "connect", counted)
        fetched(lake)
    assert connected == []
    assert {path for path, _, _ in site.asked} <= {"/robots.txt", "/p", "/feed.xml", "/n", *pages}
    assert site.asked


def test_a_list_that_arrives_leads_to_no_forbidden_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/p": reply()}) as site:
        links = [spelling.format(port=site.port) for spelling in FORBIDDEN]
        lake = lake_over(site, tmp_path)
        arrived = tmp_path / "list.urls"
        arrived.write_text("\n".join([f"http://{HOST}/p", *links]), encoding="utf-8")
        with pytest.raises(ConfigError, match="DISPUTEWIRE_CONTACT"):
            receive(lake, [str(arrived)])  # what is not ours to ask unnamed is refused before anything is asked
        named = replace(lake, settings=replace(lake.settings, contact="us@example.org"))
        receive(named, [str(arrived)])
        assert set(site.paths()) == {"/robots.txt", "/p"}


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("::ffff:93.184.215.14", True),
        ("64:ff9b::5db8:d70e", True), ("127.8.9.10", False), ("198.18.0.1", False), ("192.0.2.1", False), ("240.0.0.1", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("64:ff9b:1::1", False), ("2002:a00:1::", False),
        ("fec0::1", False), ("2001:db8::1", False), ("fe80::1%eth0", False),
    ],
)  # fmt: skip
def test_which_addresses_are_of_the_open_internet(address: str, is_open: bool) -> None:
    assert is_public(address) is is_open


def test_an_allow_list_entry_names_host_and_port() -> None:
    allowed = {"inside.example": "127.0.0.1:8765"}
    assert check_url("http://inside.example/x", allowed) == "inside.example"
    for url in ("http://127.0.0.1:8765/x", "http://other.inside.example:8765/x", "http://127.0.0.1/x"):
        with pytest.raises(ItemError):
            check_url(url, allowed)


# --- bounds ---


def going_on(piece: bytes, seconds: float, head: bytes) -> Answer:
    """An answer that never ends."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(head)
            for _ in range(3000):
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(seconds)
        except OSError:
            return

    return answer


OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (going_on(b"x" * 65536, 0.0, OPEN + b"\r\n"), "too_big_wire"),
        (going_on(b"X-More: and more\r\n" * 50, 0.0, OPEN), "framing"),
        (going_on(b"X", 0.05, OPEN), "timeout"),
        (going_on(b"x", 0.05, OPEN + b"Content-Length: 100000\r\n\r\n"), "timeout"),
        (going_on(b"", 0.05, OPEN + b"Content-Length: 100000\r\n\r\nhalf"), "timeout"),
    ],
)
def test_what_never_ends_is_ended(tmp_path: Path, answer: Answer, reason: str) -> None:
    with serving({"/feed.xml": feed(f"http://{HOST}/p", "http://b.example/q"), "/p": answer, "/q": reply()}) as site:
        lake = limited(lake_over(site, tmp_path), total_timeout_seconds=1.5)
        began = time.monotonic()
        tally = fetched(lake)
        assert time.monotonic() - began < 15
        assert (tally.outcomes["accepted"], tally.reasons[reason]) == (1, 1)
