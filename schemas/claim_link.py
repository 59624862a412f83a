"""`claim_links`: a finding that a statement makes or answers a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class ClaimLink(Observation):
    """A finding that a statement makes or answers a claim."""

    TABLE: ClassVar[str] = "claim_links"

    statement_id: Annotated[str, "Statement"]
    claim_id: Annotated[str, "Claim: the id of its founding statement"]
    relation: Annotated[str, "makes, denies, admits, counters (accuses the accuser), answers (says something else) or declines"]
    dispute_id: Annotated[str, "Dispute of the claim"]
    method: Annotated[str, "What judged, name@version"]
    score: Annotated[float, "How sure it is, 0 to 1"]
