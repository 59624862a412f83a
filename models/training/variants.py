"""An annotated article told a little otherwise each time it is learned from: other names, another case, a part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from models.training.annotated import Annotated, Line, Mention

__all__ = ["vary"]

SWAPPED = ("company", "person")
# How often: a name is swapped, a title gets capitals, an article ends early or has gaps, a cut is marked, a byline comes first.
SWAPS, TITLES, ENDS, GAPS, CUTS, BYLINES = 0.5, 0.4, 0.3, 0.15, 0.08, 0.15
CITIES = ("WASHINGTON", "SAN FRANCISCO", "BRUSSELS", "LONDON", "SEOUL", "BEIJING", "NEW YORK", "TOKYO", "NEW DELHI", "PARIS")
AGENCIES = ("Reuters", "AP", "Bloomberg", "AFP", "Kestrel News", "UNI")


def vary(article: Annotated, pool: Mapping[str, Sequence[str]], chance: Random) -> list[Line]:
    """Its lines, changed by chance. `pool` has names by kind."""
    lines = _shortened(article.lines, chance)
    names = {
        letter: chance.choice(_like(member.name, pool[member.kind]))
        for letter, member in article.cast.items()
        if member.kind in SWAPPED and chance.random() < SWAPS
    }
    lines = [_renamed(line, article, names) for line in lines]
    if chance.random() < TITLES:
        lines[0] = replace(lines[0], text=_in_capitals(lines[0].text))
    if len(lines) > 1 and chance.random() < BYLINES:
        lines[1] = _begun(lines[1], _byline(pool["person"], chance))
    return [_begun(line, "[...] ") if n > 1 and chance.random() < CUTS else line for n, line in enumerate(lines)]


def _shortened(lines: Sequence[Line], chance: Random) -> list[Line]:
    title, *body = lines
    if len(body) > 2 and chance.random() < ENDS:
        body = body[: chance.randint(1, len(body))]
    if len(body) > 3 and chance.random() < GAPS:
        body = body[:2] + [line for line in body[2:] if chance.random() < 0.6]
    return [title, *body]


def _like(name: str, names: Sequence[str]) -> Sequence[str]:
    """Names of as many words, so that what is short for one is short for the other."""
    return [other for other in names if other.count(" ") == name.count(" ")] or [name]


def _renamed(line: Line, article: Annotated, names: Mapping[str, str]) -> Line:
    text, at, mentions = "", 0, list[Mention]()
    for mention in line.mentions:
        surface = line.text[mention.start : mention.end]
        new = names.get(mention.who[0]) if len(mention.who) == 1 and not mention.is_reference else None
        surface = _short(surface, article.cast[mention.who[0]].name, new) if new else surface
        text += line.text[at : mention.start]
        mentions.append(replace(mention, start=len(text), end=len(text) + len(surface)))
        text, at = text + surface, mention.end
    return replace(line, text=text + line.text[at:], mentions=tuple(mentions))


def _short(surface: str, old: str, new: str) -> str:
    """The new name as short as the old one stood there; what is no part of the old name stays."""
    if surface == old:
        return new
    words = surface.count(" ") + 1
    if old.startswith(f"{surface} "):
        return " ".join(new.split(" ")[:words])
    return " ".join(new.split(" ")[-words:]) if old.endswith(f" {surface}") else surface


def _in_capitals(text: str) -> str:
    return "".join(c.upper() if n == 0 or text[n - 1] in ' “"‘(' else c for n, c in enumerate(text))


def _byline(people: Sequence[str], chance: Random) -> str:
    """Who wrote it is nobody in it."""
    writer = f"By {chance.choice(people)} " if chance.random() < 0.6 else ""
    city = f"{chance.choice(CITIES)} " if chance.random() < 0.6 else ""
    return f"{writer}{city}({chance.choice(AGENCIES)}) {chance.choice(('-', '--', '—'))} "


def _begun(line: Line, words: str) -> Line:
    """With words before it that name nobody."""
    moved = tuple(replace(m, start=m.start + len(words), end=m.end + len(words)) for m in line.mentions)
    return replace(line, text=words + line.text, mentions=moved)
