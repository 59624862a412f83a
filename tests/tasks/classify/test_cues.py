"""The tables compile, and hold only words of the vocabulary."""

from __future__ import annotations

import re

import pytest

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.acts import Finder, lowered, zone_of
from tasks.classify.cues import joined, table
from tests.tasks.classify.wire import article


@pytest.mark.parametrize(("name", "key"), [("acts", "act"), ("tech", "tech"), ("types", "type")])
def test_every_cue_can_match_on_word_boundaries(name: str, key: str) -> None:
    for row in table(name)[key]:
        for cue in row["cues"]:
            assert re.compile(cue)
            # A cue that ends in a space can never be followed by a word boundary.
            assert not re.search(r"(?<!\\) (?:\(\?[!=][^)]*\))?$", cue), cue
            assert cue == cue.lower() or "\\" in cue, cue


def test_stages_and_types_are_of_the_vocabulary() -> None:
    assert {row["stage"] for row in table("acts")["act"]} == {*STAGES, ""}
    assert {row["code"] for row in table("types")["type"]} == set(DISPUTE_TYPES)


def test_longer_words_come_first() -> None:
    assert joined(["a", "a b", "c+"]) == r"a\ b|c\+|a"


def test_a_finder_tells_the_row() -> None:
    finder = Finder.of([["fin(?:ed|es)"], ["barred from|bars"]])
    assert [(row, m[0]) for row, m in finder.find("fined; barred from; refined")] == [(0, "fined"), (1, "barred from")]


def test_lower_case_keeps_offsets() -> None:
    read = article("İstanbul court fines ÜBER")
    assert len(lowered(read)) == len(read.evidence_text)


def test_zones() -> None:
    assert [zone_of(n) for n in (0, 1, 2, 3, 9)] == [0, 1, 1, 2, 2]
