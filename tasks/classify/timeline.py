"""The dated steps of a quarrel as one article reports them. What is planned, feared, denied or recalled moves no stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas import Party, Statement, TimelineEvent
from schemas.record import identify
from tasks.classify.article import Article, Name, Sentence
from tasks.classify.contexts import find_backdrops
from tasks.classify.cues import table
from tasks.classify.dates_in_text import happened_on
from tasks.classify.masked import BODIES
from tasks.classify.official_refs import find_refs
from tasks.classify.relevance import Gate
from tasks.classify.steps import Step, When, find_steps, is_public, tell_official

__all__ = ["read_timeline"]

METHOD = "timeline-rules@3"
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
    when: When


def read_timeline(
    article: Article, names: Sequence[Name], statements: Sequence[Statement], parties: Sequence[Party], gate: Gate
) -> list[TimelineEvent]:
    """One row for each kind, reality and actor of a quarrel: the first sentence that tells it, the title coming last."""
    found: dict[tuple[int, str, str, str | None], _Event] = {}
    words = list(_of_words(article, names, parties, gate))
    told = [*_of_statements(article, names, statements, words), *words]
    for event in sorted(told, key=lambda e: (e.sentence.index == 0, e.sentence.index)):
        found.setdefault((article.quarrel_of(event.sentence), event.kind, event.reality, event.actor[1]), event)
    return [_row(article, event) for event in sorted(found.values(), key=lambda e: (e.sentence.index, e.kind))]


def _of_statements(
    article: Article, names: Sequence[Name], statements: Sequence[Statement], words: Sequence[_Event]
) -> Iterator[_Event]:
    by_start = {s.start: s for s in article.sentences}
    bodies = {n.entity_id: n for n in names if n.kind in OFFICIALS}
    for s in statements:
        sentence, body = by_start[s.start_char], bodies.get(s.claimant_id or "")
        beside = [event for event in words if event.sentence.index == sentence.index]
        kind, stage, step = _said(s, body, beside)
        if kind:
            is_past = kind == "accusation" and bool(beside) and all(event.reality == "background" for event in beside)
            yield _Event(
                kind=kind, sentence=sentence, reality="background" if is_past else "actual", stage=None if is_past else stage,
                step=step, actor=(s.claimant, s.claimant_id), target=(s.about, s.about_id),
                body=body or _body_of(names, sentence), is_named=_is_named(s, sentence, bodies), score=s.score,
                when=happened_on(sentence.text, article.said_on),
            )  # fmt: skip


def _said(s: Statement, body: Name | None, beside: Sequence[_Event]) -> tuple[str | None, str | None, int | None]:
    """Kind, stage and step on the ladder of what somebody says. What a body does in the same sentence is more than words."""
    words, kind = table("events")["statements"], OF_STATEMENTS.get(s.stance)
    if s.stance == "asserts" and s.claim_kind == "allegation" and s.claimant_id and not body:
        return "accusation", "allegation", None
    if kind is None and s.attribution == "official":
        if s.claim_kind == "warning" or re.search(words["warns"], s.sentence, re.IGNORECASE):
            return "warning", None, words["warning"]
        if s.claim_kind == "allegation" and any(event.step for event in beside):
            return None, None, None
        return "statement", None, words["statement"]
    return kind, None, words["silence"] if body and kind == "no_comment" else None


def _is_named(s: Statement, sentence: Sentence, bodies: Mapping[str, Name]) -> bool | None:
    """Whether the official who speaks is named; null for a body as such and for whoever is no official."""
    if s.speaker_id in bodies or (s.claimant_id in bodies and s.attribution != "official"):
        return tell_official(sentence.text)
    return s.speaker_id is not None if s.attribution == "official" else None


def _body_of(names: Sequence[Name], sentence: Sentence) -> Name | None:
    return next((n for n in names if n.kind in OFFICIALS and n.sentence == sentence.index), None)


def _of_words(article: Article, names: Sequence[Name], parties: Sequence[Party], gate: Gate) -> Iterator[_Event]:
    news: set[str] = set()
    for sentence in article.sentences:
        here = [n for n in names if n.sentence == sentence.index]
        quarrel = article.quarrel_of(sentence)
        own = [p for p in parties if p.quarrel == quarrel]
        main = {p.entity_id for p in own if p.role in {"accuser", "accused"}}
        behind = find_backdrops(sentence, gate)
        steps = list(find_steps(sentence.text, article.said_on, has_body=any(n.kind in OFFICIALS for n in here)))
        if sentence.index == 0:
            news = {step.kind for step in steps if step.reality == "actual"}
        for step in steps:
            if any(start <= step.start < end for start, end in behind):
                continue
            reality = step.reality
            # What is told as a quarrel of its own is news there, whatever it is beside the first.
            if (
                reality == "actual"
                and not quarrel
                and (_is_past(step, sentence, news) or _is_recalled(step, sentence, here, main, gate))
            ):
                reality = "background"
            yield _event(sentence, step, reality, here, own)


def _event(sentence: Sentence, step: Step, reality: str, here: Sequence[Name], parties: Sequence[Party]) -> _Event:
    body = next((n for n in here if n.kind in OFFICIALS), None) if step.rung else None
    actor, target = _who(here, parties, sentence, step)
    return _Event(
        kind=step.kind,
        sentence=sentence,
        reality=reality,
        stage=step.stage if reality == "actual" else None,
        step=step.rung if body or is_public(sentence.text) else None,
        actor=actor,
        target=target,
        body=body or next((n for n in here if n.kind in BODIES), None),
        is_named=tell_official(sentence.text) if body else None,
        score=0.8 if sentence.index <= LEAD else 0.65,
        when=step.when,
    )


def _is_past(step: Step, sentence: Sentence, news: set[str]) -> bool:
    """An old step, or one of another case; the title's own news is neither, however long ago the text says that it was."""
    if sentence.index == 0:
        return False
    return step.is_other or (step.is_back and step.kind not in news)


