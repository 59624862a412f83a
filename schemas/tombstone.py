"""`tombstones`: what stands in place of an erased document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class Tombstone(Observation):
    """What stands in place of an erased document."""

    TABLE: ClassVar[str] = "tombstones"

    article_id: Annotated[str, "Article that was erased"]
    url_sha256: Annotated[str, "SHA-256 of its address"]
    reason: Annotated[str, "Why it was erased"]
