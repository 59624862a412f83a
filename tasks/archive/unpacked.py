"""What one gzip member unpacks to, as a stream: bounded in memory whatever it holds, and sure of its check sum at the end."""

from __future__ import annotations

import zlib

from tasks import ItemError
from tasks.archive.window import BLOCK, Window

__all__ = ["Unpacked"]

PIECE = 1 << 16


class Unpacked:
    """A gzip member from `start` on. Its packed bytes stay in the window while they are fewer than `holds`."""

    def __init__(self, window: Window, start: int, *, holds: int) -> None:
        self.start = start
        self._window, self._holds, self._at = window, holds, start
        self._engine, self._problem = zlib.decompressobj(31), False

    @property
    def taken(self) -> int:
        """Packed bytes that were read."""
        return self._at - self.start

    @property
    def is_whole(self) -> bool:
        """Whether it was read to its end, and its check sum fits."""
        return self._engine.eof and not self._problem

    @property
    def end(self) -> int:
        """Where it ends in the file, once it is whole."""
        return self._at - len(self._engine.unused_data)

    def packed(self) -> bytes | None:
        """The member as it stands in the file; None where it was too long to keep."""
        return self._window.cut(self.start, self.end) if self._window.start <= self.start else None

    def read(self, size: int) -> bytes:
        """Raises ItemError: warc_framing, now and at every later call."""
        out = b""
        while not out and not self._engine.eof:
            piece = self._engine.unconsumed_tail or self._take()
            try:
                out = self._engine.decompress(piece, size)
            except zlib.error as error:
                self._problem = True
                raise ItemError("warc_framing", f"damaged gzip member: {error}") from error
        return out

    def seek(self, at: int) -> int:
        """Unpack it once more from its start."""
        if self._window.back_to(self.start) != self.start:
            raise ItemError("warc_framing", "lengths in it lie too often: it is not read once more")
        self._at, self._engine = self.start, zlib.decompressobj(31)
        left = at
        while left and (piece := self.read(min(left, BLOCK))):
            left -= len(piece)
        return at - left

    def _take(self) -> bytes:
        if self._problem or not self._window.reach(self._at + 1):
            self._problem = True
            raise ItemError("warc_framing", "the record breaks off before its end")
        if self.taken > self._holds:
            self._window.let_go(self._at)
        piece = self._window.cut(self._at, self._at + PIECE)
        self._at += len(piece)
        return piece
