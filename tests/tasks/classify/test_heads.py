"""Meaning, cues and words together: the encoder and the heads that ship."""

from __future__ import annotations

import math

import numpy as np
import pytest

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.classify.encoder import SIZE, encode
from tasks.classify.heads import bag, judge_wide, opening, verify
from tasks.classify.signals import read_signals
from tests.tasks.classify.wire import article

SUIT = "Chipmaker Quorrel sues former engineers over stolen designs"
RAIN = "Rain is expected in the west until Thursday"
LONG = "The two met in court. " * 400


def test_a_vector_has_length_one_and_is_the_same_each_time() -> None:
    first, again = encode(article(SUIT)), encode(article(SUIT))
    assert first.shape == (SIZE,)
    assert math.hypot(*first.tolist()) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(first, again)


def test_like_meanings_are_near_whatever_the_words() -> None:
    theft, same, other = (
        encode(article(t)) for t in ("A rival stole our source code", "Competitor took software without leave", RAIN)
    )
    assert theft @ same > theft @ other


def test_only_title_and_lead_are_read() -> None:
    lead = "Quorrel has sued a rival. The suit was filed in Austin. It asks for damages."
    assert np.array_equal(encode(article(SUIT, lead)), encode(article(SUIT, f"{lead} Nothing else is like it.")))


@pytest.mark.parametrize(
    "texts",
    [
        ("", ""),
        (LONG, LONG),
        ("\x00\u202e🙂", ""),
        ("\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""),
    ],
)
def test_odd_texts_get_a_verdict(texts: tuple[str, str]) -> None:
    odd = article(*texts)
    verdict = verify(odd.lead, read_signals(odd.lead), bag(opening(odd)))
    assert 0 <= verdict.relevance <= 1
    assert sum(verdict.types.values()) == pytest.approx(1)


def test_a_verdict_speaks_of_every_code() -> None:
    suit = article(SUIT)
    verdict = verify(suit, read_signals(suit), bag(opening(suit)))
    assert (tuple(verdict.types), tuple(verdict.stages)) == (DISPUTE_TYPES, STAGES)
    assert verdict.relevance > 0.9
    assert max(verdict.stages, key=lambda code: verdict.stages[code]) == "complaint_filed"


def test_the_wide_gate_tells_a_suit_from_rain() -> None:
    suit, rain = (judge_wide(read_signals(a), bag(opening(a))) for a in (article(SUIT), article(RAIN)))
    assert suit > 0.9 > 0.2 > rain
