"""Places whose law or government acts; the home of a party is not enough."""

from __future__ import annotations

import pytest

from tasks.classify.entities import find_names
from tasks.classify.jurisdictions import read_jurisdictions
from tests.tasks.classify.wire import article, sample


def places(text: str) -> list[tuple[str, str]]:
    read = article("A quarrel", text)
    return [(j.country, j.role) for j in read_jurisdictions(read, find_names(read))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The German competition authority opened a case.", [("DE", "regulator")]),
        ("A British minister warned both firms.", [("GB", "government")]),
        ("The High Court in London ruled against it.", [("GB", "forum")]),
        ("It lost in a regional court in Mannheim.", [("DE", "forum")]),
        ("The firm was fined for breaking GDPR.", [("EU", "law")]),
        ("Indonesia blocked the chatbot.", [("ID", "government")]),
        ("The FTC sued the retailer.", [("US", "regulator")]),
        ("The firm is based in Lisbon and sells in France.", []),
        ("Courts in Texas have yet to hear the claims.", []),
    ],
)
def test_who_acts(text: str, found: list[tuple[str, str]]) -> None:
    assert places(text) == found


def test_one_row_a_place_with_its_first_sentence() -> None:
    read = article("A quarrel", "A German court heard it. The German court then ruled.")
    rows = read_jurisdictions(read, find_names(read))
    assert [(r.country, r.sentence) for r in rows] == [("DE", "A German court heard it.")]


def test_golden_example_is_british_only() -> None:
    read = sample()
    assert [j.country for j in read_jurisdictions(read, find_names(read))] == ["GB"]
