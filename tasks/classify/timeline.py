"""The dated steps of a quarrel as one article reports them. What is planned, feared, denied or recalled moves no stage."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from schemas import Party, Statement, TimelineEvent
from schemas.record import identify
from tasks.classify.article import Article, Name, Sentence
from tasks.classify.cues import table
from tasks.classify.dates_in_text import due_on, happened_on
from tasks.classify.masked import BODIES
from tasks.classify.relevance import Gate

__all__ = ["read_timeline"]

METHOD = "timeline-rules@1"
OF_STATEMENTS = {"denies": "denial", "declined_to_comment": "no_comment", "no_response": "no_comment"}
LEAD = 2
OFFICIALS = BODIES - {"court"}


@dataclass(frozen=True, kw_only=True)
class _Event:
    kind: str
    sentence: Sentence
    reality: str
    stage: str | None
    step: int | None
    actor: tuple[str | None, str | None]
    target: tuple[str | None, str | None]
    body: Name | None
    is_named: bool | None
    score: float
    when: tuple[dt.date, str]


def read_timeline(
    article: Article, names: Sequence[Name], statements: Sequence[Statement], parties: Sequence[Party], gate: Gate
) -> list[TimelineEvent]:
    """One row for each kind, reality and actor: the first sentence that tells it, in the body where it stands there."""
    found: dict[tuple[str, str, str | None], _Event] = {}
    told = [*_of_statements(article, names, statements), *_of_words(article, names, parties, gate)]
    for event in sorted(told, key=lambda e: (e.sentence.index == 0, e.sentence.index)):
        found.setdefault((event.kind, event.reality, event.actor[1]), event)
    return [_row(article, event) for event in sorted(found.values(), key=lambda e: (e.sentence.index, e.kind))]


def _of_statements(article: Article, names: Sequence[Name], statements: Sequence[Statement]) -> Iterator[_Event]:
    by_start = {s.start: s for s in article.sentences}
    bodies = {n.entity_id: n for n in names if n.kind in OFFICIALS}
    for s in statements:
        sentence, actor = by_start[s.start_char], (s.claimant, s.claimant_id)
        body = bodies.get(s.claimant_id or "")
        official = s.attribution == "official"
        kind, stage, step = OF_STATEMENTS.get(s.stance), None, None
        if s.stance == "asserts" and s.claim_kind == "allegation" and s.claimant_id and not body:
            kind, stage = "accusation", "allegation"
        elif official and s.claim_kind == "warning":
            kind, step = "warning", 2
        elif official and kind is None:
            kind, step = "statement", 1
        if kind:
            is_named = (s.speaker_id is not None and s.speaker_id not in bodies) if official else None
            yield _Event(
                kind=kind, sentence=sentence, reality="actual", stage=stage, step=step, actor=actor,
                target=(s.about, s.about_id), body=body or _body_of(names, sentence), is_named=is_named, score=s.score,
                when=happened_on(sentence.text, article.said_on),
            )  # fmt: skip


def _body_of(names: Sequence[Name], sentence: Sentence) -> Name | None:
    return next((n for n in names if n.kind in OFFICIALS and n.sentence == sentence.index), None)


@cache
def _cues() -> tuple[tuple[re.Pattern[str], str, str | None, int | None, bool], ...]:
    rows = table("events")["event"]
    return tuple(
        (re.compile(rf"(?<!\w)(?:{r['cue']})", re.IGNORECASE), r["kind"], r.get("stage"), r.get("step"), bool(r.get("whole")))
        for r in rows
    )


@cache
def _modality() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = table("events")
    return tuple((name, re.compile(words[name], re.IGNORECASE)) for name in ("negated", "hypothetical", "planned"))


def _of_words(article: Article, names: Sequence[Name], parties: Sequence[Party], gate: Gate) -> Iterator[_Event]:
    main = {p.entity_id for p in parties if p.role in {"accuser", "accused"}}
    for sentence in article.sentences:
        here = [n for n in names if n.sentence == sentence.index]
        for expression, kind, stage, step, is_whole in _cues():
            match = expression.search(sentence.text)
            if not match:
                continue
            reality = "actual" if is_whole else _reality(sentence.text, match)
            when = _when(article, sentence, match, reality)
            is_old_news = stage != gate.stage and sentence.index > LEAD and when[1] == "reported"
            if reality == "actual" and stage and (is_old_news or _is_recalled(sentence, here, main)):
                reality = "background"
            actor, target = _who(here, parties, sentence, match.start())
            body = next((n for n in here if n.kind in BODIES), None)
            yield _Event(
                kind=kind,
                sentence=sentence,
                reality=reality,
                stage=stage if reality == "actual" else None,
                step=step if step and body and body.kind in OFFICIALS else None,
                actor=actor,
                target=target,
                body=body,
                is_named=None,
                score=0.8 if sentence.index <= LEAD else 0.65,
                when=when,
            )


def _reality(text: str, match: re.Match[str]) -> str:
    if re.search(r"\bno\b|\bnot\b|\bnever\b", match.group(), re.IGNORECASE):
        return "negated"
    before, after = text[: match.start()], text[match.end() :]
    if re.match(table("events")["appointed"], after, re.IGNORECASE):
        return "planned"
    if re.search(table("events")["brought_about"], before, re.IGNORECASE):
        return "actual"
    return next((name for name, expression in _modality() if expression.search(before)), "actual")


def _when(article: Article, sentence: Sentence, match: re.Match[str], reality: str) -> tuple[dt.date, str]:
    """The day of an event. What is planned falls on the day ahead that the sentence names."""
    if reality == "planned" and (ahead := due_on(sentence.text, article.said_on)):
        return ahead, "day"
    return happened_on(sentence.text, article.said_on, match.start())


def _is_recalled(sentence: Sentence, here: Sequence[Name], main: set[str]) -> bool:
    """Another quarrel, or an old step told in passing: neither the title nor the lead, and no party of this one."""
    if sentence.index <= LEAD:
        return False
    if re.search(table("events")["background"], sentence.text, re.IGNORECASE):
        return True
    firms = [n for n in here if n.kind in {"company", "lab"}]
    return bool(firms) and not any(n.entity_id in main for n in here)


Who = tuple[str | None, str | None]


def _who(here: Sequence[Name], parties: Sequence[Party], sentence: Sentence, at: int) -> tuple[Who, Who]:
    """Who acts and on whom: by their roles where the sentence names them, else by place."""
    role = {p.entity_id: p.role for p in parties}
    acting = [n for n in here if role.get(n.entity_id) in {"accuser", "regulator_or_government", "court"}]
    suffering = [n for n in here if role.get(n.entity_id) == "accused"]
    actor = next(iter(acting), None) or next((n for n in here if n.start - sentence.start < at), None)
    target = next((n for n in suffering if actor is None or n.entity_id != actor.entity_id), None)
    return (actor.name, actor.entity_id) if actor else (None, None), (target.name, target.entity_id) if target else (None, None)


def _row(article: Article, event: _Event) -> TimelineEvent:
    natural = (event.kind, event.reality, event.sentence.start, event.actor[1] or "")
    day, precision = event.when
    return TimelineEvent(
        **article.evidence(event.sentence),
        event_id=identify("event", article.revision.revision_id, *natural),
        quarrel=0,
        event_on=day,
        date_precision=precision,
        event_kind=event.kind,
        reality=event.reality,
        actor=event.actor[0],
        actor_id=event.actor[1],
        target=event.target[0],
        target_id=event.target[1],
        jurisdiction=event.body.country if event.body else None,
        government_step=event.step,
        is_official_named=event.is_named,
        official_ref=None,
        court_ref=None,
        stage=event.stage,
        method=METHOD,
        score=event.score,
    )
