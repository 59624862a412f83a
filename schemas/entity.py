"""`entities`: a company, body or person in a role, from the reference tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Record


@dataclass(frozen=True, kw_only=True)
class Entity(Record):
    """A company, body or person in a role, from the reference tables."""

    TABLE: ClassVar[str] = "entities"

    entity_id: Annotated[str, "Id"]
    name: Annotated[str, "Name"]
    kind: Annotated[
        str, "company, lab, regulator, court, ministry, agency, legislature, police, trade_body, union, group or person"
    ]
    country: Annotated[str | None, "ISO 3166-1, or EU"]
    jurisdiction: Annotated[str | None, "Whose law it applies"]
    wikidata_id: Annotated[str | None, "Wikidata item"]
    lei: Annotated[str | None, "Legal Entity Identifier (ISO 17442) of the company, or of the parent that is listed"]
    aliases: Annotated[tuple[str, ...], "Other spellings"]
    products: Annotated[tuple[str, ...], "Names that stand for it"]
    affiliation: Annotated[str | None, "Entity a person belongs to"]
    former_names: Annotated[tuple[str, ...], "Names it had before"]
