"""`statements`: one sentence in which someone asserts, denies or declines."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from schemas.record import Judgement


@dataclass(frozen=True, kw_only=True)
class Statement(Judgement):
    """One sentence in which someone asserts, denies or declines."""

    TABLE: ClassVar[str] = "statements"

    statement_id: Annotated[str, "Id"]
    quarrel: Annotated[int, "Which quarrel of the article, from 0: dispute_links says to which dispute it belongs"]
    position: Annotated[int, "Place among the statements of the article"]
    speaker: Annotated[str | None, "Who utters it, as named; null for the outlet’s own voice"]
    speaker_id: Annotated[str | None, "Entity, where known"]
    claimant: Annotated[str | None, "Whose claim it is (sources speak, a party claims)"]
    claimant_id: Annotated[str | None, "Entity"]
    about: Annotated[str | None, "About whom"]
    about_id: Annotated[str | None, "Entity"]
    attribution: Annotated[
        str, "named, spokesperson, company_statement, official, anonymous, document, court_record, other_outlet or outlet_voice"
    ]
    unnamed_source_count: Annotated[int | None, "How many unnamed sources, where the text says"]
    anonymity_reason: Annotated[str | None, "Why they are not named, where the text says"]
    stance: Annotated[str, "asserts, denies, admits, declined_to_comment, no_response or other_statement"]
    claim_kind: Annotated[str | None, "allegation, denial, intention, warning, prediction, demand or fact; null for silence"]
    hedge: Annotated[str, "none, alleged, reported, possible or unverified"]
    quote_form: Annotated[str, "direct, indirect or mixed"]
    relayed_from: Annotated[str | None, "Outlet that is said to have reported it first"]
    matter: Annotated[str | None, "What it is about: a dispute type, or a topic of a prediction"]
    asset: Annotated[str | None, "What is in dispute, as worded"]
    asset_kind: Annotated[
        str | None, "weights, training_data, code, chips, staff, patent, brand, user_data, market, documents or other"
    ]
    due_on: Annotated[dt.date | None, "By when it should come true, where the text says"]
    said_at: Annotated[dt.datetime, "When it was said: the publication, unless the text says"]
