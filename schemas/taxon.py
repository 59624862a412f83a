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
    plover: Annotated[str | None, "PLOVER code that a label of this code brings along"]
    iptc: Annotated[str | None, "IPTC Media Topic that a label of this code brings along"]
    stands_for: Annotated[tuple[str, ...], "Words of the classifier that it stands for; none where it is its own word"]
    is_in_force: Annotated[bool, "Whether its version is the one that labels are made under now"]

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the classifier that it stands for."""
        return self.stands_for or (self.code,)
