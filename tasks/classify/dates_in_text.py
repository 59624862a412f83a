"""Days that a sentence names: when something happened, or by when it should."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["due_on", "happened_on"]

NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(NAMES, 1) for name in names.split()}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
ORDINAL = r"(?:st|nd|rd|th)?"
DAY = re.compile(
    rf"(?:(?P<d1>\d{{1,2}}){ORDINAL} (?P<m1>{MONTH})\.?|(?P<m2>{MONTH})\.? (?P<d2>\d{{1,2}}){ORDINAL})"
    r"(?:,? (?P<y>\d{4}))?\b",
    re.IGNORECASE,
)
WEEKDAY = re.compile(rf"\b(?:on |last |this )?({'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:in|since|of) (?:early |late |mid-)?(19[89]\d|20\d\d)\b")
MONTH_ONLY = re.compile(rf"\b(?:in|since|last) (?:early |late |mid-)?({MONTH})(?: (\d{{4}}))?\b", re.IGNORECASE)
ASIDE = re.compile(r",? \b(?:which|who|whose|where|that (?:[A-Z][\w-]+ ){1,4}\w+ed)\b[^,.;]*")
# "Listed for 18 January", read in November, is no day of the past.
AHEAD = re.compile(r"\b(?:by|until|before|no later than|due(?: on| by)?|deadline of|for)\s+$", re.IGNORECASE)
HALF_A_YEAR = 183
BY = re.compile(
    r"\b(?:by|until|before|no later than|due(?: on| by)?|deadline of|expected (?:on|by|before)|set for|on|for)"
    r"\s+(?:\w+day,? )?$",
    re.IGNORECASE,
)


def _day(match: re.Match[str], near: dt.date, *, ahead: bool) -> dt.date | None:
    day, month = int(match["d1"] or match["d2"]), MONTHS[(match["m1"] or match["m2"]).lower()]
    year = int(match["y"]) if match["y"] else near.year
    try:
        found = dt.date(year, month, day)
        if not match["y"] and ahead and found < near:
            found = found.replace(year=year + 1)
        if not match["y"] and not ahead and found > near + dt.timedelta(days=1):
            found = found.replace(year=year - 1)
    except ValueError:
        return None
    return found


def due_on(text: str, said_on: dt.date) -> dt.date | None:
    """The day by which something announced should come; a day of the future that the sentence names with by, until, on."""
    for match in DAY.finditer(text):
        found = _day(match, said_on, ahead=True)
        if found and found > said_on and BY.search(text[: match.start()]):
            return found
    return None


def _told(match: re.Match[str], at: int | None) -> str:
    """A relative clause goes, unless the event stands in it."""
    return match[0] if at is not None and match.start() <= at < match.end() else " " * len(match[0])


def happened_on(text: str, said_on: dt.date, at: int | None = None) -> tuple[dt.date, str]:
    """The day a past event fell on and how exactly it is known: day, month, year, or `reported` (the day of the report).

    `at` is where the words of the event start: a day in a relative clause beside it ("which opened in June") is not its own.
    """
    text = ASIDE.sub(lambda match: _told(match, at), text)
    for match in DAY.finditer(text):
        found = _day(match, said_on, ahead=False)
        if not match["y"] and found and (said_on - found).days > HALF_A_YEAR and AHEAD.search(text[: match.start()]):
            continue
        if found and found <= said_on:
            return found, "day"
    if named := WEEKDAY.search(text):
        back = (said_on.weekday() - WEEKDAYS.index(named[1].lower())) % 7
        return said_on - dt.timedelta(days=back), "day"
    if re.search(r"\byesterday\b", text, re.IGNORECASE):
        return said_on - dt.timedelta(days=1), "day"
    if bare := MONTH_ONLY.search(text):
        month = MONTHS[bare[1].lower()]
        year = int(bare[2]) if bare[2] else said_on.year - (month > said_on.month)
        return dt.date(year, month, 1), "month"
    years = [int(m[1]) for m in YEAR.finditer(text) if int(m[1]) < said_on.year]
    return (dt.date(years[-1], 1, 1), "year") if years else (said_on, "reported")
