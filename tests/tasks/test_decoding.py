"""Codings within bounds, every coding alike."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks import ItemError
from tasks.decoding import decode

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"".join(b"<p>%07d words of a page</p>\n" % n for n in range(20_000))


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


PACK: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "gzip of two members": ("gzip", lambda d: gzip.compress(d[:1000]) + gzip.compress(d[1000:])),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "zstd of two frames": ("zstd", lambda d: zstd.compress(d[:1000]) + zstd.compress(d[1000:])),
    "nested": ("gzip, br", lambda d: brotli.compress(gzip.compress(d))),
    "identity": ("identity", lambda d: d),
    "mixed case": ("GZip ", gzip.compress),
}
LIMITS = {"max_bytes": 5_000_000, "max_ratio": 200}


@pytest.mark.parametrize("name", PACK)
def test_what_was_packed_comes_back(name: str) -> None:
    coding, pack = PACK[name]
    assert decode(pack(TEXT), coding, **LIMITS) == TEXT
    assert decode(pack(b"x"), coding, **LIMITS) == b"x"


@pytest.mark.parametrize("name", [n for n in PACK if n != "identity"])
@pytest.mark.parametrize("lost", [1, 9, 2000])
def test_what_is_cut_short_is_never_whole(name: str, lost: int) -> None:
    coding, pack = PACK[name]
    packed = pack(TEXT)
    with pytest.raises(ItemError) as caught:
        decode(packed[:-lost], coding, **LIMITS)
    assert caught.value.reason == "decode"


@pytest.mark.parametrize("name", ["gzip", "deflate", "raw deflate", "br", "zstd", "nested"])
def test_a_bomb_is_stopped_by_ratio_or_by_size(name: str) -> None:
    coding, pack = PACK[name]
    bomb = pack(bytes(30_000_000))
    with pytest.raises(ItemError) as caught:
        decode(bomb, coding, max_bytes=50_000_000, max_ratio=200)
    assert caught.value.reason in {"ratio", "decode"}
    with pytest.raises(ItemError) as caught:
        decode(pack(TEXT), coding, max_bytes=len(TEXT) - 1, max_ratio=10_000)
    assert caught.value.reason == "too_big_decoded"


def test_a_zstd_window_above_what_http_allows_is_refused() -> None:
    options = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.enable_long_distance_matching: 1}
    with pytest.raises(ItemError) as caught:
        decode(zstd.compress(TEXT * 30, options=options), "zstd", max_bytes=50_000_000, max_ratio=1_000_000)
    assert caught.value.reason == "decode"


def test_junk_after_good_gzip_is_let_go() -> None:
    assert decode(gzip.compress(TEXT) + b"\0\0 junk", "gzip", **LIMITS) == TEXT


@pytest.mark.parametrize("coding", ["sdch", "gzip, gzip, gzip", "gzip, sdch"])
def test_other_codings_are_named(coding: str) -> None:
    with pytest.raises(ItemError, match="gzip, deflate, br, zstd, at most 2 layers"):
        decode(b"x", coding, **LIMITS)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["gzip", "deflate", "br", "zstd", "gzip, br"]))
def test_any_bytes_give_a_body_or_one_declared_error(body: bytes, coding: str) -> None:
    try:
        assert len(decode(body, coding, **LIMITS)) <= LIMITS["max_bytes"]
    except ItemError as error:
        assert error.reason in {"decode", "ratio", "too_big_decoded"}
