"""Who answers what is alleged, and with what: within an article, across batches in either order, under merged names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from schemas import ClaimLink, Party, Record, Redirect, Revision, Statement
from tasks.classify.claims import Known, Said, claim_id, claim_links, links_of
from tasks.lake import Job, captured_at
from tests.sql import desk
from tests.sql.desk import FIRST, SECOND

ACCUSER: dict[str, Any] = {"claimant": "Osier Labs", "claimant_id": "osier-labs"}
ACCUSED: dict[str, Any] = {"claimant": "Vantage Cloud", "claimant_id": "vantage-cloud"}
ONLOOKER: dict[str, Any] = {"claimant": "Ledger Chips", "claimant_id": "ledger-chips"}
OF_ACCUSED: dict[str, Any] = {"about": "Vantage Cloud", "about_id": "vantage-cloud"}
OF_ACCUSER: dict[str, Any] = {"about": "Osier Labs", "about_id": "osier-labs"}
OF_NOBODY: dict[str, Any] = {"about": None, "about_id": None}
SHORT: dict[str, Any] = {"claimant": "Vantage", "claimant_id": "vantage"}
SHORTENED = Known(moved={("entity", "vantage"): ("entity", "vantage-cloud")})
JOINED = Known(moved={("dispute", "d2"): ("dispute", "d1")})
SOLE = Known(accused=frozenset({("d1", "vantage-cloud")}))
TWO = Known(accused=frozenset({("d1", "vantage-cloud"), ("d1", "ledger-chips")}))

ALLEGED = {**ACCUSER, **OF_ACCUSED}
SILENT = {"claim_kind": None}
DENIED = {"stance": "denies", "claim_kind": "denial"}

PLACES = count()
ARTICLES: dict[str, Revision] = {}


def said(batch: str, given: dict[str, Any]) -> Said:
    """A statement of an article of its own."""
    values = {"matter": "trade_secret", **given}
    dispute = values.pop("dispute", "d1")
    sentence = f"Sentence {next(PLACES)}."
    article = desk.revision(batch, "Harbour Wire", sentence, "Osier and Vantage", sentence)
    ARTICLES[article.revision_id] = article
    statement: Statement = desk.said(article, sentence, **values)
    return Said(statement=statement, dispute=dispute)


def answers(links: Sequence[ClaimLink]) -> set[tuple[str, str, str]]:
    return {(link.statement_id, link.claim_id, link.relation) for link in links if link.relation != "makes"}


def link(*batches: Sequence[Said], now: Known) -> list[ClaimLink]:
    """Links of batches in the order given; what merges are known is known with the last."""
    made: list[ClaimLink] = []
    before: list[Said] = []
    for number, fresh in enumerate(batches):
        batch = fresh[0].statement.batch_id
        is_last = number == len(batches) - 1
        made += links_of(fresh, before, batch, now=now if is_last else Known())
        before += fresh
    return made


PAIRS = [
    # (allegation, what is said besides, what is known of names, the relation).
    (ALLEGED, {**ACCUSED, **DENIED}, Known(), "denies"),
    (ALLEGED, {**ACCUSED, "stance": "admits", "claim_kind": "fact"}, Known(), "admits"),
    (ALLEGED, {**ACCUSED, "stance": "other_statement", "claim_kind": "fact"}, Known(), "answers"),
    (ALLEGED, {**ACCUSED, **SILENT, "stance": "declined_to_comment"}, Known(), "declines"),
    (ALLEGED, {**ACCUSED, **SILENT, "stance": "no_response"}, Known(), "declines"),
    (ALLEGED, {**ACCUSED, **OF_ACCUSER, "matter": "patent"}, Known(), "counters"),
    # An allegation of the accused about a third, or a plan, answers nothing.
    (ALLEGED, {**ACCUSED, "about": "Ledger Chips", "about_id": "ledger-chips"}, Known(), None),
    (ALLEGED, {**ACCUSED, **OF_ACCUSER, "claim_kind": "intention"}, Known(), None),
    # Nor does what others say or do not say.
    (ALLEGED, {**ONLOOKER, **DENIED}, Known(), None),
    (ALLEGED, {**ONLOOKER, **OF_ACCUSER}, Known(), None),
    (ALLEGED, {**ACCUSER, **SILENT, "stance": "declined_to_comment"}, Known(), None),
    (ALLEGED, {**ACCUSER, **DENIED}, Known(), None),
    (ALLEGED, {**ACCUSED, **DENIED, "dispute": "d2"}, Known(), None),
    # Names and disputes that were merged are one.
    (ALLEGED, {**SHORT, **DENIED}, Known(), None),
    (ALLEGED, {**SHORT, **DENIED}, SHORTENED, "denies"),
    ({**ACCUSER, "about": "Vantage", "about_id": "vantage"}, {**ACCUSED, **DENIED}, SHORTENED, "denies"),
    (ALLEGED, {**SHORT, **OF_ACCUSER}, SHORTENED, "counters"),
    (ALLEGED, {**ACCUSED, **DENIED, "dispute": "d2"}, JOINED, "denies"),
    # What is alleged of nobody named is about the one accused, where there is one.
    ({**ACCUSER, **OF_NOBODY}, {**ACCUSED, **DENIED}, Known(), None),
    ({**ACCUSER, **OF_NOBODY}, {**ACCUSED, **DENIED}, SOLE, "denies"),
    ({**ACCUSER, **OF_NOBODY}, {**ACCUSED, **DENIED}, TWO, None),
    ({**ACCUSED, **OF_NOBODY}, {**ACCUSED, **DENIED}, SOLE, None),
]  # fmt: skip


@pytest.mark.parametrize(("alleged", "besides", "known", "relation"), PAIRS)
def test_what_answers_an_allegation(
    alleged: dict[str, Any], besides: dict[str, Any], known: Known, relation: str | None
) -> None:
    one, other = said(FIRST, alleged), said(FIRST, besides)
    found = answers(link([one, other], now=known))
    name = claim_id(one)
    assert {f for f in found if f[1] == name} == ({(other.statement.statement_id, name, relation)} if relation else set())


@pytest.mark.parametrize(("alleged", "besides", "known", "relation"), PAIRS)
def test_batches_in_either_order_come_to_the_same(
    alleged: dict[str, Any], besides: dict[str, Any], known: Known, relation: str | None
) -> None:
    one, other = said(FIRST, alleged), said(SECOND, besides)
    orders = [link([one, other], now=known), link([one], [other], now=known), link([other], [one], now=known)]
    assert len({frozenset(answers(links)) for links in orders}) == 1
    assert [len(links) for links in orders] == [len(orders[0])] * 3
    assert bool(answers(orders[0])) is (relation is not None)


def test_a_merge_that_comes_last_still_joins_an_answer_to_what_it_answers() -> None:
    """It is known since the batch that shows it; no batch before knew."""
    one, other, last = said(FIRST, ALLEGED), said(FIRST, {**SHORT, **DENIED}), said(SECOND, {**ONLOOKER, **DENIED})
    assert not answers(list(links_of([one, other], [], FIRST)))
    (found,) = (r for r in links_of([last], [one, other], SECOND, now=SHORTENED) if r.relation != "makes")
    assert (found.statement_id, found.claim_id, found.relation) == (other.statement.statement_id, claim_id(one), "denies")
    assert found.known_at == last.statement.known_at


def test_a_batch_reads_what_earlier_ones_said(tmp_path: Path) -> None:
    """From the lake: an earlier denial under a short name, an allegation of nobody named, and an accused that is new."""
    room = desk.open_room(tmp_path)
    one, other = said(FIRST, {**ACCUSER, **OF_NOBODY}), said(FIRST, {**SHORT, **DENIED})
    last = said(SECOND, {**ONLOOKER, **DENIED})
    for batch, new in ((FIRST, [one, other]), (SECOND, [last])):
        room.bring(batch, [row for s in new for row in rows_of(s)])
    redirect = desk.row(
        Redirect, record="entity", old_id="vantage", new_id="vantage-cloud", reason="same", known_at=captured_at(SECOND),
        batch_id=SECOND,
    )  # fmt: skip
    job = Job(lake=room.lake, batch=SECOND, state=room.lake.state(), input=0)
    own = {(last.statement.revision_id, 0): "d1"}
    assert answers(claim_links(job, own, [redirect], {})) == {(other.statement.statement_id, claim_id(one), "denies")}
    assert not answers(claim_links(job, own, [], {}))


def rows_of(one: Said) -> list[Record]:
    """An article with a statement, its dispute, and the accused that the second batch brings."""
    s = one.statement
    article = ARTICLES[s.revision_id]
    accused = desk.at(article, s.sentence, Party, entity_id="vantage-cloud", name="Vantage Cloud", role="accused")
    rows: list[Record] = [article, s, desk.link(article, s.sentence, one.dispute)]
    return [*rows, accused] if s.batch_id == SECOND else rows


def test_what_was_linked_is_not_linked_again() -> None:
    one, other, last = said(FIRST, ALLEGED), said(FIRST, {**ACCUSED, **DENIED}), said(SECOND, ALLEGED)
    assert not answers(list(links_of([last], [one, other], SECOND)))


def test_both_that_accuse_each_other_counter_each_other() -> None:
    one, other = said(FIRST, ALLEGED), said(FIRST, {**ACCUSED, **OF_ACCUSER})
    assert {(r.statement_id, r.relation) for r in links_of([one, other], [], FIRST) if r.relation != "makes"} == {
        (one.statement.statement_id, "counters"),
        (other.statement.statement_id, "counters"),
    }


def test_merges_in_a_circle_come_to_an_end() -> None:
    assert Known(moved={("entity", "a"): ("entity", "b"), ("entity", "b"): ("entity", "a")}).follow("entity", "a") in {"a", "b"}
