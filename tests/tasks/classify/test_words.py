"""Words and pairs of words, by how rare they are."""

from __future__ import annotations

import math

import pytest

from tasks.classify.words import LENGTH, Vocabulary, terms

TEXTS = ("Quorrel sues", "Quorrel wins", "Rain wins")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A rival sued", ["rival", "sued", "rival sued"]),
        ("It's a U.S. suit, again", ["it", "suit", "again", "it suit", "suit again"]),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert list(terms(text)) == expected


def test_rare_terms_weigh_more_and_terms_of_one_text_are_left_out() -> None:
    vocabulary = Vocabulary.of(TEXTS, at_least=2)
    assert vocabulary.places == {"quorrel": 0, "wins": 1}
    assert vocabulary.rarity[0] == pytest.approx(math.log(4 / 3) + 1)


def test_a_bag_has_its_length_and_counts_what_comes_again_less_than_twice() -> None:
    vocabulary = Vocabulary.of(TEXTS, at_least=1)
    places, weights = vocabulary.bag("Quorrel, Quorrel sues")
    assert math.hypot(*weights) == pytest.approx(LENGTH)
    by_term = dict(zip(places.tolist(), weights.tolist(), strict=True))
    again, once = by_term[vocabulary.places["quorrel"]], by_term[vocabulary.places["sues"]]
    assert again / vocabulary.rarity[vocabulary.places["quorrel"]] == pytest.approx(
        (1 + math.log(2)) * once / vocabulary.rarity[vocabulary.places["sues"]]
    )


def test_a_text_without_known_words_is_an_empty_bag() -> None:
    places, weights = Vocabulary.of(TEXTS, at_least=1).bag("Snow")
    assert (places.size, weights.size) == (0, 0)
