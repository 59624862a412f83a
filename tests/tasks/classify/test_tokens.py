"""An article in pieces of words: nothing is lost, case is kept beside it, every window begins with the title."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.classify.tokens import MAX_TOKENS, SHAPES, pieces, windows


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("Lumora sued", ["capital", "lower"]),
        ("EU fines xCore", ["upper", "lower", "mixed"]),
        ("$40 to A", ["sign", "number", "lower", "capital"]),
    ],
)
def test_the_shape_is_that_of_the_whole_word(text: str, shapes: list[str]) -> None:
    found = [SHAPES[p.shape] for p in pieces([text])[0]]
    assert [s for n, s in enumerate(found) if n == 0 or s != found[n - 1]] == shapes


def test_pieces_stand_where_they_say() -> None:
    text = "Quorrel’s “hand” cost €5m"
    _, found = pieces(["A title", text])
    assert all(text[p.start : p.end].strip() == text[p.start : p.end] for p in found)
    assert "".join(text[p.start : p.end] for p in found) == text.replace(" ", "")
    assert {p.sentence for p in found} == {1}


def test_a_long_article_takes_several_windows_that_all_begin_with_the_title() -> None:
    told = [f"Sentence {n} says that something happened. " * 4 for n in range(1, 20)]
    cut = pieces(["A title of six words here", *told])
    found = list(windows(cut))
    assert len(found) > 1
    assert all(len(w.ids) <= MAX_TOKENS for w in found)
    title = [p.token for p in cut[0]]
    assert all(w.ids[1 : 1 + len(title)].tolist() == title for w in found)
    seen = [key for w in found for key in w.places if key[0]]
    assert sorted(seen) == [(n, i) for n in range(1, 20) for i in range(len(cut[n]))]


def test_what_is_longer_than_a_window_is_cut_off() -> None:
    (window,) = windows(pieces(["Title", "word " * 600]))
    assert len(window.ids) == MAX_TOKENS


def test_a_headline_alone_is_a_window() -> None:
    (window,) = windows(pieces(["Lumora sues Northgate"]))
    assert set(window.sentences.tolist()) == {-1, 0}


def test_marks_stand_at_their_pieces() -> None:
    cut = pieces(["Lumora sues", "It wants damages"])
    (window,) = windows(cut)
    marks = window.marks({(0, 0): 3, (1, 2): 1})
    assert marks[window.places[0, 0]] == 3
    assert marks[window.places[1, 2]] == 1
    assert np.count_nonzero(marks) == 2
