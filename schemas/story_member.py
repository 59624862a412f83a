"""`story_members`: a finding that an article belongs to a story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class StoryMember(Observation):
    """A finding that an article belongs to a story."""

    TABLE: ClassVar[str] = "story_members"

    story_id: Annotated[str, "Story: the id of its founding article"]
    article_id: Annotated[str, "Article"]
    revision_id: Annotated[str, "Revision judged"]
    similarity: Annotated[float, "How close it is to the story, 0 to 1"]
    method: Annotated[str, "What judged, name@version"]
    score: Annotated[float, "How sure it is, 0 to 1"]
