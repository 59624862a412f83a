"""Saved pages and what a careful reader would write of them: one layout a page, every field exact."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tasks import ItemError
from tasks.parse import listed_page, read_page
from tasks.parse.warc import Listed

PAGES = Path(__file__).parent.parent.parent / "pages"
CAPTURED = datetime(2026, 11, 20, 6)
ABSENT = {"section": None, "modified_at": None, "correction_note": None}


@pytest.mark.parametrize("name", sorted(p.stem for p in PAGES.glob("*.toml")))
def test_a_saved_page_gives_exactly_these_fields(name: str) -> None:
    wanted: dict[str, Any] = ABSENT | tomllib.loads((PAGES / f"{name}.toml").read_text())
    page = read_page((PAGES / f"{name}.html").read_bytes(), url=wanted.pop("url"), captured_at=CAPTURED)
    starts, ends, without, count = (wanted.pop(key) for key in ("starts", "ends", "without", "paragraphs"))
    got = {key: list(value) if isinstance(value := getattr(page, key), tuple) else value for key in wanted}
    assert got == wanted
    assert page.text.startswith(starts)
    assert page.text.endswith(ends)
    assert len(page.text.split("\n\n")) == count, page.text
    assert [word for word in without if word in page.text] == []


@pytest.mark.parametrize(
    ("html", "content_type", "reason"),
    [
        (b"", None, "empty_text"),
        (b"   \n", "text/html", "empty_text"),
        (b"%PDF-1.7 ...", "text/html", "not_a_page"),
        (b"<p>x</p>", "application/pdf", "not_a_page"),
        (b"<html><body></body></html>", "text/html", "empty_text"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(html: bytes, content_type: str | None, reason: str) -> None:
    with pytest.raises(ItemError) as caught:
        read_page(html, url="http://a.example/x", content_type=content_type, captured_at=CAPTURED)
    assert caught.value.reason == reason


def test_a_title_without_text_is_a_headline_and_the_feed_lends_its_own() -> None:
    listed = Listed(source_id="s", title="What the feed called it", published_at=datetime(2026, 11, 19, 5))
    page = read_page(b"<html><body><div></div></body></html>", url="http://a.example/x", entry=listed, captured_at=CAPTURED)
    assert (page.title, page.completeness, page.text) == ("What the feed called it", "headline", "")
    assert (page.published_at, page.published_basis) == (datetime(2026, 11, 19, 5), "feed")


@pytest.mark.parametrize(("year", "basis"), [(2026, "feed"), (1970, "capture"), (2027, "capture")])
def test_a_page_that_could_not_be_had_is_its_headline(year: int, basis: str) -> None:
    listed = Listed(source_id="s", title="  A\x07 headline ", published_at=datetime(year, 1, 2))
    page = listed_page(listed, url="http://a.example/x#top", captured_at=CAPTURED)
    assert (page.title, page.completeness, page.published_basis) == ("A headline", "headline", basis)
    assert page.canonical_url == "http://a.example/x"
    with pytest.raises(ItemError, match="no headline"):
        listed_page(Listed(source_id="s", title=" "), url="http://a.example/x", captured_at=CAPTURED)
