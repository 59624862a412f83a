"""`sketches`: the MinHash of a revision: what copies are found by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import BigInt, Observation


@dataclass(frozen=True, kw_only=True)
class Sketch(Observation):
    """The MinHash of a revision: what copies are found by."""

    TABLE: ClassVar[str] = "sketches"

    revision_id: Annotated[str, "Revision"]
    article_id: Annotated[str, "Its article"]
    token_count: Annotated[int, "Words in the text"]
    shingle_count: Annotated[int, "Distinct shingles"]
    keys: Annotated[tuple[BigInt, ...], "Shingles whose hash falls below a fixed share: a FracMinHash sketch"]
    method: Annotated[str, "Shingle and permutation scheme, name@version"]
