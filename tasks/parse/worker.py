"""Pages are read in processes that may hang, grow or die: each time it costs the page and nothing else."""

from __future__ import annotations

import multiprocessing
import resource
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TooLate
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import psutil
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from tasks import ItemError
from tasks.parse.page import Page, listed_page, read_page
from tasks.parse.warc import Listed, PageRecord
from tasks.settings import Parse

__all__ = ["Refused", "read_pages"]

WORKERS = 2
IN_FLIGHT = 6  # pages held beside those being read


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A page that could not be read: a code of `schemas.vocabulary.Reason`, and what happened."""

    reason: str
    message: str


Result = tuple[PageRecord, Page | Refused]


def read_pages(records: Iterable[PageRecord], *, bounds: Parse, fallback: datetime) -> Iterator[Result]:
    """Each record with its page, in order. `fallback` is the capture time of records that tell none."""
    # A server that has no threads is forked, never this process: DuckDB's threads would be lost in the child.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tasks.parse.warm"])
    pool = ProcessPool(max_workers=WORKERS, context=context, initializer=_confine, initargs=(bounds.max_memory_mb,))
    waiting: deque[tuple[PageRecord, ProcessFuture[Page | Refused]]] = deque()
    try:
        for record in records:
            task = (record.body, record.url, record.content_type, record.listed, record.captured_at or fallback, bounds)
            waiting.append((record, pool.schedule(_read, args=task, timeout=bounds.seconds_a_page)))
            if len(waiting) > IN_FLIGHT:
                yield _finished(*waiting.popleft(), bounds)
        while waiting:
            yield _finished(*waiting.popleft(), bounds)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _finished(record: PageRecord, future: ProcessFuture[Page | Refused], bounds: Parse) -> Result:
    try:
        return record, future.result()
    except TooLate:
        return record, Refused(reason="timeout", message=f"took more than {bounds.seconds_a_page} s ([parse] seconds_a_page)")
    except ProcessExpired as error:
        return record, Refused(reason="internal", message=f"the process that read it ended with status {error.exitcode}")


def _confine(max_memory_mb: int) -> None:
    """What the process has mapped by now is code; a page may add this much to it."""
    limit = psutil.Process().memory_info().vms + max_memory_mb * 2**20
    with suppress(ValueError, OSError):  # a limit below ours stands already
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _read(
    body: bytes | None, url: str, content_type: str | None, listed: Listed | None, captured_at: datetime, bounds: Parse
) -> Page | Refused:
    try:
        if body is None:
            return listed_page(listed or Listed(source_id="", title=""), url=url, captured_at=captured_at, bounds=bounds)
        return read_page(body, url=url, content_type=content_type, entry=listed, captured_at=captured_at, bounds=bounds)
    except ItemError as error:
        return Refused(reason=error.reason, message=str(error))
    except MemoryError:
        return Refused(reason="too_big_decoded", message=f"needs more than {bounds.max_memory_mb} MB ([parse] max_memory_mb)")
    except Exception as error:  # noqa: BLE001  the step's per-item guard: a bug costs one page and is counted as `internal`
        return Refused(reason="internal", message=f"{type(error).__name__}: {error}")
