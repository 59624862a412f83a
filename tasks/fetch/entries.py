"""What was listed as rows: each item new, changed or known, and what is no address named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from schemas import Entry
from schemas.record import identify
from tasks import ItemError
from tasks.fetch.items import Item
from tasks.fetch.rows import Scribe
from tasks.fetch.urls import normalise
from tasks.lake import Job, Tally

__all__ = ["Before", "entries", "listed_before"]

# Address -> the newest date that it was listed with before, None where it had none.
Before = Mapping[str, datetime | None]


def listed_before(job: Job) -> Before:
    """Every address that earlier batches listed."""
    query = "select url, max(coalesce(updated_at, published_at)) from entries where batch_id <> ? group by url"
    return dict(job.reader.sql(query, [job.batch]))


def entries(scribe: Scribe, source_id: str, base: str, items: Sequence[Item], before: Before, tally: Tally) -> list[Entry]:
    """A row for each item within bounds; `base` is the address that relative ones hang on."""
    limits, job, made = scribe.job.settings.fetch, scribe.job, []
    for position, item in enumerate(items[: limits.max_items]):
        try:
            url = normalise(item.url, base=base, max_chars=limits.max_url_chars)
        except ItemError as error:
            scribe.reject(item.url or f"{base}#{position}", source_id, "rejected", error.reason, str(error))
            tally.count("rejected", error.reason)  # type: ignore[arg-type]
            continue
        state = _state(url, item, before)
        if state == "known":
            tally.count("duplicate", "known")
        made.append(
            Entry(
                entry_id=identify("entry", job.batch, source_id, url, position),
                source_id=source_id,
                url=url,
                guid=item.guid[: limits.max_title_chars] if item.guid else None,
                title=item.title[: limits.max_title_chars],
                summary=item.summary,
                published_at=item.published_at,
                updated_at=item.updated_at,
                position=position,
                state=state,
                known_at=scribe.now(),
                batch_id=job.batch,
            )
        )
    for item in items[limits.max_items :]:
        rule = f"over {limits.max_items} (settings.fetch.max_items)"
        scribe.reject(item.url, source_id, "rejected", "too_many_items", rule)
        tally.count("rejected", "too_many_items")
    return made


def _state(url: str, item: Item, before: Before) -> str:
    if url not in before:
        return "new"
    dated, last = item.updated_at or item.published_at, before[url]
    return "changed" if dated and last and dated > last else "known"
