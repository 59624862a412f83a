"""`jurisdictions`: a place whose law or government acts, as one article states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class Jurisdiction(Judgement):
    """A place whose law or government acts, as one article states it."""

    TABLE: ClassVar[str] = "jurisdictions"

    jurisdiction_id: Annotated[str, "Id"]
    quarrel: Annotated[int, "Which quarrel of the article, from 0: dispute_links says to which dispute it belongs"]
    country: Annotated[str, "ISO 3166-1, or EU"]
    role: Annotated[str, "forum, regulator, government or law"]
