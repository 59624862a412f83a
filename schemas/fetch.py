"""`fetches`: one request attempt and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class Fetch(Observation):
    """One request attempt and what it came to."""

    TABLE: ClassVar[str] = "fetches"

    fetch_id: Annotated[str, "Id"]
    url: Annotated[str, "Address asked for"]
    final_url: Annotated[str | None, "Address that answered; where the outcome is redirect, the one it leads to"]
    source_id: Annotated[str, "Source it was done for"]
    host: Annotated[str, "Host that was asked"]
    resource: Annotated[str, "robots, source or page"]
    attempt: Annotated[int, "1 for the first try in this batch"]
    outcome: Annotated[str, "What it came to (vocabulary FetchOutcome)"]
    status: Annotated[int | None, "HTTP status"]
    is_conditional: Annotated[bool, "Whether validators were sent"]
    etag: Annotated[str | None, "ETag answered, byte for byte"]
    last_modified: Annotated[str | None, "Last-Modified answered, byte for byte"]
    wire_bytes: Annotated[int, "Bytes of body on the wire"]
    decoded_bytes: Annotated[int, "Bytes of body after decoding"]
    payload_sha256: Annotated[str | None, "SHA-256 of the decoded body"]
    elapsed_ms: Annotated[int, "Time it took, milliseconds"]
    retry_after_s: Annotated[int | None, "Retry-After honoured, seconds"]
    message: Annotated[str | None, "What went wrong, one line"]
