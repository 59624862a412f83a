"""The gate: what is a quarrel in technology, and what only looks like one."""

from __future__ import annotations

import pytest

from tasks.classify.relevance import Gate, judge
from tests.tasks.classify.wire import article, sample


def gate(title: str, text: str = "", **changes: str) -> Gate:
    return judge(article(title, text, **changes))


@pytest.mark.parametrize(
    "title",
    [
        "Chipmaker Quorrel sues former engineers over stolen designs",
        "Regulator opens antitrust probe into app store fees",
        "Court orders social network to hand over user data",
        "Streaming service fined 3 million euros over privacy",
        "Hacker jailed for breaking into bank servers",
        "Drivers at ride-hailing firm strike over pay",
        "Senate passes AI safety bill",
        "Microsoft appeals against record fine",
    ],
)
def test_quarrels_pass(title: str) -> None:
    assert gate(title).is_dispute is True


@pytest.mark.parametrize(
    "title",
    [
        "Quorrel unveils a phone with two hinges",
        "Phone review: a fine screen, a poor battery",
        "Quorrel and Microsoft sign cross-licence deal for patents",
        "Battle of the laptops: three machines compared",
        "How to protect your data on holiday",
        "Quorrel raises $30 million for its database",
        "Hospital confirms data breach",
        "Tax on wine to rise next year",
        "Striker banned for two matches after red card",
        "Drugmaker sues rival over insulin patent",
        "",
    ],
)
def test_hard_negatives_do_not(title: str) -> None:
    assert gate(title).is_dispute is not True


def test_the_body_counts_where_the_headline_is_coy() -> None:
    text = "Quorrel Robotics has sued a chip designer in a federal court, saying he stole source code. He denies it."
    assert gate("A long week in Austin", text).is_dispute is True


def test_opinion_counts_against() -> None:
    title, text = "Why the regulator was right", "The watchdog fined a platform over privacy. It should do more."
    assert gate(title, text, article_kind="opinion").score < gate(title, text).score


def test_a_no_carries_no_type_and_no_stage() -> None:
    no = gate("Rain, then cold")
    assert (no.is_dispute, no.types, no.stage) == (False, (), None)


def test_golden_example() -> None:
    golden = judge(sample())
    assert golden.is_dispute is True
    assert [code for code, _, _ in golden.types] == ["trade_secret"]
    assert golden.stage == "allegation"
    assert 0.0 <= golden.score <= 1.0
