"""Sentences in which names have become tokens, so that a pattern can speak of who stands where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.classify.article import Article, Name, Sentence

__all__ = ["BODIES", "Masked", "every_name", "mask", "names_in"]

TOKEN = r"«[\d+]+»"  # noqa: S105
# A list of names is one token; a name that only says whose ("Alphabet's Google") gives way to the one it introduces.
LISTED = re.compile(rf"({TOKEN})(?:, and |, | and | & | or )(?:the )?({TOKEN})")
OWNED = re.compile(rf"{TOKEN}(?:'s|’s|') ({TOKEN})")
BODIES = {"regulator", "ministry", "agency", "legislature", "police", "court"}


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A sentence with tokens for names, and the names behind the numbers."""

    sentence: Sentence
    text: str
    names: tuple[Name, ...]


def mask(article: Article, names: Sequence[Name]) -> list[Masked]:
    """Every sentence of an article."""
    by_sentence: dict[int, list[Name]] = {}
    for name in names:
        by_sentence.setdefault(name.sentence, []).append(name)
    return [_masked(s, tuple(by_sentence.get(s.index, ()))) for s in article.sentences]


def _masked(sentence: Sentence, names: tuple[Name, ...]) -> Masked:
    parts, at = [], 0
    for number, name in enumerate(names):
        start, end = name.start - sentence.start, name.end - sentence.start
        if start >= at:
            parts += [sentence.text[at:start], f"«{number}»"]
            at = end
    text = "".join([*parts, sentence.text[at:]])
    while (joined := LISTED.sub(_joined, text)) != text:
        text = joined
    return Masked(sentence=sentence, text=OWNED.sub(r"\1", text), names=names)


def _joined(match: re.Match[str]) -> str:
    return f"{match.group(1)[:-1]}+{match.group(2)[1:]}"


def names_in(masked: Masked, token: str | None) -> list[Name]:
    """The names that a token stands for."""
    return [masked.names[int(n)] for n in re.findall(r"\d+", token or "")]


def every_name(masked: Masked, start: int, end: int) -> Iterator[Name]:
    """The names whose tokens stand in a stretch of the masked text, in order."""
    for token in re.finditer(TOKEN, masked.text[start:end]):
        yield from names_in(masked, token.group())
