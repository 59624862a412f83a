"""`mentions`: a place where an entity is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class Mention(Judgement):
    """A place where an entity is named."""

    TABLE: ClassVar[str] = "mentions"

    mention_id: Annotated[str, "Id"]
    entity_id: Annotated[str, "Entity: its id in the reference table, or one made from its name"]
    name: Annotated[str, "Name of the entity"]
    surface: Annotated[str, "The words that stand there"]
    kind: Annotated[str, "company, lab, regulator, court, ministry, person, outlet ..."]
    country: Annotated[str | None, "ISO 3166-1 of its home"]
    affiliation_id: Annotated[str | None, "Of a person: the entity that the text says it belongs to"]
    person_role: Annotated[str | None, "Of a person: the role that stands beside the name"]
