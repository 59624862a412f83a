"""What words of a sentence tell a step of a quarrel, and whether it happened: by the cues of `models/cues/events.toml`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tasks.classify.cues import table
from tasks.classify.dates_in_text import HALF_A_YEAR, due_on, happened_on

__all__ = ["Step", "When", "find_steps", "is_public", "tell_official"]

When = tuple[dt.date, str]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step as a sentence words it: what, where in the sentence, whether it happened, when.

    `rung` is the step on the government's ladder, `is_other` tells a step of another quarrel, `is_back` one that lies back.
    """

    kind: str
    stage: str | None
    rung: int | None
    start: int
    is_passive: bool
    reality: str
    when: When
    is_other: bool
    is_back: bool


@dataclass(frozen=True, kw_only=True)
class _Cue:
    kind: str
    stage: str | None
    rung: int | None
    acts: re.Pattern[str]
    noun: re.Pattern[str] | None
    is_whole: bool
    is_public: bool


def find_steps(text: str, said_on: dt.date, *, has_body: bool) -> Iterator[Step]:
    """At most one step a cue: the first that happened, else the first. `has_body`: a public body's name is in the sentence."""
    in_public = has_body or is_public(text)
    cues = [cue for cue in _cues() if in_public or not cue.is_public]
    acts = [list(cue.acts.finditer(text)) for cue in cues]
    spans = [m.span() for found in acts for m in found]
    for cue, found in zip(cues, acts, strict=True):
        told = [(m, _reality(text, m, cue)) for m in found] or (list(_nouns(text, cue, spans)) if cue.noun else [])
        if told:
            yield _step(text, said_on, cue, *min(told, key=lambda t: (t[1] != "actual", t[0].start())))


def is_public(text: str) -> bool:
    """Whether a sentence speaks of a public body, by name or not."""
    return _listed(table("events")["public"]["words"]).search(text) is not None


def tell_official(text: str) -> bool | None:
    """Whether somebody of a public body is named in a sentence; null where the body as such acts."""
    words = table("events")["official"]
    if _listed(words["named"]).search(text):
        return True
    return False if _listed(words["unnamed"]).search(text) else None


@cache
def _listed(expression: str) -> re.Pattern[str]:
    """An expression of the table with its lists put in: `{suit}`."""
    for name, words in table("events")["lists"].items():
        expression = expression.replace(f"{{{name}}}", words)
    return re.compile(expression, re.IGNORECASE)


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(
        _Cue(
            kind=row["kind"],
            stage=row.get("stage"),
            rung=row.get("step"),
            acts=_bounded(row["cue"]),
            noun=_bounded(row["noun"]) if "noun" in row else None,
            is_whole=bool(row.get("whole")),
            is_public=bool(row.get("public")),
        )
        for row in table("events")["event"]
    )


def _bounded(expression: str) -> re.Pattern[str]:
    return _listed(rf"(?<!\w)(?:{expression})(?!\w)")


def _nouns(text: str, cue: _Cue, acts: Sequence[tuple[int, int]]) -> Iterator[tuple[re.Match[str], str]]:
    """Where a noun tells what did not happen: it is no part of an act ("dropped the suit"), nor a thing already there."""
    words = table("events")["reality"]
    for match in cue.noun.finditer(text) if cue.noun else ():
        is_known = re.search(words["known"], text[: match.start()], re.IGNORECASE) is not None
        is_set = re.match(words["appointed"], text[match.end() :], re.IGNORECASE) is not None
        reality = _reality(text, match, cue)
        if reality != "actual" and (is_set or not is_known) and not any(a <= match.start() < b for a, b in acts):
            yield match, reality


@cache
def _modality() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = table("events")["reality"]
    return tuple((name, re.compile(words[name], re.IGNORECASE)) for name in ("negated", "hypothetical", "planned"))


def _reality(text: str, match: re.Match[str], cue: _Cue) -> str:
    words = table("events")["reality"]
    before, after = text[: match.start()], text[match.end() :]
    doubt = next((name for name, expression in _modality() if expression.search(before)), "actual")
    if cue.is_whole:
        return doubt if doubt == "negated" else "actual"
    if re.search(r"\bno\b|\bnot\b|\bnever\b", match.group(), re.IGNORECASE):
        return "negated"
    if doubt != "negated" and re.match(words["appointed"], after, re.IGNORECASE):
        return "planned"
    if re.search(words["brought_about"], before, re.IGNORECASE):
        return "actual"
    return doubt


def _step(text: str, said_on: dt.date, cue: _Cue, match: re.Match[str], reality: str) -> Step:
    start, end = _clause(text, match)
    own = " " * start + text[start:end]
    words = table("events")["recalled"]
    when = _when(text, own, said_on, match.start(), reality)
    is_old = when[0].year < said_on.year and (said_on - when[0]).days > HALF_A_YEAR
    return Step(
        kind=cue.kind,
        stage=cue.stage,
        rung=cue.rung,
        start=match.start(),
        is_passive=_is_passive(text, match),
        reality=reality,
        when=when,
        is_other=re.search(words["other"], own, re.IGNORECASE) is not None,
        is_back=is_old or re.search(words["back"], own, re.IGNORECASE) is not None,
    )


def _is_passive(text: str, match: re.Match[str]) -> bool:
    words = table("events")["voice"]
    if re.search(words["passive"], text[: match.start()], re.IGNORECASE):
        return True
    return re.match(rf"\s*{words['by']}", text[match.end() :], re.IGNORECASE) is not None


def _clause(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the words around a step begin and end that tell of nothing else."""
    breaks = list(re.finditer(table("events")["recalled"]["clause"], text, re.IGNORECASE))
    start = max((m.end() for m in breaks if m.end() <= match.start()), default=0)
    return start, min((m.start() for m in breaks if m.start() >= match.end()), default=len(text))


def _when(text: str, own: str, said_on: dt.date, at: int, reality: str) -> When:
    """The day of a step: of its own clause, else a day that the sentence names. What is planned falls on the day ahead."""
    if reality == "planned" and (ahead := due_on(text, said_on)):
        return ahead, "day"
    told = happened_on(_without_asides(own, at), said_on, at)
    whole = happened_on(text, said_on, at)
    return whole if told[1] == "reported" and whole[1] == "day" else told


def _without_asides(text: str, at: int) -> str:
    """A text of the same length without the years that belong to the matter or to a name."""
    words = table("events")["recalled"]
    for aside in words["asides"]:
        for match in re.finditer(aside, text, re.IGNORECASE):
            if not match.start() <= at < match.end():
                bare = re.sub(words["year"], lambda m: " " * len(m[0]), match[0], flags=re.IGNORECASE)
                text = text[: match.start()] + bare + text[match.end() :]
    return text
