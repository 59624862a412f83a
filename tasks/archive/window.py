"""A stretch of a stream that is held in memory while the rest flows by: an archive of any size needs no more than this.

Reading goes forward. It goes back only where a length lied about more than the window holds, and only so often: each time
costs a request where the stream is a bucket's object.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

__all__ = ["BLOCK", "Stream", "Window"]

BLOCK = 1 << 18
LONGEST = 32  # bytes that a pattern we look for may have
PATIENCE = 16  # times that one stream is gone back in


class Stream(Protocol):
    """What is read: an open file, or an object of a bucket."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""

    def seek(self, at: int, /) -> int:
        """Go on reading from this byte."""


class Window:
    """The bytes of a stream from `start` to `end`. Positions count from the start of the stream."""

    def __init__(self, stream: Stream, *, spent: Callable[[], int] | None = None) -> None:
        self.start = 0
        # How much was taken in for what came out: the same, unless the stream unpacks something.
        self.spent: Callable[[], int] = spent or (lambda: self.end)
        self._stream, self._data, self._is_over, self._patience = stream, bytearray(), False, PATIENCE

    @property
    def end(self) -> int:
        """Where what is held ends."""
        return self.start + len(self._data)

    def reach(self, at: int) -> bool:
        """Read on until what stands before `at` is held; False where the stream ends before that."""
        while self.end < at and not self._is_over:
            piece = self._stream.read(BLOCK)
            self._is_over = not piece
            self._data += piece
        return self.end >= at

    def cut(self, start: int, stop: int) -> bytes:
        """What stands between two positions, as far as it is held."""
        return bytes(memoryview(self._data)[start - self.start : max(stop, start) - self.start])

    def let_go(self, at: int) -> None:
        """Hold nothing before `at`."""
        del self._data[: max(at - self.start, 0)]
        self.start = max(self.start, at)

    def back_to(self, at: int) -> int:
        """Make `at` readable again; where it was let go and patience is at an end, the first byte that is held."""
        if at >= self.start:
            return at
        if not self._patience:
            return self.start
        self._stream.seek(at)
        self._patience -= 1
        self._data.clear()
        self.start, self._is_over = at, False
        return at

    def find(self, pattern: re.Pattern[bytes], at: int) -> int | None:
        """Where a pattern next begins; what is passed on the way is let go."""
        while not (found := pattern.search(self._data, at - self.start)):
            at = max(at, self.end - LONGEST)
            self.let_go(at)
            if not self.reach(self.end + 1):
                return None
        return self.start + found.start()

    def skip(self, blank: re.Pattern[bytes], at: int) -> int:
        """The first byte from `at` on that is not blank, or the end; what is passed is let go."""
        while self.reach(at + 1):
            found = blank.match(self._data, at - self.start)
            stop = self.start + found.end() if found else at
            if stop < self.end:
                return stop
            at = stop
            self.let_go(at)
        return at
