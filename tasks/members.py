"""Where each record of an archive starts and ends, whatever the ones beside it look like: damage costs one record.

Gzipped archives are taken member by member (WARC 1.1, annex D: one member a record); plain ones by their stated lengths,
and where a length lies, from one record's opening line to the next.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tasks import ItemError

__all__ = ["Member", "members"]

GZIP = b"\x1f\x8b\x08"
OPENING = re.compile(rb"WARC/[01]\.\d\r?\n")
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
HEADER_BYTES = 65536
BLOCK = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Member:
    """One record's bytes, unpacked, and where it starts in the file; or what is wrong with it."""

    offset: int
    data: bytes = b""
    problem: ItemError | None = None


def members(path: Path, *, max_bytes: int) -> Iterator[Member]:
    """The records of an archive in order. A record above `max_bytes` is named and passed over, never held."""
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield from _gzipped(data, max_bytes) if data[:2] == GZIP[:2] else _plain(data, max_bytes)


def _gzipped(data: mmap.mmap, max_bytes: int) -> Iterator[Member]:
    at = 0
    while at < len(data):
        try:
            unpacked, end = _unpack(data, at, max_bytes)
        except ItemError as problem:
            yield Member(offset=at, problem=problem)
            at = _next_start(data, at + 1)
            continue
        if unpacked.strip():
            yield Member(offset=at, data=unpacked)
        at = end if data[end : end + 2] == GZIP[:2] else _next_start(data, end)
        if data[end:at].strip(b"\x00\r\n "):
            yield Member(offset=end, problem=ItemError("warc_framing", f"{at - end} bytes that open no record"))


def _unpack(data: mmap.mmap, start: int, max_bytes: int) -> tuple[bytes, int]:
    engine, out, at = zlib.decompressobj(31), bytearray(), start
    try:
        while not engine.eof:
            piece = engine.unconsumed_tail or data[at : at + BLOCK]
            if not piece:
                raise ItemError("warc_framing", "the record breaks off before its end")
            at += 0 if engine.unconsumed_tail else len(piece)
            out += engine.decompress(piece, BLOCK)
            if len(out) > max_bytes:
                raise ItemError("too_big_decoded", f"the record unpacks to more than {max_bytes} bytes")
    except zlib.error as error:
        raise ItemError("warc_framing", f"damaged gzip member: {error}") from error
    return bytes(out), at - len(engine.unused_data)


def _next_start(data: mmap.mmap, at: int) -> int:
    """The next member that opens a record: the three magic bytes alone may stand in any packed text."""
    while (at := data.find(GZIP, at)) >= 0:
        try:
            if zlib.decompressobj(31).decompress(data[at : at + 1024], 8).startswith(b"WARC/"):
                return at
        except zlib.error:
            pass
        at += 1
    return len(data)


def _plain(data: mmap.mmap, max_bytes: int) -> Iterator[Member]:
    opening = OPENING.search(data)
    if opening is None or opening.start() > 0:
        yield Member(offset=0, problem=ItemError("warc_framing", "no record opens here"))
    while opening:
        start, following = opening.start(), None
        end = _stated_end(data, start)
        if end is None:
            following = OPENING.search(data, opening.end())
            yield Member(offset=start, problem=ItemError("warc_framing", "its length is not what follows"))
        elif end - start > max_bytes:
            yield Member(offset=start, problem=ItemError("too_big_decoded", f"the record has more than {max_bytes} bytes"))
        else:
            yield Member(offset=start, data=data[start:end])
        opening = following if end is None else OPENING.search(data, end)


def _stated_end(data: mmap.mmap, start: int) -> int | None:
    """Where a record ends by its own length; None unless the file ends or another record opens there."""
    head = data[start : start + HEADER_BYTES]
    stop, length = head.find(b"\r\n\r\n"), LENGTH.search(head)
    if stop < 0 or length is None or length.start() > stop:
        return None
    end = start + stop + 4 + int(length[1])
    after = data[end : end + 64].lstrip(b"\r\n")
    is_whole = end <= len(data) and (not after or OPENING.match(after))
    return end if is_whole else None
