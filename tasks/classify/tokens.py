"""An article in pieces of words, as the reader takes them: title and sentences, in windows that all begin with the title."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np

from tasks.settings import MODELS

__all__ = ["SHAPES", "ZONES", "Piece", "Window", "pieces", "windows"]

# What a window holds at most, and how much of that a title may take.
MAX_TOKENS, MAX_TITLE = 256, 40
BEGIN, END = 101, 102
SHAPES = ("sign", "lower", "capital", "upper", "mixed", "number")
ZONES = ("title", "lead", "rest")
LEAD = 2


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a word. `sentence` is a sentence's index; `start` and `end` count in its text."""

    token: int
    sentence: int
    start: int
    end: int
    shape: int


@dataclass(frozen=True, kw_only=True)
class Window:
    """A run of n tokens. `places` gives, for each piece in it, its place in the run."""

    places: Mapping[tuple[int, int], int] = field(default_factory=dict)
    ids: np.ndarray
    shapes: np.ndarray
    zones: np.ndarray
    sentences: np.ndarray

    def marks(self, marked: Mapping[tuple[int, int], int]) -> np.ndarray:
        """(n,): a number for each piece that has one, 0 for the others. Keys are sentence and number of the piece in it."""
        found = np.zeros(len(self.ids), dtype=np.int64)
        for key, place in self.places.items():
            found[place] = marked.get(key, 0)
        return found


def pieces(texts: Sequence[str]) -> list[list[Piece]]:
    """The pieces of title and sentences. Case is lost in the token and kept in the shape."""
    whole = _tokenizer().encode("\n".join(texts), add_special_tokens=False)
    found: list[list[Piece]] = [[] for _ in texts]
    number, begin = 0, 0
    for token, (start, end) in zip(whole.ids, whole.offsets, strict=True):
        while start >= begin + len(texts[number]):
            begin += len(texts[number]) + 1
            number += 1
        text, place = texts[number], (start - begin, end - begin)
        found[number].append(Piece(token=token, sentence=number, start=place[0], end=place[1], shape=_shape(text, *place)))
    return found


def windows(cut: Sequence[Sequence[Piece]]) -> Iterator[Window]:
    """Windows over title and sentences; a sentence stands in one window, and what is longer than a window is cut off."""
    title = list(cut[0][:MAX_TITLE])
    room = MAX_TOKENS - len(title) - 3
    held: list[Piece] = []
    for sentence in cut[1:]:
        more = list(sentence[:room])
        if held and len(held) + len(more) > room:
            yield _window(title, held)
            held = []
        held += more
    yield _window(title, held)


def _window(title: Sequence[Piece], body: Sequence[Piece]) -> Window:
    run: list[Piece | int] = [BEGIN, *title, END, *body, END] if body else [BEGIN, *title, END]
    first = {p.sentence: place for place, p in reversed(list(enumerate(run))) if isinstance(p, Piece)}
    return Window(
        places={(p.sentence, place - first[p.sentence]): place for place, p in enumerate(run) if isinstance(p, Piece)},
        ids=np.array([p.token if isinstance(p, Piece) else p for p in run], dtype=np.int64),
        shapes=np.array([p.shape if isinstance(p, Piece) else 0 for p in run], dtype=np.int64),
        zones=np.array([_zone(p.sentence) if isinstance(p, Piece) else 0 for p in run], dtype=np.int64),
        sentences=np.array([p.sentence if isinstance(p, Piece) else -1 for p in run], dtype=np.int64),
    )


def _zone(sentence: int) -> int:
    return 0 if sentence == 0 else 1 if sentence <= LEAD else 2


def _shape(text: str, start: int, end: int) -> int:
    """How the whole word is written that a piece stands in."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return _written(text[start:end])


@lru_cache(maxsize=20_000)
def _written(word: str) -> int:
    if not any(c.isalpha() for c in word):
        shape = "number" if any(c.isdigit() for c in word) else "sign"
    elif word.islower():
        shape = "lower"
    elif len(word) > 1 and word.isupper():
        shape = "upper"
    else:
        shape = "capital" if word[0].isupper() and (len(word) == 1 or word[1:].islower()) else "mixed"
    return SHAPES.index(shape)


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODELS / "encoder" / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
