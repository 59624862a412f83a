"""A page that somebody saved becomes an archive of one response: its address is the one that it gives itself."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from bs4 import BeautifulSoup

from schemas import Capture
from schemas.record import identify
from tasks import ConfigError, ItemError
from tasks.arrivals import Arrival
from tasks.fetch.client import Answer
from tasks.fetch.urls import normalise
from tasks.fetch.warc import Archive
from tasks.lake import Job, Tally, Work
from tasks.storage import told

__all__ = ["address_of", "keep_page", "read_page"]

HEAD_BYTES = 262144
# Browsers write it on the first lines: <!-- saved from url=(0042)https://... -->, with the count of its characters.
SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)\s*(\S{1,4096})\s*-->", re.IGNORECASE)


def read_page(arrival: Arrival, *, max_bytes: int) -> bytes:
    """The bytes of a saved page. Raises ConfigError, StorageError."""
    body = arrival.read(max_bytes=max_bytes)
    if len(body) > max_bytes:
        raise ConfigError(f"{arrival.name}: a page has at most {max_bytes} bytes (settings.fetch.max_page_bytes)")
    if b"<" not in body[:HEAD_BYTES].replace(b"\x00", b""):
        raise ConfigError(f"{arrival.name}: no HTML; a saved page (.html or .htm) is expected")
    return body


def address_of(body: bytes, *, name: str, max_chars: int) -> str:
    """Where a saved page was: the first absolute one of canonical link, og:url and "saved from" comment. Raises ConfigError."""
    for stated in _stated(body):
        if re.match(r"https?://", stated, re.IGNORECASE):
            try:
                return normalise(stated, max_chars=max_chars)
            except ItemError:
                continue
    raise ConfigError(
        f"{name}: a saved page has to say where it was: give it an absolute http(s) canonical link, og:url, or the line "
        "that browsers write, <!-- saved from url=(0024)https://example.com/page -->"
    )


def keep_page(arrival: Arrival, body: bytes, url: str, job: Job) -> Work:
    """The batch of one page, captured when its file was last changed."""
    when = arrival.modified_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    headers = (("Content-Type", "text/html"), ("Content-Length", str(len(body))))
    answer = Answer(url=url, status=200, reason="OK", headers=headers, wire=body, body=body, elapsed_ms=0)
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        path = Path(folder) / "page.warc.gz"
        with told("write", path):
            archive = Archive(path, batch=job.batch, clock="file", captured_at=when)
            _, offset, length = archive.response(url, answer, when)
            archive.close()
        file = job.keep_raw(path, part="receive", count=1)
    tally = Tally()
    tally.count("accepted")
    capture = Capture(
        capture_id=identify("capture", file.key, offset),
        url=url,
        final_url=url,
        source_id="arrival",
        resource="page",
        status=200,
        content_type="text/html",
        payload_sha256=hashlib.sha256(body).hexdigest(),
        payload_bytes=len(body),
        warc_file=file.key,
        warc_offset=offset,
        warc_length=length,
        known_at=when,
        batch_id=job.batch,
    )
    return Work(rows=[capture], files=[file], tally=tally)


def _stated(body: bytes) -> Iterator[str]:
    head = body[:HEAD_BYTES]
    soup = BeautifulSoup(head, "lxml")
    yield from (str(link.get("href") or "").strip() for link in soup.find_all("link", rel="canonical"))
    yield from (str(meta.get("content") or "").strip() for meta in soup.find_all("meta", property="og:url"))
    yield from SAVED_FROM.findall(head[:4096].decode("utf-8", "replace"))
