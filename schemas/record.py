"""What a record is: a frozen row type from which DDL, Parquet metadata and the data dictionary are read.

A field is written `name: Annotated[type, "meaning"]`; the meaning is the documentation, there is no second place for it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

__all__ = ["BigInt", "Column", "Evidence", "Judgement", "Observation", "Record", "columns", "identify", "name_of"]


SECOND_OPINION = "llm-"  # methods that begin so stand beside the default and drive nothing


@dataclasses.dataclass(frozen=True)
class SqlType:
    """Overrides the DuckDB type that a Python type would get."""

    name: str


BigInt = Annotated[int, SqlType("BIGINT")]

SQL_TYPES: dict[Any, str] = {
    str: "VARCHAR",
    int: "INTEGER",
    float: "DOUBLE",
    bool: "BOOLEAN",
    dt.datetime: "TIMESTAMP",
    dt.date: "DATE",
}


@dataclasses.dataclass(frozen=True)
class Column:
    """One column of a record: its name, DuckDB type, meaning and whether it may be null."""

    name: str
    sql_type: str
    meaning: str
    is_nullable: bool


KNOWN_COLUMNS: dict[str, tuple[Column, ...]] = {}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Record:
    """One row of anything the lake keeps. `TABLE` is the name of its table."""

    TABLE: ClassVar[str] = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Observation(Record):
    """A row that a batch saw: written once, never changed."""

    known_at: Annotated[dt.datetime, "When the page or answer it rests on was captured, UTC (naive)"]
    batch_id: Annotated[str, "Batch that brought it in"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Evidence(Observation):
    """A row that says something about the world, with the sentence it rests on."""

    revision_id: Annotated[str, "Revision that the sentence stands in"]
    article_id: Annotated[str, "Article of that revision"]
    start_char: Annotated[int, "First code point of the sentence in the evidence text (title, blank line, body)"]
    end_char: Annotated[int, "One past its last code point"]
    sentence: Annotated[str, "The sentence itself, word for word"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judgement(Evidence):
    """Evidence read by a machine: how, and how sure it is."""

    method: Annotated[str, "What judged, name@version"]
    score: Annotated[float, "How sure it is, 0 to 1"]

    @property
    def is_second_opinion(self) -> bool:
        """Whether it is a language model's, which no fold reads."""
        return self.method.startswith(SECOND_OPINION)


def identify(*parts: str | int) -> str:
    """The id of a row: 20 hex digits of the SHA-256 of its natural key, so that a replay writes the same ids."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:20]


def name_of(record: type[Record]) -> str:
    """The table name of a record, as its module declares it: `Revision` -> `revisions`."""
    return record.TABLE


def columns(record: type[Record]) -> tuple[Column, ...]:
    """The columns of a record in the order of its table: its own fields first, the inherited ones last."""
    if record.TABLE not in KNOWN_COLUMNS:
        KNOWN_COLUMNS[record.TABLE] = _columns(record)
    return KNOWN_COLUMNS[record.TABLE]


def _columns(record: type[Record]) -> tuple[Column, ...]:
    hints = get_type_hints(record, include_extras=True)
    own = [f.name for f in dataclasses.fields(record) if f.name in vars(record).get("__annotations__", {})]
    rest = [f.name for f in dataclasses.fields(record) if f.name not in own]
    return tuple(_column(name, hints[name]) for name in own + rest)


def _column(name: str, hint: Any) -> Column:
    base, notes = _unwrap(hint)
    meaning = next((n for n in notes if isinstance(n, str)), "")
    override = next((n.name for n in notes if isinstance(n, SqlType)), None)
    inner, is_nullable = _optional(base)
    return Column(name, override or _sql_type(inner), meaning, is_nullable)


def _unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(hint) is Annotated:
        base, *notes = get_args(hint)
        return base, tuple(notes)
    return hint, ()


def _optional(hint: Any) -> tuple[Any, bool]:
    options = get_args(hint)
    if type(None) in options:
        return next(o for o in options if o is not type(None)), True
    return hint, False


def _sql_type(hint: Any) -> str:
    base, notes = _unwrap(hint)
    if override := next((n.name for n in notes if isinstance(n, SqlType)), None):
        return override
    if get_origin(base) is tuple:
        return f"{_sql_type(get_args(base)[0])}[]"
    if get_origin(base) is dict:
        key, value = get_args(base)
        return f"MAP({_sql_type(key)}, {_sql_type(value)})"
    return SQL_TYPES[base]


def values(row: Record) -> Iterator[Any]:
    """The values of a row in column order, as DuckDB's appender takes them (tuples become lists)."""
    for column in columns(type(row)):
        value = getattr(row, column.name)
        yield list(value) if isinstance(value, tuple) else value
