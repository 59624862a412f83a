"""The card of the labels tells what ships."""

from __future__ import annotations

from models.training.card import BEGIN, CARD, END, LABELS, SHIPPED, facts
from tasks.settings import MODELS


def test_counts_and_sums_are_those_of_what_ships() -> None:
    text = CARD.read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0].strip() == facts().strip()


def test_the_weights_are_small() -> None:
    assert sum((MODELS / name).stat().st_size for name in LABELS) < 30_000_000
    assert sum((MODELS / name).stat().st_size for name in SHIPPED) < 50_000_000
