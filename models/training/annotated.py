"""Articles of our own words with names, roles, acts and footing written beside each sentence: articles/*.txt.

@ type | stage | register | year
A = name ; kind ; role [; letter of who this person belongs to]
T title, S a sentence: [surface|A] is a mention; then ` >> acts ; footings ; kinds of claim`
J countries whose law or government acts
V on what footing the claim stands, over all of the article (CARRIED)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tasks import ConfigError
from tasks.classify.crosswalk import values_of
from tasks.classify.tagger import ACTS, CARRIED, FOOTINGS, KINDS, ROLES, SAID

__all__ = ["Annotated", "Line", "Member", "Mention", "read_annotated", "what_carries"]

MENTION = re.compile(r"\[([^\[\]|]+)\|([A-Z](?:\+[A-Z])*)\]")
SHORT = {"government": "regulator_or_government", "third": "third_party"}
ANSWERS = {"denies", "admits"}
PRONOUNS = {"it", "he", "she", "they", "both", "the two", "the men", "the group"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the cast. `of` is the letter of who it belongs to or speaks for."""

    name: str
    kind: str
    role: str
    of: str | None


@dataclass(frozen=True, kw_only=True)
class Mention:
    """Where one or more of the cast are named. `is_reference` tells words that stand for a name: "the company"."""

    start: int
    end: int
    who: tuple[str, ...]
    is_reference: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """A title or sentence. `acts` is by letter; `footings` and `said` are empty where nothing is said in the quarrel."""

    text: str
    mentions: tuple[Mention, ...]
    acts: Mapping[str, str]
    footings: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(kw_only=True)
class Annotated:
    """An article. The first line is its title. `carried` is None where nobody has said what carries its claim."""

    dispute_type: str
    stage: str
    cast: dict[str, Member] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    places: tuple[str, ...] = ()
    carried: tuple[str, ...] | None = None


def read_annotated(paths: Iterable[Path]) -> Iterator[Annotated]:
    """All articles of the files, in their order. Raises ConfigError with file, line and what is wrong."""
    for path in paths:
        article: Annotated | None = None
        for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if row.startswith("@ "):
                if article:
                    yield article
                dispute_type, stage, _, _ = (part.strip() for part in row[2:].split("|"))
                article = Annotated(dispute_type=dispute_type, stage=stage)
            elif article and row:
                try:
                    _add(article, row)
                except (ValueError, KeyError) as error:
                    raise ConfigError(f"{path}:{number}: {error}: {row[:80]!r}") from error
        if article:
            yield article


def what_carries(article: Annotated, lines: Sequence[Line]) -> set[str] | None:
    """The footings of a claim and of its answers, in what `lines` are left of an article; None where nobody has said.

    What stood in the lines that are cut away carries no more.
    """
    if article.carried is None:
        return None
    left, whole = ({value for line in some for value in _values(article, line)} for some in (lines, article.lines))
    told = {value for value in article.carried if value in left or value not in whole}
    return told | {value for line in lines if _is_answer(article, line) for value in _values(article, line)}


def _is_answer(article: Annotated, line: Line) -> bool:
    roles = {letter: article.cast[letter].role for letter in line.acts}
    return any(
        (act in ANSWERS and roles[letter] != "none") or (act == "says" and roles[letter] == "accused")
        for letter, act in line.acts.items()
    )


def _values(article: Annotated, line: Line) -> set[str]:
    """What a firm says by a spokesperson with a name is that person's word, though the line is marked as the firm's too."""
    is_named = any(article.cast[who].kind == "person" for mention in line.mentions for who in mention.who)
    by_person = is_named and "spokesperson" in line.footings
    footings = {*line.footings} - ({"company_statement"} if by_person else set())
    return {value for footing in footings for value in values_of(footing, is_named=is_named)}


def _add(article: Annotated, row: str) -> None:
    if told := re.fullmatch(r"([A-Z]) = (.+)", row):
        name, kind, role, *of = (part.strip() for part in told[2].split(";"))
        role = SHORT.get(role, role)
        _known(kind, KINDS), _known(role, ROLES)
        article.cast[told[1]] = Member(name=name, kind=kind, role=role, of=of[0] if of else None)
    elif row.startswith("J"):
        article.places = tuple(row[1:].split())
    elif row.startswith("V "):
        article.carried = tuple(_known(v, CARRIED) for v in row[2:].split() if v != "unattributed")
    else:
        article.lines.append(_line(row[2:], article.cast))


def _line(row: str, cast: Mapping[str, Member]) -> Line:
    marked, _, tail = row.partition(" >> ")
    text, at, mentions = "", 0, list[Mention]()
    for match in MENTION.finditer(marked):
        text += marked[at : match.start()]
        mentions.append(_mention(match, len(text), cast))
        text, at = text + match[1], match.end()
    acts, footings, said = ([p.strip() for p in part.split(",")] for part in (tail or "- ; ;").split(";"))
    return Line(
        text=text + marked[at:],
        mentions=tuple(mentions),
        acts={letter: _known(act, ACTS) for letter, act in (a.split() for a in acts if a != "-")},
        footings=tuple(_known(f, FOOTINGS) for f in footings if f),
        said=tuple(_known(s, SAID) for s in said if s not in {"", "-"}),
    )


def _mention(match: re.Match[str], at: int, cast: Mapping[str, Member]) -> Mention:
    """An article before a name ("the FTC") is no part of it."""
    surface, who = match[1], tuple(match[2].split("+"))
    is_reference = len(who) > 1 or _is_reference(surface, cast[who[0]])
    skipped = 4 if not is_reference and surface[:4].lower() == "the " and len(surface) > 4 else 0
    return Mention(start=at + skipped, end=at + len(surface), who=who, is_reference=is_reference)


def _is_reference(surface: str, member: Member) -> bool:
    if member.kind == "group" or surface.lower() in PRONOUNS:
        return surface.lower() in PRONOUNS
    is_name = surface.lower() == member.name.lower() or any(c.isupper() for c in surface[1:])
    return not is_name and not (surface[:1].isupper() and " " not in surface)


def _known(word: str, words: Iterable[str]) -> str:
    if word not in words:
        raise ValueError(f"{word!r} is none of {', '.join(words)}")
    return word