def _is_recalled(step: Step, sentence: Sentence, here: Sequence[Name], main: set[str], gate: Gate) -> bool:
    """Told in passing below the lead: of no party of this quarrel, or of a stage that is not the news and without a day."""
    if sentence.index <= LEAD or not step.stage:
        return False
    if step.stage != gate.stage and step.when[1] == "reported":
        return True
    firms = [n for n in here if n.kind in {"company", "lab"}]
    return bool(firms) and not any(n.entity_id in main for n in here)


Who = tuple[str | None, str | None]


def _who(here: Sequence[Name], parties: Sequence[Party], sentence: Sentence, step: Step) -> tuple[Who, Who]:
    """Who acts and on whom: by their roles where the sentence names them, else by place. A rung is climbed by a public body."""
    role = {p.entity_id: p.role for p in parties}
    official = [n for n in here if n.kind in OFFICIALS] if step.rung else []
    acting = [n for n in here if role.get(n.entity_id) in {"accuser", "regulator_or_government", "court"}]
    suffering = [n for n in here if role.get(n.entity_id) == "accused"]
    actor = next(iter((*official, *acting)), None) or _by_place(here, sentence, step)
    before = (n for n in here if step.is_passive and n.start - sentence.start < step.start)
    target = next((n for n in (*suffering, *before) if actor is None or n.entity_id != actor.entity_id), None)
    return (actor.name, actor.entity_id) if actor else (None, None), (target.name, target.entity_id) if target else (None, None)


def _by_place(here: Sequence[Name], sentence: Sentence, step: Step) -> Name | None:
    """The first name before an active verb, the first behind the "by" of a passive one."""
    if not step.is_passive:
        return next((n for n in here if n.start - sentence.start < step.start), None)
    by = re.compile(table("events")["voice"]["by"], re.IGNORECASE).search(sentence.text, step.start)
    return next((n for n in here if by and n.start - sentence.start >= by.end()), None)


def _row(article: Article, event: _Event) -> TimelineEvent:
    natural = (event.kind, event.reality, event.sentence.start, event.actor[1] or "")
    day, precision = event.when
    court_ref, official_ref = find_refs(event.sentence)
    return TimelineEvent(
        **article.evidence(event.sentence),
        event_id=identify("event", article.revision.revision_id, *natural),
        quarrel=article.quarrel_of(event.sentence),
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
        official_ref=official_ref,
        court_ref=court_ref,
        stage=event.stage,
        method=METHOD,
        score=event.score,
    )
