"""`rejects`: something that left the flow, with its reason and a pointer to the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import BigInt, Observation


@dataclass(frozen=True, kw_only=True)
class Reject(Observation):
    """Something that left the flow, with its reason and a pointer to the bytes."""

    TABLE: ClassVar[str] = "rejects"

    reject_id: Annotated[str, "Id"]
    step: Annotated[str, "Step that it left"]
    item: Annotated[str, "What it was: an address, a revision id"]
    source_id: Annotated[str | None, "Source it came from"]
    outcome: Annotated[str, "rejected, deferred or skipped"]
    reason: Annotated[str, "Reason code (vocabulary Reason)"]
    message: Annotated[str, "What went wrong, one line"]
    warc_file: Annotated[str | None, "Where its bytes are"]
    warc_offset: Annotated[BigInt | None, "Where in that file"]
