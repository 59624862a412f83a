"""A page that hangs, grows or kills its process costs itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from tasks.parse.page import Page
from tasks.parse.warc import PageRecord
from tasks.parse.worker import Refused, read_pages
from tasks.settings import Parse
from tests.tasks.parse.archive import page

BOUNDS = Parse(seconds_a_page=10, max_memory_mb=1024, max_depth=2000, max_text_chars=100_000, earliest_year=1995)
AT = datetime(2026, 3, 4)
GOOD = PageRecord(offset=0, url="http://paper.example/good", captured_at=AT, body=page("Kiel"))
BIG = b"<html><body>" + b"<p>x</p>" * 400_000


class Treacherous(bytes):
    """Bytes that end the process that looks into them, as a fault in a C library would."""

    def _end(self, *_: object) -> int:
        import os

        os._exit(11)

    startswith = find = lstrip = __getitem__ = decode = _end  # type: ignore[assignment]


def outcomes(bounds: Parse, *bodies: bytes) -> list[str]:
    records = [GOOD, *(replace(GOOD, body=body) for body in bodies), GOOD]
    results = [result for _, result in read_pages(records, bounds=bounds, fallback=AT)]
    return [result.reason if isinstance(result, Refused) else result.title for result in results]


def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    assert outcomes(replace(BOUNDS, seconds_a_page=3), BIG) == ["Kiel", "timeout", "Kiel"]


def test_a_page_that_wants_too_much_memory_is_refused() -> None:
    assert outcomes(replace(BOUNDS, max_memory_mb=256), BIG) == ["Kiel", "too_big_decoded", "Kiel"]


def test_a_process_that_dies_costs_its_page() -> None:
    found = outcomes(BOUNDS, Treacherous(b"<html>"))
    assert found[0] == found[2] == "Kiel"
    assert found[1] == "internal"


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4"])
def test_a_declared_refusal_keeps_its_reason_across_the_process(body: bytes) -> None:
    ((_, result),) = read_pages([replace(GOOD, body=body)], bounds=BOUNDS, fallback=AT)
    assert isinstance(result, Refused)
    assert result.reason in {"empty_text", "not_a_page"}
    assert not isinstance(result, Page)
