"""One record of an archive as its writer left it: what it is, where its page was, and the page itself.

Written by warcio, wget, StormCrawler (Common Crawl's news) or us: headers in any order and case, addresses in angle brackets,
status lines of HTTP/2 without a reason, coded bodies and bodies whose coding is long taken off.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from tasks.archive import unfold

__all__ = ["Written", "read_record"]

HEAD_END = re.compile(rb"\r?\n\r?\n")
STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})")
HEAD_BYTES = 65536
DIGESTS = {"sha1", "sha256", "md5"}


@dataclass(frozen=True, kw_only=True)
class Written:
    """A record. `headers` are its own, lower case; `data` is all of it, `block` where its content starts."""

    data: bytes
    headers: dict[str, str]
    block: int

    @property
    def kind(self) -> str:
        """WARC-Type; a response that is none of the web (a lookup of a name, say) is "other"."""
        kind = self.headers.get("warc-type", "").lower()
        is_web = self.headers.get("content-type", "application/http").lower().startswith("application/http")
        return kind if kind != "response" or is_web else "other"

    @property
    def url(self) -> str:
        """The address that answered; "" where there is none."""
        return self.headers.get("warc-target-uri", "").strip("<> ")

    @property
    def captured_at(self) -> datetime | None:
        """WARC-Date, UTC (naive)."""
        try:
            at = datetime.fromisoformat(self.headers.get("warc-date", ""))
            return (at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at).replace(microsecond=0)
        except (ValueError, OverflowError):
            return None

    @cached_property
    def _body_at(self) -> int:
        found = HEAD_END.search(self.data, self.block, self.block + HEAD_BYTES)
        return found.end() if found else self.block

    @cached_property
    def http(self) -> dict[str, str]:
        """Headers of the response, lower case."""
        return _headers(self.data[self.block : self._body_at].partition(b"\n")[2])

    @property
    def status(self) -> int:
        """HTTP status; 0 where none can be read."""
        found = STATUS.match(self.data, self.block)
        return int(found[1]) if found else 0

    @property
    def payload(self) -> bytes:
        """The body as it stands."""
        return self.data[self._body_at :]

    def is_sound(self) -> bool:
        """Whether its content is what WARC-Block-Digest says; so is what carries none, or one that we do not know."""
        name, _, stated = self.headers.get("warc-block-digest", "").partition(":")
        if name.lower() not in DIGESTS or not stated:
            return True
        made = hashlib.new(name.lower(), memoryview(self.data)[self.block :], usedforsecurity=False).digest()
        return stated.rstrip("=").lower() in {b32encode(made).decode().rstrip("=").lower(), made.hex()}

    def body(self, *, max_bytes: int, max_ratio: int) -> bytes:
        """The body without its codings, bounded. Raises ItemError: too_big_decoded, ratio, decode."""
        content, transfer = self.http.get("content-encoding", ""), self.http.get("transfer-encoding", "")
        return unfold(self.data, self.payload, content=content, transfer=transfer, max_bytes=max_bytes, max_ratio=max_ratio)


def read_record(data: bytes) -> Written:
    """A record from its opening line on."""
    end = HEAD_END.search(data, 0, HEAD_BYTES)
    block = end.end() if end else len(data)
    return Written(data=data, headers=_headers(data[:block].partition(b"\n")[2]), block=block)


def _headers(lines: bytes) -> dict[str, str]:
    """Name and value a line; of one name, the first."""
    found: dict[str, str] = {}
    for line in lines.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found
