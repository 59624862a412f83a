"""`labels`: what a method said of an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class Label(Judgement):
    """What a method said of an article."""

    TABLE: ClassVar[str] = "labels"

    label_id: Annotated[str, "Id"]
    scheme: Annotated[str, "relevance, dispute_type, reported_stage, footing, plover or iptc"]
    version: Annotated[str, "Version of the scheme that was in force when it was made"]
    code: Annotated[str, "Code in that scheme"]
    rank: Annotated[int, "0 for the primary code, then 1, 2"]
