"""Each format of a source that one answer tells whole, and its reader, run in a worker that can be killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures import wait
from contextlib import contextmanager
from multiprocessing import get_context
from types import MappingProxyType
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from tasks import ItemError
from tasks.fetch.sources.feeds import read_feed
from tasks.fetch.sources.items import Item
from tasks.fetch.sources.lists import read_notices, read_url_list

__all__ = ["READERS", "read_safely", "readers"]

SECONDS = 20
MAX_WORKERS = 2
T = TypeVar("T")
Reader = Callable[[bytes, str], list[Item]]
# Sitemaps are walked, not read at once: see walk.
READERS: Mapping[str, Reader] = MappingProxyType({"feed": read_feed, "notices": read_notices, "url_list": read_url_list})


@contextmanager
def readers(sources: int) -> Iterator[ProcessPool]:
    """The workers that read, for so many sources; they load while the first requests are still under way."""
    workers = min(MAX_WORKERS, sources)
    pool = ProcessPool(max_workers=workers, context=get_context("forkserver"))
    loading = [pool.schedule(read_url_list, args=(b"http://ready.example/", ""), timeout=SECONDS) for _ in range(workers)]
    try:
        yield pool
        # A worker that is stopped while it still loads complains on the terminal.
        wait(loading)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


async def read_safely(pool: ProcessPool, read: Callable[[bytes, str], T], body: bytes, content_type: str) -> T:
    """What a reader finds, in a worker: a hang or a crash costs this source. Raises ItemError."""
    try:
        found: T = await asyncio.wrap_future(pool.schedule(read, args=(body, content_type), timeout=SECONDS))
    except FutureTimeoutError as error:
        raise ItemError("timeout", f"the source took more than {SECONDS} s to read") from error
    except ProcessExpired as error:
        raise ItemError("xml_broken", "the source killed its reader") from error
    return found
