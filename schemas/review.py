"""`reviews`: a decision by a person about a row; it wins over any machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, get_args

from schemas.record import Observation
from schemas.vocabulary import STAGES, Attribution, ClaimOutcome, EventKind, Hedge, Stance

__all__ = ["REVIEWABLE", "Review", "Reviewable"]


@dataclass(frozen=True, kw_only=True)
class Review(Observation):
    """A decision by a person about a row; it wins over any machine."""

    TABLE: ClassVar[str] = "reviews"

    review_id: Annotated[str, "Id"]
    record: Annotated[str, "Table of the row"]
    row_id: Annotated[str, "Id of the row"]
    decision: Annotated[str, "confirm, correct, reject or split: a link to a dispute counts for a new one, `value`"]
    field: Annotated[str | None, "Field that is corrected"]
    value: Annotated[str | None, "Its right value; of a label the code that counts, null where it has none"]
    reviewer: Annotated[str, "Who decided"]
    note: Annotated[str | None, "Why"]
    # A label is named by its code: a rule that changes its mind makes another row. So a decision on it says what it was about.
    article_id: Annotated[str | None, "Of a label: the article that was judged"]
    scheme: Annotated[str | None, "Of a label: its scheme"]
    version: Annotated[str | None, "Of a label: the version of that scheme"]
    code: Annotated[str | None, "Of a label: the code that the row itself holds"]
    rank: Annotated[int | None, "Of a label: 0 for the primary code, then 1, 2"]
    sentence: Annotated[str | None, "Of a label: its sentence; the decision holds for every text in which that stands"]


@dataclass(frozen=True, kw_only=True)
class Reviewable:
    """What a person may decide on a record: the column that names a row, the fields that may be corrected, and their words.

    No words: the taxonomy or the lake says which. A row of a record that is not rejectable is a fold, which has none to leave.
    """

    key: str
    fields: Mapping[str, tuple[str, ...]]
    is_rejectable: bool = True


REVIEWABLE: Mapping[str, Reviewable] = {
    "labels": Reviewable(key="label_id", fields={"code": ()}),
    "statements": Reviewable(
        key="statement_id", fields={"stance": get_args(Stance), "attribution": get_args(Attribution), "hedge": get_args(Hedge)}
    ),
    "timeline": Reviewable(key="event_id", fields={"event_kind": get_args(EventKind), "stage": STAGES}),
    "dispute_links": Reviewable(key="link_id", fields={"dispute_id": ()}),
    "parties": Reviewable(key="party_id", fields={}),
    "jurisdictions": Reviewable(key="jurisdiction_id", fields={}),
    "contexts": Reviewable(key="context_id", fields={}),
    "court_refs": Reviewable(key="court_ref_id", fields={}),
    "claims": Reviewable(key="claim_id", fields={"outcome": get_args(ClaimOutcome)}, is_rejectable=False),
}
