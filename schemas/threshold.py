"""`thresholds`: a number that a view goes by, as it was set when the snapshot was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Record


@dataclass(frozen=True, kw_only=True)
class Threshold(Record):
    """A number that a view goes by, as it was set when the snapshot was made."""

    TABLE: ClassVar[str] = "thresholds"

    name: Annotated[str, "Setting of [publish], or bound of models/labels/thresholds.toml"]
    value: Annotated[float, "Its value"]
