"""`captures`: one response kept, and where it stands in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import BigInt, Observation


@dataclass(frozen=True, kw_only=True)
class Capture(Observation):
    """One response kept, and where it stands in the archive."""

    TABLE: ClassVar[str] = "captures"

    capture_id: Annotated[str, "Id"]
    url: Annotated[str, "Address asked for"]
    final_url: Annotated[str, "Address that answered"]
    source_id: Annotated[str, "Source it was fetched for"]
    resource: Annotated[str, "robots, source or page"]
    status: Annotated[int, "HTTP status"]
    content_type: Annotated[str | None, "Media type answered"]
    payload_sha256: Annotated[str, "SHA-256 of the decoded body"]
    payload_bytes: Annotated[int, "Size of the decoded body"]
    warc_file: Annotated[str, "WARC file, relative to the lake"]
    warc_offset: Annotated[BigInt, "Where its record starts in that file"]
    warc_length: Annotated[int, "Length of the compressed record"]
