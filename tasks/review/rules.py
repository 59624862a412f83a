"""Whether a decision can be taken at its word, and the review that it becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas import Label, Review
from schemas.record import identify
from schemas.review import REVIEWABLE
from schemas.vocabulary import DECISIONS
from tasks import ConfigError
from tasks.lake import Reader
from tasks.review.decisions import Decision
from tasks.taxonomy import carry, taxonomy

__all__ = ["judge", "write_down"]

SUBJECT = ("article_id", "scheme", "version", "code", "rank", "sentence")
# Who rejects one of the two says the other.
OPPOSITES = {"tech_dispute": "no_dispute", "no_dispute": "tech_dispute"}
TABLES = {"claims": "claim_links"}
MAX_CHARS = 2000
SHOWN_WORDS = 40


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the lake holds of the rows that are decided on: their records, their labels, and the latest review of each."""

    records: Mapping[str, str]
    labels: Mapping[str, Label]
    disputes: Sequence[str]
    latest: dict[str, Review]


def judge(reader: Reader, decisions: Sequence[Decision]) -> list[Review]:
    """Decisions as reviews, in order. Raises ConfigError that names the row, the rule and what is known."""
    ground = _look_up(reader, sorted({d.row_id for d in decisions}))
    made = []
    for decision in decisions:
        _check(decision)
        review = _judge(ground, decision)
        ground.latest[review.row_id] = review
        made.append(review)
    return made


def _look_up(reader: Reader, ids: Sequence[str]) -> Ground:
    told = [f"select {row.key} as id, '{name}' as record from {TABLES.get(name, name)}" for name, row in REVIEWABLE.items()]
    # A label that a person decided on may be one that no machine says any more.
    query = " union all ".join([*told, "select row_id, record from reviews"])
    reviews = reader.rows(Review, "list_contains(?, row_id)", [ids])
    return Ground(
        records=dict(reader.sql(f"select distinct id, record from ({query}) where list_contains(?, id)", [ids])),
        labels={r.label_id: r for r in reader.rows(Label, "list_contains(?, label_id)", [ids])},
        disputes=[name for (name,) in reader.sql("select distinct dispute_id from dispute_links order by all")],
        latest={r.row_id: r for r in sorted(reviews, key=lambda r: (r.known_at, r.review_id))},
    )


def _check(decision: Decision) -> None:
    if decision.decision not in DECISIONS:
        raise ConfigError(f"{decision.place}: decision {decision.decision!r}: one of {', '.join(DECISIONS)}")
    if (decision.decision == "correct") != (decision.value is not None):
        raise ConfigError(f"{decision.place}: a value belongs to correct, and to nothing else")
    for name, text in (("by", decision.by), ("note", decision.note or "")):
        if len(text) > MAX_CHARS:
            raise ConfigError(f"{decision.place}: {name} has {len(text)} characters; at most {MAX_CHARS} are kept")


def _judge(ground: Ground, decision: Decision) -> Review:
    record = ground.records.get(decision.row_id)
    if record is None:
        keys = ", ".join(f"{name}.{row.key}" for name, row in REVIEWABLE.items())
        raise ConfigError(f"{decision.place}: no row {decision.row_id!r}; `disputewire review list` shows ids, as do {keys}")
    field = _field(decision, record)
    if record == "labels":
        return _of_label(ground, decision, field)
    if field:
        words = ground.disputes if field == "dispute_id" else REVIEWABLE[record].fields[field]
        _check_value(decision, f"{record}.{field}", words)
    return write_down(decision, record, field, decision.value)


def _field(decision: Decision, record: str) -> str | None:
    """The field that is corrected: the one that is named, or the only one there is."""
    fields, place = REVIEWABLE[record].fields, decision.place
    if decision.decision == "reject" and not REVIEWABLE[record].is_rejectable:
        raise ConfigError(f"{place}: a row of {record} is made of others and cannot be rejected; reject those it is made of")
    if decision.decision != "correct":
        if decision.field:
            raise ConfigError(f"{place}: a field belongs to correct; {decision.decision} is said of the whole row")
        return None
    if not fields:
        raise ConfigError(f"{place}: a row of {record} is confirmed or rejected as a whole; it has no field to correct")
    if decision.field is None and len(fields) > 1:
        raise ConfigError(f"{place}: say which field of {record} is {decision.value!r} (field, --field): {', '.join(fields)}")
    if decision.field not in {None, *fields}:
        raise ConfigError(f"{place}: {record} has no field {decision.field!r} to correct; known are {', '.join(fields)}")
    return decision.field or next(iter(fields))


def _check_value(decision: Decision, what: str, words: Sequence[str]) -> None:
    if decision.value not in words:
        more = f" and {len(words) - SHOWN_WORDS} more" if len(words) > SHOWN_WORDS else ""
        known = ", ".join(words[:SHOWN_WORDS])
        raise ConfigError(f"{decision.place}: {what} cannot be {decision.value!r}; one of {known}{more}")


def _of_label(ground: Ground, decision: Decision, field: str | None) -> Review:
    """A review of a label: what the label was about, and the code that counts from now on."""
    before = ground.latest.get(decision.row_id)
    about: Label | Review = _carried(before) if before else ground.labels[decision.row_id]
    shown = about.value if isinstance(about, Review) else about.code
    value = decision.value
    if decision.decision == "correct":
        codes = [t.code for t in taxonomy() if (t.scheme, t.version) == (about.scheme, about.version)]
        _check_value(decision, f"the code of {about.scheme}", codes)
    elif decision.decision == "confirm":
        value = shown or about.code
    elif about.scheme == "relevance":
        value = _opposite(decision, shown)
    return _review(decision, "labels", field, value, {name: getattr(about, name) for name in SUBJECT})


def _carried(before: Review) -> Review:
    """A review of a label in the codes in force, which readers are shown; as it is where their words have parted since."""
    scheme, version = str(before.scheme), str(before.version)
    code = carry(scheme, version, str(before.code))
    value = carry(scheme, version, before.value) if before.value else None
    if code is None or (before.value and value is None):
        return before
    return replace(before, version=code.version, code=code.code, value=value.code if value else None)


def _opposite(decision: Decision, shown: str | None) -> str:
    if shown not in OPPOSITES:
        answers = " or ".join(OPPOSITES)
        raise ConfigError(
            f"{decision.place}: a label that leaves the question open cannot be rejected; correct it to {answers}"
        )
    return OPPOSITES[shown]


def write_down(decision: Decision, record: str, field: str | None, value: str | None) -> Review:
    """A decision on a row other than a label as the review that it becomes."""
    return _review(decision, record, field, value, dict.fromkeys(SUBJECT))


def _review(decision: Decision, record: str, field: str | None, value: str | None, about: Mapping[str, Any]) -> Review:
    told: Iterable[str | None] = (record, decision.row_id, decision.decision, field, value, decision.by, decision.note)
    return Review(
        review_id=identify("review", *(text or "" for text in told), decision.at.isoformat()),
        record=record,
        row_id=decision.row_id,
        decision=decision.decision,
        field=field,
        value=value,
        reviewer=decision.by,
        note=decision.note,
        known_at=decision.at,
        batch_id="",  # named by its reviews: `record` fills it in
        **about,
    )
