"""On what footing a sentence stands: who utters it, named or not, or which paper says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from tasks.classify.article import Name
from tasks.classify.cast import Cast
from tasks.classify.cues import speech, table
from tasks.classify.masked import BODIES, TOKEN, Masked, every_name, names_in

__all__ = ["Footing", "affiliations", "find_footing", "reason_of"]

# What stands in quotation marks says nothing of who speaks.
QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
ACTS_AT_ALL = 0.3
# Beside an official without a name, only these are unnamed sources.
SOMEBODY = re.compile(r"people|persons?|sources?|insiders|executives|employees|engineers", re.IGNORECASE)
# When the reader is believed against the words, and from where to where a footing may move: whom the words name stays named.
SURE, UNLIKELY = 0.5, 0.3
MOVES = {
    "company_statement": ("court_record", "official"),
    "named": ("court_record",),
    "official": ("court_record",),
    "court_record": ("official", "company_statement"),
    "document": ("official", "company_statement", "court_record"),
}
NUMBERS = {"one": 1, "a person": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}


@dataclass(frozen=True, kw_only=True)
class Footing:
    """How a sentence is attributed. `speaker` utters it; `voice` is the party it speaks for, where that is known."""

    attribution: str
    speaker: str | None = None
    speaker_id: str | None = None
    voice: Name | None = None
    source_count: int | None = None
    reason: str | None = None
    relayed_from: str | None = None


@cache
def _speakers() -> tuple[re.Pattern[str], ...]:
    say, spokes = table("speech")["say"], table("speech")["spokes"]
    name, aside = f"(?P<speaker>{TOKEN})", rf", [^«»;]{{0,90}}(?:{TOKEN}[^«»;]{{0,80}})?,"
    # Not "a woman from X says", nor "X was said to": neither is X the one who speaks.
    subject = "".join(f"(?<!{word} )" for word in ("what", "from", "in", "against", "with", "by", "over"))
    active = "".join(f"(?<!{word} )" for word in ("who", "was", "were", "is", "are", "been", "be"))
    beside = r"(?:of|at|in|who|on|for|last)\b"
    patterns = (
        rf"(?:{spokes}) (?:for|of|at) (?:the )?{name}",
        rf"{name}(?:'s|’s|')? (?:\w+ )?(?:{spokes})",
        rf"according to (?:[^«»,.]{{0,40}}? )?{name}",
        # "..., said «0» on Friday", but not "the firm, says «0» went on".
        rf"[,”\"] ?(?:said|says|added|wrote|told reporters) (?:[^«»,.]{{0,40}}? )?{name}(?! (?!{beside})\w)",
        rf"{subject}{name}(?:{aside})?(?: \(?\w+\)?)?(?: (?:has|have|had|also|later|repeatedly))* {active}(?:{say})(?!\w)",
        rf"{subject}{name}[^«»;.]{{0,60}} {active}(?:{say})(?!\w)",
    )
    return tuple(re.compile(p, re.IGNORECASE) for p in patterns)


def affiliations(masked: Sequence[Masked]) -> Mapping[str, Name]:
    """The company or body that a person speaks for, as the text tells: `Ann Lee, chief of Acme`, `Acme's chief Ann Lee`."""
    found: dict[str, Name] = {}
    after = re.compile(rf"(?P<person>{TOKEN}), [^«»;]{{0,70}}?\b(?:of|at|for|with|in) (?P<body>{TOKEN})")
    before = re.compile(rf"(?P<body>{TOKEN})(?:'s|’s|')?,? (?:[\w-]+ ){{0,5}}?(?P<person>{TOKEN})")
    for one in masked:
        for expression in (after, before):
            for match in expression.finditer(one.text):
                people = [n for n in names_in(one, match["person"]) if n.kind == "person"]
                bodies = [n for n in names_in(one, match["body"]) if n.kind != "person"]
                if people and bodies:
                    found.setdefault(people[0].entity_id, bodies[0])
    return found


def find_footing(
    masked: Masked, last: Footing | None, member_of: Mapping[str, Name], outlets: Sequence[str], cast: Cast
) -> Footing:
    """The footing of a sentence; `last` is the footing of the sentence before, for `he said`.

    Words tell who speaks. On what footing, the reader may know better: "X says its rival copied" may stand in a court's papers.
    """
    told = _told(masked, last, member_of, outlets, cast)
    seen = cast.tags.footing_of(masked.sentence.index)
    best = max(seen, key=lambda name: seen[name])
    if seen[best] >= SURE and seen[told.attribution] < UNLIKELY and best in MOVES.get(told.attribution, ()):
        return replace(told, attribution=best)
    return told


def _told(masked: Masked, last: Footing | None, member_of: Mapping[str, Name], outlets: Sequence[str], cast: Cast) -> Footing:
    text = masked.text
    relayed = _relayed(masked, outlets)
    plain = masked.sentence.text  # "a minister who asked not to be named" may be a name
    if match := _anonymous(text, plain):
        return Footing(attribution="anonymous", source_count=_count(match), reason=reason_of(text), relayed_from=relayed)
    if relayed:
        return Footing(attribution="other_outlet", speaker=relayed, relayed_from=relayed)
    if speech("unnamed_official").search(plain):
        return Footing(attribution="official", voice=_body(masked))
    if paper := _paper(QUOTED.sub(" ", text)):
        return paper
    for expression in _speakers():
        names = names_in(masked, match["speaker"]) if (match := expression.search(text)) else []
        if names and (expression is not _speakers()[-1] or _acts(masked, names[0], cast)):
            return _of_speaker(masked, names[0], member_of)
    if last and last.speaker and re.search(rf"(?<!\w)(?:{table('speech')['pronoun']})(?!\w)", text, re.IGNORECASE):
        return last
    if re.search(
        rf"(?<!\w)(?:{table('speech')['judge']}) (?:\w+ )?(?:{table('speech')['say']}|ruled|found|held|ordered)",
        text,
        re.IGNORECASE,
    ):
        return Footing(attribution="court_record")
    if masked.names and speech("own_post").search(text):
        return _of_speaker(masked, masked.names[0], member_of)
    return Footing(attribution="outlet_voice")


def _acts(masked: Masked, name: Name, cast: Cast) -> bool:
    """Whether the reader sees a name say or answer anything: the last pattern takes any name that stands before a verb."""
    return cast.act(masked.sentence.index, name.entity_id)[1] >= ACTS_AT_ALL


def _anonymous(text: str, plain: str) -> re.Match[str] | None:
    official = speech("unnamed_official").search(plain)
    match = speech("anonymous").search(text)
    return match if match and not (official and not SOMEBODY.search(match.group())) else None


def _count(match: re.Match[str]) -> int | None:
    said = next((v for v in match.groupdict().values() if v), "").lower()
    return int(said) if said.isdigit() else NUMBERS.get(said)


def reason_of(text: str) -> str | None:
    """Why a source is not named, where the sentence says so."""
    match = re.search(table("speech")["anonymity_reason"], text, re.IGNORECASE)
    return match["reason"].strip() if match else None


def _relayed(masked: Masked, outlets: Sequence[str]) -> str | None:
    """The outlet that a sentence credits with the report."""
    for outlet in outlets:
        at = masked.sentence.text.find(outlet)
        if at >= 0 and speech("first_reported").search(masked.sentence.text, max(0, at - 40)):
            return outlet
    return None


def _paper(text: str) -> Footing | None:
    say = table("speech")["say"]
    for attribution, name in (("court_record", "court_paper"), ("document", "document")):
        paper = table("speech")[name]
        tells = rf"{say}|alleges|accuses|reads|shows|names|seeks|cites|lists|asks"
        told = rf"(?<!\w)(?:{paper})(?!\w)[^«»;]{{0,60}}?(?<!\w)(?:{tells})(?!\w)"
        if re.search(rf"according to (?:{paper})(?!\w)|\b(?:in|says) (?:{paper})(?!\w)|{told}", text, re.IGNORECASE):
            return Footing(attribution=attribution)
    return None


def _body(masked: Masked) -> Name | None:
    return next((n for n in masked.names if n.kind in BODIES), None)


def _of_speaker(masked: Masked, name: Name, member_of: Mapping[str, Name]) -> Footing:
    """What kind of speaker a name is."""
    text = masked.text
    if name.kind == "person":
        voice = member_of.get(name.entity_id)
        is_official = (voice and voice.kind in BODIES) or (
            voice is None and speech("official").search(QUOTED.sub(" ", text)) is not None
        )
        kind = "official" if is_official else "named"
        return Footing(attribution=kind, speaker=name.name, speaker_id=name.entity_id, voice=voice or name)
    if name.kind == "court":
        return Footing(attribution="court_record", speaker=name.name, speaker_id=name.entity_id, voice=name)
    if name.kind in BODIES:
        return Footing(attribution="official", speaker=name.name, speaker_id=name.entity_id, voice=name)
    kind = "spokesperson" if speech("spokes").search(text) else "company_statement"
    person = next((n for n in every_name(masked, 0, len(text)) if n.kind == "person"), None) if kind == "spokesperson" else None
    return Footing(
        attribution=kind,
        speaker=person.name if person else name.name,
        speaker_id=person.entity_id if person else name.entity_id,
        voice=name,
    )
