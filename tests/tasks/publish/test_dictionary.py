"""docs/schema.md is made, and fresh."""

from __future__ import annotations

from tasks.publish.dictionary import dictionary
from tasks.settings import ROOT


def test_the_page_is_fresh() -> None:
    assert (ROOT / "docs" / "schema.md").read_text(encoding="utf-8") == dictionary(), (
        "run: python -m tasks.publish.dictionary > docs/schema.md"
    )


def test_every_column_of_a_record_has_a_meaning() -> None:
    records = dictionary().split("## Records")[1]
    assert not [line for line in records.splitlines() if line.startswith("| ") and line.endswith("|  |")]
