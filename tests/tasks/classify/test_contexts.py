"""Background is told apart from events."""

from __future__ import annotations

import pytest

from tasks.classify.contexts import find_backdrops, read_contexts
from tasks.classify.relevance import Gate
from tests.tasks.classify.wire import article, sample


def gate(*types: str) -> Gate:
    return Gate(is_dispute=True, score=1.0, types=tuple((t, 1.0, 0) for t in types), stage="allegation")


def test_golden_example_has_export_controls_behind_it() -> None:
    contexts = {c.context_kind: c for c in read_contexts(sample(), gate("trade_secret"))}
    assert contexts["export_control"].relation in {"backdrop", "cause_cited"}
    assert "export controls" in contexts["export_control"].sentence


def test_what_the_quarrel_is_about_is_no_background() -> None:
    read = article("Chip dispute", "The firm broke export controls.")
    assert read_contexts(read, gate("export_control_sanctions")) == []
    assert [c.context_kind for c in read_contexts(read, gate("patent"))] == ["export_control"]


def test_a_fear_is_told_as_one() -> None:
    read = article("Chip dispute", "Lawmakers fear for national security.")
    assert [(c.context_kind, c.relation) for c in read_contexts(read, gate("patent"))] == [("security", "fear")]


def test_evidence_is_the_sentence() -> None:
    read = sample()
    for context in read_contexts(read, gate("trade_secret")):
        assert read.evidence_text[context.start_char : context.end_char] == context.sentence


@pytest.mark.parametrize(
    ("sentence", "behind"),
    [
        (
            "The quarrel comes as Washington adopts export controls.",
            ["The quarrel comes as Washington adopts export controls."],
        ),
        ("Amid export controls, Quorrel sued Limber Hand.", ["Amid export controls"]),
        ("Quorrel sued Limber Hand amid fears for national security.", ["amid fears for national security."]),
        ("Amid rain, Quorrel sued Limber Hand.", []),
        ("Quorrel sued Limber Hand.", []),
    ],
)
def test_what_only_stands_behind_is_a_part_of_its_sentence(sentence: str, behind: list[str]) -> None:
    (_, told) = article("Chip dispute", sentence).sentences
    assert [told.text[start:end] for start, end in find_backdrops(told, gate("patent"))] == behind
