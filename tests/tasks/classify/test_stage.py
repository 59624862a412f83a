"""How far it has gone: the newest act that is the news."""

from __future__ import annotations

import pytest

from tasks.classify.acts import find_acts
from tasks.classify.stage import weigh_stages
from tests.tasks.classify.wire import article, sample


def stage(title: str, text: str = "") -> str:
    points = weigh_stages(find_acts(article(title, text)))
    return max(points, key=lambda code: points[code][0])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Quorrel accuses Limber Hand of stealing code", "allegation"),
        ("Quorrel threatens to sue Limber Hand", "allegation"),
        ("Quorrel is considering legal action against Limber Hand", "allegation"),
        ("Quorrel denies claims that it stole code", "denial_response"),
        ("Watchdog opens probe into Quorrel", "investigation"),
        ("Quorrel sues Limber Hand", "complaint_filed"),
        ("Prosecutors charge Quorrel founder with fraud", "complaint_filed"),
        ("Quorrel heads to trial over lawsuit", "proceedings"),
        ("Judge blocks Quorrel from selling phones", "ruling_or_order"),
        ("Founder of Quorrel pleads guilty to fraud", "ruling_or_order"),
        ("Quorrel agrees to pay $3 million to settle lawsuit", "settlement"),
        ("Quorrel appeals against ruling", "appeal"),
        ("Watchdog fines Quorrel 3 million euros", "penalty_or_sanction"),
        ("Senate passes bill on app stores", "legislation_or_policy"),
        ("Judge dismisses lawsuit against Quorrel", "withdrawn_or_dismissed"),
        ("Quorrel drops lawsuit against Limber Hand", "withdrawn_or_dismissed"),
    ],
)
def test_headlines(title: str, expected: str) -> None:
    assert stage(title) == expected


def test_a_suit_recalled_does_not_outweigh_the_settlement() -> None:
    text = "Quorrel sued Limber Hand in 2023. The lawsuit had been filed in Austin."
    assert stage("Quorrel settles dispute with Limber Hand", text) == "settlement"


def test_a_considered_suit_leaves_an_allegation() -> None:
    points = weigh_stages(find_acts(sample()))
    assert max(points, key=lambda code: points[code][0]) == "allegation"
    assert points["allegation"][1] == 0


def test_without_acts_there_are_no_points() -> None:
    assert weigh_stages([]) == {}
