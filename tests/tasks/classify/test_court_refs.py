"""Dockets, citations and case names as they stand in news."""

from __future__ import annotations

import pytest

from tasks.classify.court_refs import read_court_refs
from tests.tasks.classify.wire import article


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("The case is No. 3:26-cv-04417.", [("No. 3:26-cv-04417", "docket")]),
        ("It is numbered 1:20-cv-03010-APM in Washington.", [("1:20-cv-03010-APM", "docket")]),
        ("The number is No. D-1-GN-26-008812.", [("No. D-1-GN-26-008812", "docket")]),
        ("The Court ruled in Case C-123/22 on Thursday.", [("Case C-123/22", "docket")]),
        ("It appealed in T-612/17 as well.", [("T-612/17", "docket")]),
        ("Its case AT.40099 was closed.", [("AT.40099", "docket")]),
        ("See [2025] EWHC 2863 (Ch) for more.", [("[2025] EWHC 2863 (Ch)", "citation")]),
        ("The justices cited 593 U.S. 1 in passing.", [("593 U.S. 1", "citation")]),
        ("In Quorrel Robotics v. Limber Hand, both lost.", [("Quorrel Robotics v. Limber Hand", "case_name")]),
        ("As Quorrel v Limber showed, it is hard.", [("Quorrel v. Limber", "case_name")]),
        ("Version 3.2 of No. 5 was released at 3:26.", []),
    ],
)
def test_forms(text: str, refs: list[tuple[str, str]]) -> None:
    assert [(r.ref, r.ref_kind) for r in read_court_refs(article("A case", text))] == refs


def test_a_reference_is_told_once() -> None:
    rows = read_court_refs(article("A case", "No. 3:26-cv-04417 is long.\n\nNo. 3:26-cv-04417 goes on."))
    assert [r.sentence for r in rows] == ["No. 3:26-cv-04417 is long."]
