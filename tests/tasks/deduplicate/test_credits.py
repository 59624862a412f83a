"""Whose report does an article say it retells?"""

from __future__ import annotations

import pytest

from schemas import Outlet
from tasks.deduplicate.credits import find_credit
from tests.tasks.classify.wire import revision

OUTLETS = [
    Outlet(outlet_id="harbour-wire", name="Harbour Wire", owner_group="Harbour", country="GB", language="en", kind="wire"),
    Outlet(
        outlet_id="circuit-ledger", name="Circuit Ledger", owner_group="Ledger", country="US", language="en", kind="tech_press"
    ),
]


@pytest.mark.parametrize(
    "sentence",
    [
        "Vantor is weighing a suit, Circuit Ledger reported on Friday.",
        "Vantor is weighing a suit, according to Circuit Ledger.",
        "Circuit Ledger first reported that Vantor is weighing a suit.",
    ],
)
def test_a_credit_is_the_sentence_that_names_the_outlet(sentence: str) -> None:
    told = revision("Vantor weighs a suit", f"It was a quiet week.\n\nThe market slept. {sentence} Nobody else spoke.")
    credit = find_credit(told, OUTLETS)
    assert credit is not None
    assert (credit.outlet.name, credit.sentence) == ("Circuit Ledger", sentence)
    assert f"{told.title}\n\n{told.text}"[credit.start : credit.end] == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Circuit Ledger is a paper in Ohio.",  # a mention
        "Harbour Wire reported on Friday that rain is near.",  # itself
        "Somebody reported a fire.",  # no outlet
    ],
)
def test_a_mention_is_no_credit(text: str) -> None:
    assert find_credit(revision("A title", text), OUTLETS) is None
