"""`polls`: what was decided of a source in a batch, and what it brought."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class Poll(Observation):
    """What was decided of a source in a batch, and what it brought."""

    TABLE: ClassVar[str] = "polls"

    poll_id: Annotated[str, "Id"]
    source_id: Annotated[str, "Source"]
    url: Annotated[str, "Address it is declared with: another address begins a new clock"]
    state: Annotated[str, "polled, resting (not due by its clock) or paused (failing for too long; asked now and then)"]
    outcome: Annotated[str | None, "ok, unchanged, or the reason of a failure; null where it was not polled"]
    items_listed: Annotated[int, "Items it listed, after the window of a sitemap"]
    items_new: Annotated[int, "Of these, not listed before or with a newer date"]
    items_dated: Annotated[int, "Of those listed, with a date"]
    interval_minutes: Annotated[int, "Its clock: minutes from one poll to the next, by yield and failures"]
    failure_weight: Annotated[float, "Failures since the last success: hard 1, soft 0.5, temporary 0.25 each"]
    due_at: Annotated[dt.datetime | None, "From when on this poll was due, UTC; null for the first"]
