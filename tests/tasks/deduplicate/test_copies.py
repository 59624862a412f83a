"""Which texts are one reporting: exact, wire copies, excerpts; and what only looks alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tasks.deduplicate import Doc, cluster_copies
from tasks.deduplicate.copies import compare

REPORT = (
    "Quorrel Robotics has taken Limber Hand to court over the code that steers its warehouse arms, the first quarrel between "
    "two makers that once shared a laboratory in Delft. The complaint says that four engineers copied 1,200 files in the week "
    "before they left, and that the newer arm moves in a way that only those files explain. Limber Hand said that it had built "
    "its controller from published work, that the engineers brought nothing with them, and that it would answer in court."
)
LATER = (
    " Investors took the news calmly. Both companies sell to the same three parcel carriers, and one of them said that it had "
    "no plan to change its orders while the matter is open. A hearing has not been set."
)
FOOTER = " Sign up for our morning letter to read what matters in robots, chips and the cloud before the day begins."


def doc(name: str, text: str) -> Doc:
    return Doc(name, f"https://{name}.example/a", name, "A title", text, "2026-11-20T06:00:00")


def kind(one: str, other: str) -> str | None:
    match = compare(doc("one", one), doc("other", other))
    return match.kind if match else None


def test_the_same_words_are_an_exact_copy_whatever_their_spacing() -> None:
    assert kind(REPORT, REPORT.replace(". ", ".\n\n").upper()) == "exact"


def test_a_wire_copy_with_small_edits_is_syndicated() -> None:
    assert kind(REPORT + LATER, (REPORT + LATER).replace("has taken", "took").replace("calmly", "quietly")) == "syndicated"


def test_the_beginning_alone_is_an_excerpt() -> None:
    assert kind(REPORT + LATER, REPORT) == "excerpt"


def test_a_footer_in_common_makes_no_copy() -> None:
    assert (
        kind(REPORT + FOOTER, "The museum in Leiden shows clocks of four centuries, most of them still going." + FOOTER) is None
    )


def test_two_reports_of_one_form_with_other_figures_are_not_copies() -> None:
    form = (
        "Shares of {} closed at {} on Friday, {} percent from Thursday, on a turnover of {} million. The range of the day was "
        "{} to {}. Over the year the stock has moved by {} percent. Figures come from the exchange and are not advice."
    )
    one = form.format("Quorrel", "41.20", "2.1", "310", "40.05", "41.90", "17")
    other = form.format("Limber", "8.77", "0.4", "95", "8.61", "8.92", "33")
    assert kind(one, other) is None


def test_an_empty_text_is_compared_by_its_title() -> None:
    assert compare(Doc("a", "", "a", "One title", "", ""), Doc("b", "", "b", "Another thing", "", "")) is None


def test_copies_of_copies_are_one_cluster_led_by_the_first() -> None:
    other = "Rain fell on the harbour all day and the ferry did not sail, said the port, which hopes for better on Monday."
    docs = [doc("a", REPORT + LATER), doc("b", REPORT), doc("c", other), doc("d", REPORT + LATER + FOOTER)]
    assert cluster_copies(docs) == {"a": "a", "b": "a", "c": "c", "d": "a"}


@given(st.lists(st.sampled_from([REPORT, REPORT + LATER, LATER, FOOTER, "Short."]), max_size=6))
def test_a_text_is_with_its_equals_in_any_order(texts: list[str]) -> None:
    docs = [doc(str(number), text) for number, text in enumerate(texts)]
    cluster = cluster_copies(docs)
    for one in docs:
        for other in docs:
            assert one.text != other.text or cluster[one.id] == cluster[other.id]
