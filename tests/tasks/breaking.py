"""A way to a bucket that breaks: passes requests on to an S3 look-alike, and cuts answers where it is told to."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.listening import listening


@dataclass
class Way:
    """What was asked, and after how many bytes of body the next answers are cut (None: not)."""

    endpoint: str = ""
    ranges: list[str | None] = field(default_factory=list)
    signed: list[bool] = field(default_factory=list)
    cuts: list[int | None] = field(default_factory=list)
    passed: int = 0  # bytes of body


@contextmanager
def breaking(target: str) -> Iterator[Way]:
    """A way to the S3 look-alike at `target` until the block ends."""
    way = Way()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            upstream = http.client.HTTPConnection(urlsplit(target).netloc)
            upstream.request(self.command, self.path, headers={k: v for k, v in self.headers.items() if k != "Connection"})
            answer = upstream.getresponse()
            body = answer.read()
            way.signed.append("Authorization" in self.headers)
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"connection", "transfer-encoding", "content-length", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", answer.getheader("Content-Length") or str(len(body)))
            self.end_headers()
            if self.command == "GET":
                way.ranges.append(self.headers.get("Range"))
                cut = way.cuts.pop(0) if way.cuts else None
                self.wfile.write(body[:cut])
                way.passed += len(body[:cut])
                self.close_connection = cut is not None
            upstream.close()

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with listening(Handler) as port:
        way.endpoint = f"http://127.0.0.1:{port}"
        yield way
