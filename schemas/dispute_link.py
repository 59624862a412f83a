"""`dispute_links`: a finding that a quarrel of an article belongs to a dispute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class DisputeLink(Judgement):
    """A finding that a quarrel of an article belongs to a dispute."""

    TABLE: ClassVar[str] = "dispute_links"

    link_id: Annotated[str, "Id"]
    quarrel: Annotated[int, "Which quarrel of the article, from 0: dispute_links says to which dispute it belongs"]
    dispute_id: Annotated[str, "Dispute: the id of its founding quarrel"]
    relation: Annotated[str, "founds, continues or recalls"]
