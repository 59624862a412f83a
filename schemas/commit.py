"""`commits`: one step of one batch that counts: its version and its sum."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Record


@dataclass(frozen=True, kw_only=True)
class Commit(Record):
    """One step of one batch that counts: its version and its sum."""

    TABLE: ClassVar[str] = "commits"

    batch_id: Annotated[str, "Batch"]
    step: Annotated[str, "Step"]
    day: Annotated[dt.date, "Day of capture, UTC"]
    version: Annotated[str, "Version of the step"]
    log_number: Annotated[int, "Its entry in the log"]
    seen: Annotated[int, "Items seen"]
    accepted: Annotated[int, "Went on"]
    duplicate: Annotated[int, "Known already"]
    skipped: Annotated[int, "Left out by a named policy"]
    rejected: Annotated[int, "Left, with a reason"]
    deferred: Annotated[int, "To be tried again"]
    reason_counts: Annotated[dict[str, int], "Items by reason"]
