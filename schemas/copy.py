"""`copies`: a finding that one article is the same reporting as another, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class Copy(Observation):
    """A finding that one article is the same reporting as another, and how."""

    TABLE: ClassVar[str] = "copies"

    copy_id: Annotated[str, "Id"]
    article_id: Annotated[str, "The later article"]
    revision_id: Annotated[str, "Its revision"]
    of_article_id: Annotated[str, "The earlier article"]
    of_revision_id: Annotated[str, "Its revision"]
    copy_kind: Annotated[str, "exact, syndicated, near, excerpt or cites (a rewrite that names the other)"]
    similarity: Annotated[float, "Share of shingles in common, 0 to 1"]
    credited_outlet: Annotated[str | None, "Outlet that the text credits"]
    sentence: Annotated[str | None, "The sentence that gives the credit"]
    start_char: Annotated[int | None, "Where it starts in the evidence text"]
    end_char: Annotated[int | None, "Where it ends"]
    method: Annotated[str, "What judged, name@version"]
    score: Annotated[float, "How sure it is, 0 to 1"]
