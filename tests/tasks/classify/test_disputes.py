"""Which quarrels are one dispute."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tasks.classify.quarrel import Quarrel, match

DAY = dt.datetime(2026, 11, 20)


def quarrel(*accused: str, by: str = "", **given: Any) -> Quarrel:
    main = {*accused, *([by] if by else [])}
    return Quarrel(**{"main": main, "accused": set(accused), "articles": {(str(main), 0)}, "last": DAY} | given)


def test_one_article_is_one_dispute_whatever_it_says_later() -> None:
    assert match(quarrel("a", articles={("1", 0)}), quarrel("b", articles={("1", 0)})) == 1.0


def test_a_docket_number_joins() -> None:
    assert match(quarrel("a", refs={"5:26-cv-01"}), quarrel("b", refs={"5:26-cv-01"})) > 0.9


@pytest.mark.parametrize("other", [quarrel("limber-hand", by="quorrel"), quarrel("limber-hand", by="quorrel-robotics")])
def test_both_sides_in_common_join_also_by_a_short_name(other: Quarrel) -> None:
    other.types, other.primary, other.articles = {"trade_secret"}, {"trade_secret"}, {("2", 0)}
    new = quarrel("limber-hand", by="quorrel-robotics", types={"trade_secret"}, primary={"trade_secret"})
    assert match(new, other) > 0


def test_strangers_do_not_join() -> None:
    new, old = quarrel("a", by="b", types={"patent"}), quarrel("c", by="d", types={"patent"})
    assert match(new, old) == 0


def test_one_side_and_a_type_in_common_are_not_enough() -> None:
    new = quarrel("a", by="b", types={"patent"}, primary={"patent"}, articles={("1", 0)})
    old = quarrel("a", by="c", types={"patent"}, primary={"patent"}, articles={("2", 0)})
    assert match(new, old) == 0


MONTHS = dt.timedelta(days=8 * 30)
CASE = {("acme", "bolt")}


def of_acme_and_bolt(*types: str, asset: str | None, **given: Any) -> Quarrel:
    told = {"types": {*types}, "primary": {*types[:1]}, "assets": {asset} if asset else set(), "articles": {(str(given), 0)}}
    return quarrel("bolt", by="acme", **{**told, **given})


@pytest.mark.parametrize(
    ("new", "is_one"),
    [
        (of_acme_and_bolt("trade_secret", asset="weights"), True),
        (of_acme_and_bolt("trade_secret", asset=None), True),
        (of_acme_and_bolt("trade_secret", "patent", asset="weights"), True),
        (of_acme_and_bolt("trade_secret", asset="documents"), True),
        (of_acme_and_bolt("employment_labor", "trade_secret", asset="weights"), True),
        # Another ground and asset is another dispute, be the old ground mentioned in passing.
        (of_acme_and_bolt("patent", asset="chips"), False),
        (of_acme_and_bolt("patent", "trade_secret", asset="chips"), False),
    ],
)
def test_stories_eight_months_apart_are_one_dispute_by_parties_type_and_asset(new: Quarrel, is_one: bool) -> None:
    old = of_acme_and_bolt("trade_secret", "employment_labor", asset="weights", last=DAY - MONTHS)
    assert (match(new, old) > 0) is is_one
    assert (match(old, new) > 0) is is_one


def test_another_asset_years_later_is_another_dispute() -> None:
    new, old = of_acme_and_bolt("patent", asset="chips"), of_acme_and_bolt("patent", asset="code", last=DAY - 2 * MONTHS)
    assert match(new, old) == 0


def test_nothing_joins_after_four_years_but_a_docket_number() -> None:
    new, old = of_acme_and_bolt("patent", asset=None), of_acme_and_bolt("patent", asset=None, last=DAY - 7 * MONTHS)
    assert match(new, old) == 0
    new.refs = old.refs = {"3-26-cv-4417"}
    assert match(new, old) > 0.9


@pytest.mark.parametrize(
    ("new", "is_one"),
    [
        (of_acme_and_bolt("patent", asset=None, cases=CASE), True),
        (of_acme_and_bolt("patent", asset=None, cases={("acme-robotics", "bolt-systems")}), True),
        (of_acme_and_bolt("patent", asset=None, cases={("bolt", "acme")}), True),
        (of_acme_and_bolt("patent", asset=None), False),
        # A precedent between others: one of its sides is no party.
        (quarrel("bolt", by="corvid", types={"patent"}, cases=CASE), False),
    ],
)
def test_a_case_name_joins_when_both_sides_are_parties(new: Quarrel, is_one: bool) -> None:
    old = of_acme_and_bolt("contract_licensing", asset=None, cases=CASE)
    assert (match(new, old) > 0) is is_one
