"""Which quarrels are one dispute."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tasks.classify.disputes import Quarrel, match

DAY = dt.datetime(2026, 11, 20)


def quarrel(*accused: str, by: str = "", **given: Any) -> Quarrel:
    main = {*accused, *([by] if by else [])}
    return Quarrel(**{"main": main, "accused": set(accused), "articles": {str(main)}, "last": DAY} | given)


def test_one_article_is_one_dispute_whatever_it_says_later() -> None:
    assert match(quarrel("a", articles={"1"}), quarrel("b", articles={"1"})) == 1.0


def test_a_docket_number_joins() -> None:
    assert match(quarrel("a", refs={"5:26-cv-01"}), quarrel("b", refs={"5:26-cv-01"})) > 0.9


@pytest.mark.parametrize("other", [quarrel("limber-hand", by="quorrel"), quarrel("limber-hand", by="quorrel-robotics")])
def test_both_sides_in_common_join_also_by_a_short_name(other: Quarrel) -> None:
    other.types, other.primary, other.articles = {"trade_secret"}, {"trade_secret"}, {"2"}
    new = quarrel("limber-hand", by="quorrel-robotics", types={"trade_secret"}, primary={"trade_secret"})
    assert match(new, other) > 0


def test_strangers_do_not_join() -> None:
    new, old = quarrel("a", by="b", types={"patent"}), quarrel("c", by="d", types={"patent"})
    assert match(new, old) == 0


def test_one_side_and_a_type_in_common_are_not_enough() -> None:
    new = quarrel("a", by="b", types={"patent"}, primary={"patent"}, articles={"1"})
    old = quarrel("a", by="c", types={"patent"}, primary={"patent"}, articles={"2"})
    assert match(new, old) == 0
