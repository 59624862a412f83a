"""`parties`: the role of an entity in a quarrel, as one article states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class Party(Judgement):
    """The role of an entity in a quarrel, as one article states it."""

    TABLE: ClassVar[str] = "parties"

    party_id: Annotated[str, "Id"]
    quarrel: Annotated[int, "Which quarrel of the article, from 0: dispute_links says to which dispute it belongs"]
    entity_id: Annotated[str, "Entity"]
    name: Annotated[str, "Name"]
    role: Annotated[str, "accuser, accused, regulator_or_government, court or third_party"]
    country: Annotated[str | None, "ISO 3166-1 of its home"]
    is_reported: Annotated[bool, "An accuser that has not spoken itself"]
