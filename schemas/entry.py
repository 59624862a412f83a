"""`entries`: one item that a source listed in one poll."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Observation


@dataclass(frozen=True, kw_only=True)
class Entry(Observation):
    """One item that a source listed in one poll."""

    TABLE: ClassVar[str] = "entries"

    entry_id: Annotated[str, "Id"]
    source_id: Annotated[str, "Source that listed it"]
    url: Annotated[str, "Address it points to, normalised"]
    guid: Annotated[str | None, "The id the feed gave it"]
    title: Annotated[str, "Headline as the feed has it"]
    summary: Annotated[str | None, "Teaser as plain text"]
    published_at: Annotated[dt.datetime | None, "Date in the feed, UTC"]
    updated_at: Annotated[dt.datetime | None, "Date of change in the feed, UTC"]
    position: Annotated[int, "Place in the feed, from 0"]
    state: Annotated[str, "new, changed (its date moved), known or refused, when it was listed"]
