"""What was listed as rows: each item new, changed or known, and what is no address named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas import Entry
from schemas.record import identify
from tasks import ItemError
from tasks.fetch.rows import Scribe
from tasks.fetch.sources.items import Item
from tasks.fetch.urls import normalise
from tasks.lake import Job, Tally

__all__ = ["Before", "Listing", "entries", "listed_before", "listing"]

# Address -> the newest date that it was listed with before, None where it had none.
Before = Mapping[str, datetime | None]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What one source listed, its items within bounds and with normalised addresses."""

    source_id: str
    items: tuple[tuple[int, str, Item], ...]


def listing(scribe: Scribe, source_id: str, base: str, items: Sequence[Item], tally: Tally) -> Listing:
    """The items of a source; what is no address, or over the bound, is named and counted. Relative ones hang on `base`."""
    limits, kept = scribe.job.settings.fetch, []
    for position, item in enumerate(items[: limits.max_items]):
        try:
            kept.append((position, normalise(item.url, base=base, max_chars=limits.max_url_chars), item))
        except ItemError as error:
            scribe.reject(item.url or f"{base}#{position}", source_id, "rejected", error.reason, str(error))
            tally.count("rejected", error.reason)  # type: ignore[arg-type]
    for item in items[limits.max_items :]:
        rule = f"over {limits.max_items} (settings.fetch.max_items)"
        scribe.reject(item.url, source_id, "rejected", "too_many_items", rule)
        tally.count("rejected", "too_many_items")
    return Listing(source_id=source_id, items=tuple(kept))


def listed_before(job: Job, listings: Sequence[Listing]) -> Before:
    """What earlier batches listed of these addresses."""
    urls = sorted({url for found in listings for _, url, _ in found.items})
    query = """
        select url, max(coalesce(updated_at, published_at)) from entries
        where batch_id <> ? and url in (select unnest(?::varchar[])) group by url
    """
    return dict(job.reader.sql(query, [job.batch, urls])) if urls else {}


def entries(scribe: Scribe, found: Listing, before: Before, tally: Tally) -> list[Entry]:
    """A row for each item: new, changed (its date moved) or known."""
    job, limit, made = scribe.job, scribe.job.settings.fetch.max_title_chars, []
    for position, url, item in found.items:
        state = _state(url, item, before)
        if state == "known":
            tally.count("duplicate", "known")
        made.append(
            Entry(
                entry_id=identify("entry", job.batch, found.source_id, url, position),
                source_id=found.source_id,
                url=url,
                guid=item.guid[:limit] if item.guid else None,
                title=item.title[:limit],
                summary=item.summary,
                published_at=item.published_at,
                updated_at=item.updated_at,
                position=position,
                state=state,
                known_at=scribe.now(),
                batch_id=job.batch,
            )
        )
    return made


def _state(url: str, item: Item, before: Before) -> str:
    if url not in before:
        return "new"
    dated, last = item.updated_at or item.published_at, before[url]
    return "changed" if dated and last and dated > last else "known"
