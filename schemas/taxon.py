"""`taxonomy`: one code of one version of a scheme, with its definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Record


@dataclass(frozen=True, kw_only=True)
class Taxon(Record):
    """One code of one version of a scheme, with its definition."""

    TABLE: ClassVar[str] = "taxonomy"

    scheme: Annotated[str, "Scheme"]
    version: Annotated[str, "Its version"]
    code: Annotated[str, "Code"]
    name: Annotated[str, "Name for people"]
    definition: Annotated[str, "What it means"]
    phrase: Annotated[str | None, "How an allegation of it is worded after “accused of”"]
    exact_match: Annotated[str | None, "The same code in a public scheme, as a URI or code"]
