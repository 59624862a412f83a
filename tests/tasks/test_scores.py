"""The labels of the shipped sample, measured: no figure is under its floor, and a figure that is gets named."""

from __future__ import annotations

import pytest

from tasks.scores import FOLDER, Share, below, measure, table


@pytest.mark.parametrize("name", ["headlines", "articles"])
def test_the_sample_is_labelled_above_its_floors(name: str) -> None:
    assert below(name, measure(FOLDER / f"{name}.tsv")) == []


def test_a_figure_under_its_floor_is_named() -> None:
    poor = Share(right=1, false=1, missed=3)
    shares = dict.fromkeys(("relevance tech_dispute", "dispute_type *", "reported_stage *"), poor)
    assert below("headlines", shares)[0].startswith("headlines: relevance tech_dispute f1 is 0.333, under its floor 0.")
    assert len(below("headlines", shares)) == 3


@pytest.mark.parametrize(
    ("share", "precision", "recall", "f1"),
    [
        (Share(right=3, false=1, missed=0), 0.75, 1.0, 6 / 7),
        (Share(right=0, false=0, missed=2), 0.0, 0.0, 0.0),
        (Share(right=0, false=0, missed=0), 0.0, 0.0, 0.0),
    ],
)
def test_shares(share: Share, precision: float, recall: float, f1: float) -> None:
    assert (share.precision, share.recall) == (precision, recall)
    assert share.f1 == pytest.approx(f1)


def test_a_line_a_class() -> None:
    shown = table({"relevance tech_dispute": Share(right=3, false=1, missed=0)}).splitlines()
    assert shown[1].split() == ["relevance", "tech_dispute", "0.75", "1.00", "0.86", "3"]
