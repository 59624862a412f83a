"""Which articles tell one happening."""

from __future__ import annotations

from tasks.deduplicate import Doc, cluster_stories

CHIP = "Trade ministry bars Vantor accelerators from export", "The trade ministry barred Vantor from shipping its accelerators."
AGAIN = (
    "Vantor says export bar on accelerators costs it",
    "Vantor said the ministry's bar on accelerator exports costs it much.",
)
FERRY = "Storm keeps the ferries in harbour", "No ferry left the harbour as the storm kept the coast closed to all traffic."


def doc(name: str, told: tuple[str, str], day: str = "2026-11-20") -> Doc:
    return Doc(name, f"https://{name}.example/a", name, *told, day)


def test_two_tellings_of_one_happening_are_a_story() -> None:
    assert cluster_stories([doc("a", CHIP), doc("b", FERRY), doc("c", AGAIN)]) == {"a": "a", "b": "b", "c": "a"}


def test_the_same_words_weeks_later_are_another_story() -> None:
    assert cluster_stories([doc("a", CHIP), doc("b", CHIP, "2026-12-20")])["b"] == "b"


def test_where_a_date_is_missing_nothing_speaks_against_it() -> None:
    assert cluster_stories([doc("a", CHIP), doc("b", AGAIN, "")])["b"] == "a"


def test_what_came_before_is_not_moved_by_what_comes_later() -> None:
    docs = [doc("a", CHIP), doc("b", FERRY), doc("c", AGAIN)]
    whole = cluster_stories(docs)
    assert all(cluster_stories(docs[:n]) == {d.id: whole[d.id] for d in docs[:n]} for n in range(len(docs)))
