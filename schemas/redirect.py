"""`redirects`: a merge: the old id goes on as the new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class Redirect(Observation):
    """A merge: the old id goes on as the new one."""

    TABLE: ClassVar[str] = "redirects"

    record: Annotated[str, "story, dispute, claim or entity"]
    old_id: Annotated[str, "Id that ends"]
    new_id: Annotated[str, "Id that goes on"]
    reason: Annotated[str, "Why, one line"]
    method: Annotated[str, "What judged, name@version"]
    score: Annotated[float, "How sure it is, 0 to 1"]
