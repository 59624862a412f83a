"""Small archives to read: as our own fetch writes them, and as strangers do."""

from __future__ import annotations

import gzip
import json
from typing import Any

PAGE = """<html><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>The harbour court in {title} heard on Monday that the charts had been copied, and put the matter off for a week.</p>
<p>Both companies said that they would wait for the ruling and had nothing to add to what their lawyers had told the judge.</p>
</article></body></html>"""


def page(title: str) -> bytes:
    return PAGE.format(title=title).encode()


def record(
    kind: str, url: str, block: bytes, *, name: str = "", media: str = "", extra: str = "", length: int | None = None
) -> bytes:
    """One record, plain."""
    media = media or {"response": "application/http; msgtype=response"}.get(kind, "application/json")
    size = len(block) if length is None else length
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name or url}>\r\nWARC-Date: 2026-03-04T05:06:07Z\r\n"
        f"WARC-Target-URI: {url}\r\n{extra}Content-Type: {media}\r\nContent-Length: {size}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(
    url: str, body: bytes, *, headers: str = "", status: str = "200 OK", media: str = "text/html", length: int | None = None
) -> bytes:
    block = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{headers}\r\n".encode() + body
    return record("response", url, block, length=length)


def metadata(url: str, told: dict[str, Any], *, beside: str | None = None) -> bytes:
    extra = f"WARC-Concurrent-To: <urn:uuid:{beside}>\r\n" if beside else ""
    return record("metadata", url, json.dumps(told).encode(), name=f"m-{url}", extra=extra)


def told(source: str, title: str, *, resource: str = "page", failure: str | None = None) -> dict[str, Any]:
    entry = {"source_id": source, "guid": None, "title": title, "summary": None, "published_at": "2026-03-03T10:00:00"}
    return {"resource": resource, "url": "http://x/", "entries": [entry], "source_id": source, "failure": failure}


def packed(*records: bytes) -> bytes:
    """Records as an archive has them: one gzip member each."""
    return b"".join(gzip.compress(r, mtime=0) for r in records)
