"""Content codings taken off within bounds: a bomb is stopped while it goes off, not after. What is cut short is never whole.

Both sides need it: `fetch` before it looks at a body, `parse` and `receive` when they take one from an archive.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import brotli

from tasks import ItemError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["ACCEPTED", "CODINGS", "decode"]

BLOCK = 1 << 16
FREE = 1 << 20  # bytes below which no ratio is looked at
LAYERS = 2
GZIP = b"\x1f\x8b"
# RFC 9659: a zstd content coding needs a window of 8 MiB at most.
ZSTD_WINDOW: Mapping[int, int] = {zstd.DecompressionParameter.window_log_max: 23}

ACCEPTED = "gzip, deflate, br, zstd"
Blocks = Callable[[bytes], Iterator[bytes]]


def decode(body: bytes, coding: str, *, max_bytes: int, max_ratio: int) -> bytes:
    """The body without its content codings (gzip, deflate, br, zstd; at most two layers), `coding` as the header has it.

    Raises ItemError: too_big_decoded, ratio (once past 1 MiB), decode.
    """
    layers = [c for c in (part.strip().lower() for part in coding.split(",")) if c not in {"", "identity", "none"}]
    if len(layers) > LAYERS or any(layer not in CODINGS for layer in layers):
        raise ItemError("decode", f"content coding {coding[:80]!r}: {ACCEPTED}, at most {LAYERS} layers, are read")
    for layer in reversed(layers):
        body = _bounded(CODINGS[layer](body), len(body), max_bytes=max_bytes, max_ratio=max_ratio)
    if len(body) > max_bytes:
        raise ItemError("too_big_decoded", f"more than {max_bytes} bytes (settings.fetch)")
    return body


def _bounded(blocks: Iterator[bytes], packed: int, *, max_bytes: int, max_ratio: int) -> bytes:
    out = bytearray()
    try:
        for block in blocks:
            out += block
            if len(out) > max_bytes:
                raise ItemError("too_big_decoded", f"more than {max_bytes} bytes (settings.fetch)")
            if len(out) > FREE and len(out) > max_ratio * packed:
                raise ItemError("ratio", f"expands more than {max_ratio} to 1 (settings.fetch.max_ratio)")
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise ItemError("decode", f"damaged body: {error}") from error
    return bytes(out)


def _cut() -> ItemError:
    return ItemError("decode", "the compressed body is cut short")


def _gzip(body: bytes) -> Iterator[bytes]:
    """One member after another (RFC 1952, 2.2); what follows the last and is none is let go, as browsers do."""
    rest = body
    while True:
        engine = zlib.decompressobj(31)
        yield from _zlib(engine, rest)
        rest = engine.unused_data
        if not rest.startswith(GZIP):
            return


def _deflate(body: bytes) -> Iterator[bytes]:
    """With the header of zlib, or raw, as some servers mean by "deflate"."""
    is_raw = bool(body) and (body[0] & 0x0F != 8 or int.from_bytes(body[:2], "big") % 31 != 0)
    return _zlib(zlib.decompressobj(-15 if is_raw else 15), body)


def _zlib(engine: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    rest = body
    while not engine.eof:
        block = engine.decompress(rest, BLOCK)
        rest = engine.unconsumed_tail
        if not block and not rest and not engine.eof:
            raise _cut()
        yield block


def _brotli(body: bytes) -> Iterator[bytes]:
    engine, rest = brotli.Decompressor(), body
    while not engine.is_finished():
        block = engine.process(rest, output_buffer_limit=BLOCK)
        if not block and not engine.is_finished():
            raise _cut()
        yield block
        rest = b""


def _zstd(body: bytes) -> Iterator[bytes]:
    rest = body
    while rest:
        engine = zstd.ZstdDecompressor(options=ZSTD_WINDOW)
        yield engine.decompress(rest, BLOCK)
        while not engine.eof:
            if engine.needs_input:
                raise _cut()
            yield engine.decompress(b"", BLOCK)
        rest = engine.unused_data


CODINGS: Mapping[str, Blocks] = MappingProxyType(
    {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
)
