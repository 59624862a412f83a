"""Dockets, citations and case names as they stand in news."""

from __future__ import annotations

import pytest

from tasks.classify.court_refs import key_of, read_court_refs, sides_of
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
        ("The appeal is C-123/24 P in Luxembourg.", [("C-123/24 P", "docket")]),
        ("It opened case AT.40411 in May.", [("AT.40411", "docket")]),
        ("The claim, IL-2025-000123, was filed.", [("IL-2025-000123", "docket")]),
        ("It is Claim No. BL-2025-LDS-000012 in Leeds.", [("Claim No. BL-2025-LDS-000012", "docket")]),
        ("The appeal is numbered CA-2025-001234.", [("CA-2025-001234", "docket")]),
        ("See [2025] EWHC 123 (Ch), at 4.", [("[2025] EWHC 123 (Ch)", "citation")]),
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


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        ("No. 3:26-cv-04417", "3-26-cv-4417"),
        ("3:26-cv-04417-APM", "3-26-cv-4417"),
        ("3:26-cv-04417-EMC-SK", "3-26-cv-4417"),
        ("3:26-cv-14417", "3-26-cv-14417"),
        ("Claim No. IL-2025-000123", "il-2025-123"),
        ("Case C-123/24 P", "c-123-24"),
        ("C‑123/24", "c-123-24"),
        ("Case AT.40411", "at-40411"),
        ("Index No. 650123/2026", "650123-2026"),
        ("Inv. No. 337-TA-1234", "337-ta-1234"),
        ("[2025] EWHC 123 (Ch)", "2025-ewhc-123-ch"),
    ],
)
def test_the_normal_form_drops_what_differs_in_writing_only(ref: str, key: str) -> None:
    assert key_of(ref) == key


@pytest.mark.parametrize(
    ("ref", "sides"),
    [
        ("Quorrel Robotics v. Limber Hand", ("quorrel-robotics", "limber-hand")),
        ("Epic Games v. Apple", ("epic-games", "apple")),
        ("Quorrel v. Limber v. Hand", None),
    ],
)
def test_the_sides_of_a_case_are_ids_of_parties(ref: str, sides: tuple[str, str] | None) -> None:
    assert sides_of(ref) == sides
