"""What the reader sees: names, roles, acts and footing, the same each time, from weights that ship."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.classify.tagger import ACTS, FOOTINGS, KINDS, ROLES, SAID, Mark, Tags, tag
from tests.tasks.classify.wire import article

TEXT = (
    "Lumora Labs has accused Northgate Cloud of copying the recipe behind its newest model, two people familiar with the "
    "matter said. Dana Reyes, a spokeswoman for Northgate, denied the claim. Lumora declined to comment."
)
READ = article("Lumora says Northgate Cloud took its secrets", TEXT)


def found(tags: Tags) -> set[tuple[str, str]]:
    return {(READ.evidence_text[s.start : s.end], s.kind) for s in tags.spans}


def test_names_it_never_met_are_seen_with_their_kind() -> None:
    assert {("Lumora Labs", "company"), ("Northgate Cloud", "company"), ("Dana Reyes", "person")} <= found(tag(READ, []))


@pytest.mark.parametrize(("name", "role"), [("Lumora Labs", "accuser"), ("Northgate Cloud", "accused"), ("Dana Reyes", "none")])
def test_a_role_is_told_at_the_place_of_a_name(name: str, role: str) -> None:
    tags, start = tag(READ, []), READ.evidence_text.index(name)
    sentence = next(s.index for s in READ.sentences if s.start <= start < s.end)
    assert ROLES[int(tags.role(start, start + len(name), sentence).argmax())] == role


@pytest.mark.parametrize(
    ("sentence", "name", "act"), [(1, "Lumora Labs", "accuses"), (2, "Northgate,", "denies"), (3, "Lumora", "declines")]
)
def test_an_act_is_told_in_its_sentence(sentence: int, name: str, act: str) -> None:
    tags, here = tag(READ, []), READ.sentences[sentence]
    start = here.start + here.text.index(name)
    assert ACTS[int(tags.act(start, start + len(name.rstrip(",")), sentence).argmax())] == act


def test_footing_and_kinds_are_told_of_a_sentence() -> None:
    filed = article("Lumora sues Northgate", "The complaint, filed in federal court in Ohio, says Northgate copied the recipe.")
    assert FOOTINGS[int(tag(filed, []).footing[1].argmax())] == "court_record"
    tags = tag(READ, [])
    assert SAID[int(tags.said[1].argmax())] == "allegation"
    assert SAID[int(tags.said[2].argmax())] == "denial"


def test_the_same_article_gives_the_same_numbers() -> None:
    one, other = tag(READ, []), tag(READ, [])
    assert one.spans == other.spans
    assert all(np.array_equal(a, b) for a, b in zip(one.scores, other.scores, strict=True))


def test_a_known_name_is_told_to_the_reader() -> None:
    start = READ.evidence_text.index("Northgate Cloud")
    mark = Mark(start=start, end=start + len("Northgate Cloud"), kind="company")
    assert not np.array_equal(tag(READ, [mark]).scores[0], tag(READ, []).scores[0])


def test_a_name_is_never_cut_in_the_middle_of_a_word() -> None:
    for span in tag(READ, []).spans:
        around = READ.evidence_text[span.start - 1 : span.start] + READ.evidence_text[span.end : span.end + 1]
        assert not any(c.isalnum() for c in around)
        assert span.kind in KINDS


@pytest.mark.parametrize(("title", "text"), [("", ""), ("?", ""), ("A", "…"), ("Title", "x" * 5000)])
def test_odd_texts_are_read(title: str, text: str) -> None:
    read = article(title, text)
    assert len(tag(read, []).footing) == len(read.sentences)
