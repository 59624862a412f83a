"""Bodies without their codings, bounded while they unfold. What is cut short is never taken for whole."""

from __future__ import annotations

import io

from fastwarc.warc import ArchiveIterator

from tasks import ItemError
from tasks.decoding import CODINGS, decode

__all__ = ["unfold"]

BLOCK = 1 << 16
FREE = 1 << 20  # bytes below which no ratio is looked at


def unfold(record: bytes, body: bytes, *, content: str, transfer: str, max_bytes: int, max_ratio: int) -> bytes:
    """The body of a WARC record's response. `content`, `transfer`: its Content-Encoding and Transfer-Encoding.

    Raises ItemError: too_big_decoded, ratio, decode.
    """
    codings = [c for c in (part.strip().lower() for part in content.split(",")) if c not in {"", "identity", "none"}]
    if not codings and "chunked" not in transfer.lower():
        plain = body
    elif len(codings) > 2:
        raise ItemError("decode", f"{len(codings)} layers of content coding: at most two are read")
    elif CODINGS.keys() >= set(codings) and "chunked" not in transfer.lower():
        plain = _mislabelled(body) or decode(body, content, max_bytes=max_bytes, max_ratio=max_ratio)
    else:
        plain = _decoded(record, max_bytes, max_ratio) or _mislabelled(body)
        if not plain and body:
            raise ItemError("decode", f"coding {content[:40]!r}, {transfer[:40]!r} does not fit the body")
    if len(plain) > max_bytes:
        raise ItemError("too_big_decoded", f"more than {max_bytes} bytes (settings.fetch.max_page_bytes)")
    return plain


def _decoded(record: bytes, max_bytes: int, max_ratio: int) -> bytes:
    """Chunks, and what is coded beneath them, as fastwarc reads them; empty where it cannot."""
    out = bytearray()
    try:
        reader = next(iter(ArchiveIterator(io.BytesIO(record), auto_decode="all"))).reader
        while piece := reader.read(BLOCK):
            out += piece
            _check(len(out), len(record), max_bytes, max_ratio)
    except (OSError, StopIteration):
        return b""
    return bytes(out)


def _mislabelled(body: bytes) -> bytes:
    """Archives often keep the header of a coding that they have taken off: markup needs none."""
    return body if body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else b""


def _check(size: int, packed: int, max_bytes: int, max_ratio: int) -> None:
    if size > max_bytes:
        raise ItemError("too_big_decoded", f"more than {max_bytes} bytes (settings.fetch.max_page_bytes)")
    if size > FREE and size > max_ratio * packed:
        raise ItemError("ratio", f"expands more than {max_ratio} to 1 (settings.fetch.max_ratio)")
