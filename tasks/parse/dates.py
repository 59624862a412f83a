"""When a page was published and changed: the best of what it says, with what said so and how exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import htmldate
import lxml.html
from dateutil import parser as dateparser

from tasks.parse.metadata import Declared, classed, text_of
from tasks.parse.urls import path_of
from tasks.parse.words import WORDS

__all__ = ["Moment", "Span", "modified", "published", "read_moment"]

ISO = re.compile(
    r"(?P<year>[12]\d{3})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[T ]\s*(?P<time>\d{1,2}:?\d{2}(?::?\d{2})?)(?:[.,]\d+)?\s*(?P<zone>Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?"
)
IN_URL = re.compile(
    r"/(?P<year>(?:19|20)\d{2})[/-]?(?P<month>0[1-9]|1[0-2]|[1-9])[/-]?(?P<day>0[1-9]|[12]\d|3[01]|[1-9])(?=[/_.-]|$)"
)
NUMERIC = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
CHANGED = re.compile(r"updat|modif|edited|aktualisiert", re.IGNORECASE)
TIMES = "//time[not(ancestor::aside or ancestor::nav or ancestor::footer or ancestor::li)]"
MAX_CHARS = 100
LATE = timedelta(hours=1)
DEFAULTS = (datetime(2004, 2, 2), datetime(2007, 11, 27))  # two that differ in year, month and day


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A point in time, UTC (naive): `precision` is second or day (then midnight), `basis` what said so.

    `offset` is the outlet's own distance from UTC: its calendar day is that of `at + offset`.
    """

    at: datetime
    precision: str
    basis: str = ""
    offset: timedelta = timedelta()


@dataclass(frozen=True, kw_only=True)
class Span:
    """The time in which a page can have been published: from a year on until an hour after its capture."""

    earliest_year: int
    captured_at: datetime

    def __contains__(self, at: datetime) -> bool:
        return at.year >= self.earliest_year and at <= self.captured_at + LATE


def published(
    declared: Declared,
    *,
    url: str,
    listed: datetime | None,
    span: Span,
    language: str | None = None,
) -> Moment | None:
    """The first statement that can be read and is possible, from the most deliberate to the mere appearance of a date."""
    month_first = (language or "").casefold() in {"en-us", "en"}
    for basis, text in _statements(declared):
        moment = read_moment(text, month_first=month_first)
        if moment and moment.at in span:
            return replace(moment, basis=basis)
    if listed and listed in span:
        return Moment(at=listed, precision="second", basis="feed")
    for basis, at in (("url", _in_url(url)), ("text", _guessed(declared, span))):
        if at and at in span:
            return Moment(at=at, precision="day", basis=basis)
    return None


def modified(declared: Declared, *, since: datetime | None, span: Span) -> datetime | None:
    """When the outlet says it changed the page; None where that is no later than its publication."""
    stated = [
        *declared.texts("dateModified"),
        *declared.metas(WORDS.modified_meta),
        *map(_value, declared.microdata("dateModified")),
    ]
    for text in stated:
        moment = read_moment(text)
        if moment and moment.at in span:
            return moment.at if since is None or moment.at > since else None
    return None


def _statements(declared: Declared) -> Iterator[tuple[str, str]]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        yield from (("jsonld", text) for text in declared.texts(key))
    yield from (("meta", text) for text in declared.metas(WORDS.published_meta))
    yield from (("microdata", _value(e)) for e in declared.microdata("datePublished"))
    marked = [e for _, e in sorted(classed(declared.tree, WORDS.published_classes), key=lambda found: found[0])]
    times = declared.tree.xpath(TIMES)
    own = [e for e in times if e in marked or e.get("pubdate") is not None]
    for element in [*own, *times]:
        if not CHANGED.search(f"{element.get('class')} {element.get('itemprop')} {text_of(element)}"):
            yield "time", _value(element)
    yield from (("time", text_of(e)) for e in marked if len(e) < 4)


def _value(element: lxml.html.HtmlElement) -> str:
    given = [element.get(key) for key in ("content", "datetime", "title")]
    return next((g for g in given if g and any(c.isdigit() for c in g)), "") or text_of(element)


def read_moment(text: str, *, month_first: bool = True) -> Moment | None:
    """A moment out of an ISO 8601, RFC 5322 or written date; None if a day cannot be told. No zone means UTC."""
    text = text.strip()[:MAX_CHARS]
    if found := ISO.match(text):
        return _iso(found)
    if not re.search(r"\d{4}", text):
        return None
    zones = {name: timezone(timedelta(hours=hours)) for name, hours in WORDS.zones.items()}
    is_day_first = not month_first or "." in (NUMERIC.findall(text) or [""])[0]
    try:
        read = [dateparser.parse(text, default=d, tzinfos=zones, dayfirst=is_day_first, fuzzy=True) for d in DEFAULTS]
    except (ValueError, OverflowError, TypeError):
        return None
    if read[0].replace(tzinfo=None) != read[1].replace(tzinfo=None):
        return None
    has_time = bool(re.search(r"\d{1,2}[:.h]\d{2}|\d\s*[ap]\.?m", text, re.IGNORECASE)) and (read[0].hour or read[0].minute)
    return _moment(read[0], "second") if has_time else _moment(read[0].replace(hour=0, minute=0, tzinfo=None), "day")


def _iso(found: re.Match[str]) -> Moment | None:
    try:
        day = datetime(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    clock = (found["time"] or "").replace(":", "").rjust(4, "0") if found["time"] else ""
    try:
        hour, minute, second = int(clock[:2]), int(clock[2:4]), int(clock[4:6] or 0)
        return _moment(day.replace(hour=hour, minute=minute, second=second, tzinfo=_zone(found["zone"])), "second")
    except (ValueError, OverflowError):  # no time, 24:00 or a leap second: the day still stands
        return _moment(day, "day")


def _zone(name: str | None) -> timezone:
    if not name or name.isalpha():
        return timezone(timedelta(hours=WORDS.zones.get(name or "Z", 0)))
    sign = -1 if name[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(name[1:3]), minutes=int(name[-2:]) if len(name) > 3 else 0))


def _moment(at: datetime, precision: str) -> Moment | None:
    try:
        utc = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
        return Moment(at=utc, precision=precision, offset=at.utcoffset() or timedelta())
    except OverflowError:
        return None


def _in_url(url: str) -> datetime | None:
    found = IN_URL.search(path_of(url))
    try:
        return datetime(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _guessed(declared: Declared, span: Span) -> datetime | None:
    """What htmldate makes of the text: the last resort."""
    earliest = datetime(span.earliest_year, 1, 1)
    try:
        day = htmldate.find_date(
            declared.tree, original_date=True, min_date=earliest, max_date=span.captured_at, outputformat="%Y-%m-%d"
        )
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return datetime.fromisoformat(day) if day else None
