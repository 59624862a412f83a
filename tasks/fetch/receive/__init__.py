"""Files that arrive become batches: copied into the archive record by record, as if we had fetched them.

A batch is named by the object (its bucket, key and version, or a local file's content), by what is wanted of it, and by the day
it was last modified, so that the same object announced twice, or a day later, is one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from schemas.record import identify
from tasks import ConfigError, ItemError
from tasks.arrivals import Arrival, arrive
from tasks.fetch import step_of_list
from tasks.fetch.receive.copying import copy
from tasks.fetch.receive.months import CCNEWS
from tasks.fetch.receive.saved import address_of, keep_page, read_page
from tasks.fetch.receive.wanted import Wanted, wanted
from tasks.lake import Job, Lake, Step, Work, run

__all__ = ["receive"]

WARC = (".warc", ".warc.gz")
PAGE = (".html", ".htm")
LIST = ".urls"


def receive(lake: Lake, paths: Iterable[str], *, languages: Iterable[str] = (), hosts: Iterable[str] = ()) -> list[str]:
    """Register WARC files, saved pages and lists of addresses (local or s3://) as batches; the batches, in order.

    `languages` and `hosts` choose among the records of archives. Pages of a list are fetched as those of a poll are.
    Raises ConfigError, StorageError.
    """
    chosen = wanted(languages, hosts)
    batches = []
    for path in paths:
        _check(path, chosen)
        arrival = arrive(path)
        kind = "ccnews" if CCNEWS in path else "arrival"
        batch = f"{arrival.modified_at:%Y-%m-%d}-{kind}-{identify(arrival.identity, *chosen.identity)[:16]}"
        if not any((step, batch) in lake.state().commits for step in ("fetch", "receive")):
            run(lake, _step(lake, arrival, chosen), batch)
        batches.append(batch)
    return batches


def _check(path: str, chosen: Wanted) -> None:
    if not path.endswith((*WARC, *PAGE, LIST)):
        kinds = f"a WARC file (.warc or .warc.gz), a saved page (.html or .htm) or a list of addresses ({LIST}) is expected"
        raise ConfigError(f"{path}: {kinds}")
    if chosen.identity and not path.endswith(WARC):
        raise ConfigError(f"{path}: languages and hosts choose among the records of a WARC file; leave them out for others")


def _step(lake: Lake, arrival: Arrival, chosen: Wanted) -> Step:
    fetch = lake.settings.fetch
    if arrival.name.endswith(WARC):
        return _receive(partial(copy, arrival, chosen))
    if arrival.name.endswith(PAGE):
        body = read_page(arrival, max_bytes=fetch.max_page_bytes)
        url = address_of(body, name=arrival.name, max_chars=fetch.max_url_chars)
        return _receive(partial(keep_page, arrival, body, url))
    body = arrival.read(max_bytes=fetch.max_feed_bytes)
    if len(body) > fetch.max_feed_bytes:
        raise ConfigError(f"{arrival.name}: a list has at most {fetch.max_feed_bytes} bytes (settings.fetch.max_feed_bytes)")
    try:
        return step_of_list(body, arrival.name)
    except ItemError as error:
        raise ConfigError(f"{arrival.name}: {error}; one http(s) address a line is expected") from error


def _receive(work: Callable[[Job], Work]) -> Step:
    return Step(name="receive", version="1", settle=work, is_write_once=True)
