"""Days that a sentence names: when something happened, or by when it should."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

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

DAYS_OF = {"day": 1, "week": 7}
LONGEST = 400  # days, weeks or months that a promise may run; more is a slip of the pen
COUNTS = {
    name: number
    for number, name in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"a": 1, "an": 1, "thirty": 30, "sixty": 60, "ninety": 90}
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
TILL = r"\b(?:by|until|before|no later than|due (?:in|by)|expected (?:in|by))"
WITHIN = re.compile(
    rf"\b(?:within|(?:in|over) the next|has|have|gave (?:it|them)) (?:the next )?(?P<count>\d{{1,3}}|{'|'.join(COUNTS)})"
    r"(?: (?:business|working|calendar))? (?P<unit>day|week|month)s?(?! (?:ago|before|earlier|old))\b",
    re.IGNORECASE,
)
NEXT = re.compile(r"(?<!the )\bnext (?P<unit>week|month|year)\b", re.IGNORECASE)
QUARTER = re.compile(
    rf"\b(?:in|by|during|before) the (?:end of the )?(?P<q>{'|'.join(QUARTERS)}) quarter(?: of (?P<y>20\d\d))?\b", re.IGNORECASE
)
BY_MONTH = re.compile(
    rf"{TILL} (?:early |late |mid-|the (?:end|middle|start) of )?(?P<m>{MONTH})\b\.?(?!,? \d{{1,2}}\b)(?:,? (?P<y>20\d\d))?",
    re.IGNORECASE,
)
BY_YEAR = re.compile(
    rf"{TILL} (?:the )?(?:end of (?:the|this) year|year[- ]end|(?:the end of )?(?P<y>20\d\d))\b|\blater this year\b",
    re.IGNORECASE,
)
ON_WEEKDAY = re.compile(rf"\b(?:on|by|until|before) (?:next )?(?P<w>{'|'.join(WEEKDAYS)})\b", re.IGNORECASE)
WILL = re.compile(
    r"\b(?:will|would|shall|must|should|plans? to|expects? to|expected to|due to|set to|intends? to"
    r"|has until|have until|is to|are to)\b",
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
    """The day by which something announced should come; a day of the future that the sentence names with by, until, on.

    A period ("by March 2027", "next week", "within 30 days") stands for its last day. The most exact form is taken first.
    """
    for match in DAY.finditer(text):
        found = _day(match, said_on, ahead=True)
        if found and found > said_on and BY.search(text[: match.start()]):
            return found
    ends = (end for read in (_in_days, _next, _quarter, _month_end, _year_end, _weekday) for end in read(text, said_on))
    return next((end for end in ends if end > said_on), None)


def _in_days(text: str, said_on: dt.date) -> Iterator[dt.date]:
    """ "Within 30 days", "in the next two weeks": counted from the day of the report."""
    for match in WITHIN.finditer(text):
        count = int(match["count"]) if match["count"].isdigit() else COUNTS[match["count"].lower()]
        unit = match["unit"].lower()
        if unit in DAYS_OF and count <= LONGEST:
            yield said_on + dt.timedelta(days=count * DAYS_OF[unit])
        elif unit == "month" and count <= LONGEST:
            yield _added_months(said_on, count)


def _next(text: str, said_on: dt.date) -> Iterator[dt.date]:
    """ "Next week" ends with its Sunday, "next month" and "next year" with their last day."""
    for match in NEXT.finditer(text):
        if match["unit"].lower() == "week":
            yield said_on + dt.timedelta(days=13 - said_on.weekday())
        elif match["unit"].lower() == "month":
            year, month = divmod(said_on.year * 12 + said_on.month, 12)
            yield _last_day(year, month + 1)
        else:
            yield dt.date(said_on.year + 1, 12, 31)


def _quarter(text: str, said_on: dt.date) -> Iterator[dt.date]:
    for match in QUARTER.finditer(text):
        last = _last_day(int(match["y"] or said_on.year), 3 * QUARTERS[match["q"].lower()])
        yield last if match["y"] or last > said_on else last.replace(year=last.year + 1)


def _month_end(text: str, said_on: dt.date) -> Iterator[dt.date]:
    for match in BY_MONTH.finditer(text):
        last = _last_day(int(match["y"] or said_on.year), MONTHS[match["m"].lower()])
        yield last if match["y"] or last > said_on else _last_day(last.year + 1, last.month)


def _year_end(text: str, said_on: dt.date) -> Iterator[dt.date]:
    for match in BY_YEAR.finditer(text):
        yield dt.date(int(match["y"] or said_on.year), 12, 31)


def _weekday(text: str, said_on: dt.date) -> Iterator[dt.date]:
    """ "Will rule on Friday": the next one, where the sentence speaks of what is ahead."""
    for match in ON_WEEKDAY.finditer(text):
        if WILL.search(text, 0, match.start()):
            yield said_on + dt.timedelta(days=(WEEKDAYS.index(match["w"].lower()) - said_on.weekday() - 1) % 7 + 1)


def _added_months(day: dt.date, count: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


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
