"""Where each record of an archive starts and ends, whatever the ones beside it look like: damage costs one record.

Three shapes are read as a stream, a window at a time: gzip member by member (WARC 1.1, annex D: one member a record), one
gzip stream over the whole file, and plain. Within each, stated lengths lead from record to record; where one lies, the next
opening line does.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tasks import ItemError
from tasks.archive.unpacked import Unpacked
from tasks.archive.window import BLOCK, Stream, Window

__all__ = ["Member", "members"]

GZIP = b"\x1f\x8b\x08"
MAGIC = re.compile(re.escape(GZIP))
OPENING = re.compile(rb"WARC/[01]\.\d\r?\n")
LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
BLANK = re.compile(rb"[\x00\r\n ]*")
HEADER_BYTES = 65536
AFTER = 64  # bytes behind a record that tell whether it ends there
RATIO = 200  # what a record above the bound may unpack to, to one byte: more is a bomb, and is not waited for


@dataclass(frozen=True, kw_only=True)
class Member:
    """One record's bytes, unpacked, or what is wrong with it.

    `offset` is where it starts in the file; where one gzip member holds many records, where that member starts, and `within`
    is where the record starts in what it unpacks to. `packed` is the gzip member itself where it holds this record alone.
    """

    offset: int
    within: int = 0
    data: bytes = b""
    packed: bytes | None = None
    problem: ItemError | None = None


def members(stream: Stream, *, max_bytes: int) -> Iterator[Member]:
    """The records of an archive in order. A record above `max_bytes` is named and passed over, never held."""
    window = Window(stream)
    if not window.reach(1):
        return
    window.reach(len(GZIP))
    is_empty = True
    for member in (_gzipped if window.cut(0, 2) == GZIP[:2] else _plain)(window, max_bytes):
        is_empty = False
        yield member
    if is_empty:
        yield Member(offset=0, problem=ItemError("warc_framing", "no record opens here"))


def _plain(window: Window, max_bytes: int) -> Iterator[Member]:
    at: int | None = 0
    while at is not None and window.reach((at := window.skip(BLANK, at)) + 1):
        start = window.find(OPENING, at)
        if start != at:
            yield Member(offset=at, problem=ItemError("warc_framing", "bytes that open no record"))
        if start is None:
            return
        window.let_go(start)
        member, end = _record(window, start, max_bytes)
        yield member
        at = window.find(OPENING, window.back_to(start + len("WARC/1.0"))) if end is None else end


def _record(window: Window, start: int, max_bytes: int) -> tuple[Member, int | None]:
    """The record that opens here, and where it ends; None where that cannot be told."""
    end = _stated_end(window, start)
    if end is not None and end - start > max_bytes:
        if _passes(window, start, end):
            return Member(offset=start, problem=ItemError("too_big_decoded", f"it has more than {max_bytes} bytes")), end
    elif end is not None and (_ends(window, end) or _is_next_damaged(window, start, end)):
        return Member(offset=start, data=window.cut(start, end)), end
    return Member(offset=start, problem=ItemError("warc_framing", "its length is not what follows, or it breaks off")), None


def _stated_end(window: Window, start: int) -> int | None:
    window.reach(start + HEADER_BYTES)
    head = window.cut(start, start + HEADER_BYTES)
    stop, length = head.find(b"\r\n\r\n"), LENGTH.search(head)
    if stop < 0 or length is None or length.start() > stop:
        return None
    return start + stop + 4 + int(length[1])


def _ends(window: Window, end: int) -> bool:
    """Whether a record ends here for sure: the file does, or another opens."""
    if not window.reach(end):
        return False
    window.reach(end + AFTER)
    rest = window.cut(end, end + AFTER).lstrip(b"\x00\r\n ")
    return not rest or bool(OPENING.match(rest))


def _is_next_damaged(window: Window, start: int, end: int) -> bool:
    """Whether a record ends here though none opens behind it: two blank lines follow, and it has swallowed no other."""
    return window.cut(end, end + 4) == b"\r\n\r\n" and not OPENING.search(window.cut(start, end), len("WARC/1.0"))


def _passes(window: Window, start: int, end: int) -> bool:
    """Read to the end of a record that is too big to hold, letting it go; whether it does end there."""
    at, before = start, window.spent()
    while at < end and window.reach(at + 1):
        at = min(window.end, end)
        window.let_go(at)
        if at - start > RATIO * (window.spent() - before + BLOCK):
            raise ItemError("ratio", f"it unpacks to more than {RATIO} bytes a byte")
    return at == end and _ends(window, end)


def _gzipped(window: Window, max_bytes: int) -> Iterator[Member]:
    at: int | None = 0
    while at is not None and window.reach((at := window.skip(BLANK, at)) + 1):
        window.let_go(at)
        window.reach(at + len(GZIP))
        if window.cut(at, at + 2) != GZIP[:2]:
            yield Member(offset=at, problem=ItemError("warc_framing", "bytes that open no record"))
            at = _next_start(window, at)
            continue
        unpacked = Unpacked(window, at, holds=max_bytes)
        yield from _of_one(unpacked, max_bytes)
        at = unpacked.end if unpacked.is_whole else _next_start(window, window.back_to(at + 1))


def _of_one(unpacked: Unpacked, max_bytes: int) -> Iterator[Member]:
    """The records of one gzip member: one, as the standard wishes, or all of the file."""
    window = Window(unpacked, spent=lambda: unpacked.taken)
    held, count, place = None, 0, unpacked.start
    try:
        for found in _plain(window, max_bytes):
            if held:
                yield held
            held, count = replace(found, offset=place, within=found.offset), count + 1
    except ItemError as problem:
        if held:
            yield held
        yield Member(offset=place, within=window.start, problem=problem)
        return
    if held:
        is_alone = count == 1 and held.within == 0 and not held.problem
        yield replace(held, packed=unpacked.packed()) if is_alone else held


def _next_start(window: Window, at: int) -> int | None:
    """The next member that opens a record: the three magic bytes alone may stand in any packed text."""
    while (found := window.find(MAGIC, at)) is not None:
        window.reach(found + 1024)
        try:
            if zlib.decompressobj(31).decompress(window.cut(found, found + 1024), 8).startswith(b"WARC/"):
                return found
        except zlib.error:
            pass
        at = found + 1
    return None
