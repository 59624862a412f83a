"""`court_refs`: a case name, docket number or citation in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class CourtRef(Judgement):
    """A case name, docket number or citation in a text."""

    TABLE: ClassVar[str] = "court_refs"

    court_ref_id: Annotated[str, "Id"]
    quarrel: Annotated[int, "Which quarrel of the article, from 0: dispute_links says to which dispute it belongs"]
    ref: Annotated[str, "As written"]
    ref_kind: Annotated[str, "case_name, docket or citation"]
