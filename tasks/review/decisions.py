"""What a person decides, as it is told: on the command line one at a time, in a file many."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tasks import ConfigError
from tasks.arrivals import arrive

__all__ = ["Decision", "read_file"]

KEYS = ("row_id", "decision", "value", "field", "by", "note", "at")
NEEDED = ("row_id", "decision")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision that nobody has checked yet. `place` says where it stands, for messages; `at` is UTC (naive)."""

    place: str
    row_id: str
    decision: str
    value: str | None = None
    field: str | None = None
    by: str
    note: str | None = None
    at: datetime


def read_file(path: str, *, by: str, now: datetime, max_bytes: int) -> list[Decision]:
    """Decisions of a .toml file ([[review]] tables) or a .csv file (a header line), local or s3://, in its order.

    `by` is who decided where a row does not say. A row that does not say when (`at`) was decided when the file was last
    changed, the later rows of a file after the earlier ones. Raises ConfigError with file, row and rule; StorageError.
    """
    arrival = arrive(path)
    body = arrival.read(max_bytes=max_bytes)
    if len(body) > max_bytes:
        raise ConfigError(f"{path}: a file of decisions has at most {max_bytes} bytes (settings.fetch.max_feed_bytes)")
    changed = min(arrival.modified_at.astimezone(UTC).replace(tzinfo=None), now)
    found = [
        _decision(f"{path}: row {n}", row, by=by, now=now, at=changed + timedelta(microseconds=n))
        for n, row in enumerate(_reader_of(path)(path, body), 1)
    ]
    if not found:
        raise ConfigError(f"{path}: no decision; [[review]] tables in a .toml, or rows below a header in a .csv, are expected")
    return found


def _reader_of(path: str) -> Callable[[str, bytes], Iterable[Mapping[str, Any]]]:
    for suffix, reader in ((".toml", _read_toml), (".csv", _read_csv)):
        if path.endswith(suffix):
            return reader
    raise ConfigError(f"{path}: a .toml or a .csv file of decisions is expected")


def _read_toml(path: str, body: bytes) -> list[Mapping[str, Any]]:
    try:
        tables = tomllib.loads(body.decode("utf-8")).get("review", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise ConfigError(f"{path}: review is written as [[review]] tables")
    return tables


def _read_csv(path: str, body: bytes) -> list[Mapping[str, Any]]:
    try:
        rows: list[Mapping[str, Any]] = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (csv.Error, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not CSV: {error}") from error
    for number, row in enumerate(rows, 1):
        if None in row or None in row.values():
            raise ConfigError(f"{path}: row {number}: as many cells as the header names are expected")
    return rows


def _decision(place: str, row: Mapping[str, Any], *, by: str, now: datetime, at: datetime) -> Decision:
    for key in sorted(set(row) - set(KEYS)):
        raise ConfigError(f"{place}: unknown key {key!r}; known are {', '.join(KEYS)}")
    given = {key: str(row[key]).strip() for key in KEYS if key != "at" and str(row.get(key, "")).strip()}
    for key in NEEDED:
        if key not in given:
            raise ConfigError(f"{place}: {key} is missing")
    if not given.setdefault("by", by):
        raise ConfigError(f"{place}: nobody is named who decided; give it a key by, or --by NAME for all rows")
    return Decision(place=place, at=_moment(place, row["at"], now) if row.get("at") else at, **given)


def _moment(place: str, told: object, now: datetime) -> datetime:
    """`2026-11-23T14:05:00Z`, a date, or TOML's own; without a zone it is UTC."""
    try:
        at = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    except ValueError:
        raise ConfigError(f"{place}: at {told!r}: a time such as 2026-11-23T14:05:00Z is expected") from None
    moment = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    if not date(1995, 1, 1) <= moment.date() or moment > now:
        raise ConfigError(f"{place}: at {told}: nobody decided then; it is {now:%Y-%m-%dT%H:%M:%SZ} now")
    return moment
