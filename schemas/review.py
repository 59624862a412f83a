"""`reviews`: a decision by a person about a row; it wins over any machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class Review(Observation):
    """A decision by a person about a row; it wins over any machine."""

    TABLE: ClassVar[str] = "reviews"

    review_id: Annotated[str, "Id"]
    record: Annotated[str, "Table of the row"]
    row_id: Annotated[str, "Id of the row"]
    decision: Annotated[str, "confirm, correct or reject"]
    field: Annotated[str | None, "Field that is corrected"]
    value: Annotated[str | None, "Its right value"]
    reviewer: Annotated[str, "Who decided"]
    note: Annotated[str | None, "Why"]
