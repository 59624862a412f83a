"""Bounded decoding of bodies: a bomb is stopped while it goes off, not after."""

from __future__ import annotations

import zlib

from tasks import ItemError

__all__ = ["decode"]

BLOCK = 1 << 16
FREE = 1 << 20
WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def decode(body: bytes, coding: str, *, max_bytes: int, max_ratio: int) -> bytes:
    """The body without its content codings (gzip, deflate; at most two layers).

    Raises ItemError: too_big_decoded, ratio (once past 1 MiB), decode.
    """
    layers = [c.strip().lower() for c in coding.split(",") if c.strip().lower() not in {"", "identity"}]
    if len(layers) > 2 or any(c not in WINDOWS for c in layers):
        raise ItemError("decode", f"content coding {coding[:80]!r}: gzip and deflate, at most two layers, are read")
    for layer in reversed(layers):
        body = _inflate(body, WINDOWS[layer], max_bytes=max_bytes, max_ratio=max_ratio)
    if len(body) > max_bytes:
        raise ItemError("too_big_decoded", f"more than {max_bytes} bytes (settings.fetch)")
    return body


def _inflate(body: bytes, window: int, *, max_bytes: int, max_ratio: int) -> bytes:
    if window == 15 and body[:1] and body[0] & 0x0F != 8:
        window = -15  # raw deflate, as some servers mean by "deflate"
    out, engine, rest = bytearray(), zlib.decompressobj(window), body
    try:
        while rest and not engine.eof:
            out += engine.decompress(rest, BLOCK)
            rest = engine.unconsumed_tail
            if len(out) > max_bytes:
                raise ItemError("too_big_decoded", f"more than {max_bytes} bytes (settings.fetch)")
            if len(out) > FREE and len(out) > max_ratio * len(body):
                raise ItemError("ratio", f"expands more than {max_ratio} to 1 (settings.fetch.max_ratio)")
    except zlib.error as error:
        raise ItemError("decode", f"damaged body: {error}") from error
    if not engine.eof:
        raise ItemError("decode", "the compressed body is cut short")
    return bytes(out)
