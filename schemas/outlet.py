"""`outlets`: who publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Record


@dataclass(frozen=True, kw_only=True)
class Outlet(Record):
    """Who publishes."""

    TABLE: ClassVar[str] = "outlets"

    outlet_id: Annotated[str, "Id"]
    name: Annotated[str, "Name"]
    owner_group: Annotated[str, "Who owns it: outlets of one owner are one voice"]
    country: Annotated[str, "ISO 3166-1"]
    language: Annotated[str, "BCP-47"]
    kind: Annotated[str, "wire, newspaper, tech_press, law_press, finance_press, regulator or court"]
