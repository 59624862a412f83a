"""By when something announced should come."""

from __future__ import annotations

import datetime as dt

import pytest

from tasks.classify.dates_in_text import due_on

FRIDAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It will reply by 14 December.", dt.date(2026, 12, 14)),
        ("A rule is due by March 2027.", dt.date(2027, 3, 31)),
        ("A rule will come by February.", dt.date(2027, 2, 28)),
        ("It must comply before the end of January 2027.", dt.date(2027, 1, 31)),
        ("The judge will rule next week.", dt.date(2026, 11, 29)),
        ("The agency decides next month.", dt.date(2026, 12, 31)),
        ("The law takes effect next year.", dt.date(2027, 12, 31)),
        ("It plans to sue by the end of the year.", dt.date(2026, 12, 31)),
        ("It plans to sue by the end of 2027.", dt.date(2027, 12, 31)),
        ("The panel will vote later this year.", dt.date(2026, 12, 31)),
        ("A decision is expected in the first quarter of 2027.", dt.date(2027, 3, 31)),
        ("A decision is expected in the second quarter.", dt.date(2027, 6, 30)),
        ("It must delete the files within 30 days.", dt.date(2026, 12, 20)),
        ("It will appeal within two weeks.", dt.date(2026, 12, 4)),
        ("It will appeal within three months.", dt.date(2027, 2, 20)),
        ("It has 10 working days to answer.", dt.date(2026, 11, 30)),
        ("The court will hear it on Monday.", dt.date(2026, 11, 23)),
        ("The court will hear it on Friday.", dt.date(2026, 11, 27)),
    ],
)
def test_a_day_ahead_is_read(text: str, day: dt.date) -> None:
    assert due_on(text, FRIDAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "It sued on Monday.",
        "It was fined in March 2026.",
        "It will sue.",
        "The suit was filed by 14 lawyers.",
        "It may rain on a day like this.",
        "He left within hours.",
        "The rule came by March 2025.",
        "In the first quarter of 2026 it sold more.",
        "The next month was quiet.",
        "It has 30 employees.",
    ],
)
def test_no_day_is_made_up(text: str) -> None:
    assert due_on(text, FRIDAY) is None
