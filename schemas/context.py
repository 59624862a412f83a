"""`contexts`: background of a quarrel: never an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class Context(Judgement):
    """Background of a quarrel: never an event."""

    TABLE: ClassVar[str] = "contexts"

    context_id: Annotated[str, "Id"]
    quarrel: Annotated[int, "Which quarrel of the article, from 0: dispute_links says to which dispute it belongs"]
    context_kind: Annotated[str, "export_control, earlier_case, market, policy or security"]
    relation: Annotated[str, "backdrop, cause_cited or fear"]
