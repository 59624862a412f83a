"""`timeline`: one dated step of a quarrel as one article reports it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class TimelineEvent(Judgement):
    """One dated step of a quarrel as one article reports it."""

    TABLE: ClassVar[str] = "timeline"

    event_id: Annotated[str, "Id"]
    quarrel: Annotated[int, "Which quarrel of the article, from 0: dispute_links says to which dispute it belongs"]
    event_on: Annotated[dt.date, "Day it happened"]
    date_precision: Annotated[str, "day, month, year or reported (the day of the report)"]
    event_kind: Annotated[str, "accusation, denial, action_considered, complaint_filed ... (vocabulary EventKind)"]
    reality: Annotated[str, "actual, planned, hypothetical, negated or background; only actual rows move a stage"]
    actor: Annotated[str | None, "Who acts"]
    actor_id: Annotated[str | None, "Entity"]
    target: Annotated[str | None, "On whom"]
    target_id: Annotated[str | None, "Entity"]
    jurisdiction: Annotated[str | None, "ISO 3166-1, or EU"]
    government_step: Annotated[
        int | None, "0 silence, 1 statement, 2 warning, 3 inquiry, 4 consultation, 5 proposed rule, 6 binding act"
    ]
    is_official_named: Annotated[bool | None, "Whether the official is named"]
    official_ref: Annotated[str | None, "Rule or list entry"]
    court_ref: Annotated[str | None, "Docket or case"]
    stage: Annotated[str | None, "Stage that the step puts the dispute in; null: it does not move one"]
