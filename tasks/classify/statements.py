"""The statements of an article: who asserts, denies, declines, about whom, on what footing, in which sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from schemas import Statement
from schemas.record import identify
from tasks.classify.article import Article, Name
from tasks.classify.attribution import Footing, find_footing, reason_of
from tasks.classify.cast import Cast
from tasks.classify.cues import table
from tasks.classify.dates_in_text import due_on
from tasks.classify.masked import BODIES, Masked, every_name
from tasks.classify.relevance import Gate
from tasks.classify.replies import read_replies
from tasks.classify.scene import Scene, base, cue, only, opposite
from tasks.classify.sides import Accusation, Sides, side_of
from tasks.reference import entities

__all__ = ["METHOD", "read_statements"]

METHOD = "statements-rules@3"
# From which probability on a sentence with an accuser alleges, and says something else besides.
ALLEGED, SAID_BESIDES = 0.4, 0.6
# From which probability on what an accused says is an answer.
ANSWERS = 0.5
QUOTED = re.compile(r"[\"“][^\"”]{3,}[\"”]")


@cache
def _outlets() -> tuple[str, ...]:
    """Outlets that others credit: those of the tables; the sources of the day are found by `deduplicate`."""
    return tuple(e.name for e in entities() if e.kind == "outlet")


def read_statements(
    article: Article, cast: Cast, masked: Sequence[Masked], sides: Sequence[Sides], member_of: Mapping[str, Name], gate: Gate
) -> list[Statement]:
    """All statements, in the order of their sentences. `sides` are each quarrel's, `member_of` is who a person speaks for."""
    known: dict[str, Name] = {}
    for name in cast.names:
        known.setdefault(name.entity_id, name)
    last, found = None, list[tuple[Scene, dict[str, Any]]]()
    matter = gate.types[0][0] if gate.types else None
    scenes = [Scene(article=article, cast=cast, sides=s, names=known, matter=matter, member_of=member_of) for s in sides]
    body = masked[1:] or masked
    for one in body:
        _explain((fields for _, fields in found), one)
        footing = find_footing(one, last, member_of, _credited(one), cast)
        last = footing if footing.speaker else last if QUOTED.match(one.sentence.text) else None
        scene = scenes[article.quarrel_of(one.sentence)]
        found += ((scene, fields) for fields in _of_sentence(scene, one, footing))
    return [_row(scene, number, fields) for number, (scene, fields) in enumerate(found)]


def _explain(found: Iterable[dict[str, Any]], one: Masked) -> None:
    """ "They asked not to be named because ..." gives the reason for those who spoke in the sentence before."""
    reason = reason_of(one.sentence.text) if re.match(r"(?:They|He|She|All|Both|The people) ", one.sentence.text) else None
    for fields in found if reason else ():
        if fields["attribution"] == "anonymous" and fields["sentence"].index == one.sentence.index - 1:
            fields["anonymity_reason"] = fields["anonymity_reason"] or reason


OUTLET = r"([A-Z][\w&'’]+(?: [A-Z&][\w&'’]*){0,3})"
# "As first reported by the Wire": the word that opens a sentence is no outlet.
CREDITED = re.compile(
    rf"(?<!\w)(?!(?:As|It|This|That|He|She|They|We|First|Was|Also) )(?:The )?{OUTLET} (?:has |had )?(?:first )?reported\b"
    rf"|reported (?:first )?(?:on \w+ )?by (?:the )?{OUTLET}"
)


def _credited(masked: Masked) -> tuple[str, ...]:
    """Names that a sentence says had the report first."""
    match = CREDITED.search(masked.sentence.text)
    told = [g for g in match.groups() if g] if match else []
    return (*told, *(o for o in _outlets() if o in masked.sentence.text))


def _of_sentence(scene: Scene, masked: Masked, footing: Footing) -> Iterator[dict[str, Any]]:
    replies = list(read_replies(scene, masked, footing))
    yield from replies
    accusations = [a for a in scene.sides.accusations if a.sentence == masked.sentence.index]
    deniers = {r["claimant_id"] for r in replies if r["stance"] == "denies"}
    if accusations and (not deniers or {n.entity_id for n in accusations[0].accusers} - deniers):
        yield from _against(scene, masked, footing, accusations[0])
    elif footing.attribution != "outlet_voice" and not any(_is_same_voice(r, footing) for r in replies):
        yield from _told(scene, masked, footing)
    elif footing.attribution == "outlet_voice" and not replies:
        yield from _ahead(scene, masked, footing)


def _against(scene: Scene, masked: Masked, footing: Footing, accusation: Accusation) -> Iterator[dict[str, Any]]:
    """What one side says against another: it alleges, and it may demand, warn or mean to act besides, or do only that."""
    said = scene.cast.tags.said_in(masked.sentence.index)
    worded, is_official = _kind(masked.text), bool({n.kind for n in accusation.accusers} & BODIES)
    besides = [kind for kind in ("intention", "warning", "demand") if said[kind] >= SAID_BESIDES or kind == worded]
    fields = _allegation(scene, masked, footing, accusation)
    if (said["allegation"] >= ALLEGED and not (is_official and worded == "warning")) or not besides:
        yield fields
    for kind in besides:
        told = base(masked, footing)
        score = told["score"] if kind == worded else round(said[kind], 4)
        yield fields | {"claim_kind": kind, "hedge": told["hedge"], "score": score}


def _is_same_voice(reply: Mapping[str, Any], footing: Footing) -> bool:
    """Whether the reply is all that the sentence's speaker says."""
    return (
        footing.voice is None
        or reply["claimant_id"] == footing.voice.entity_id
        or reply["stance"] in {"declined_to_comment", "no_response"}
    )


def _allegation(scene: Scene, masked: Masked, footing: Footing, accusation: Accusation) -> dict[str, Any]:
    """A sentence that sets one side against another: the accuser's claim, whoever utters it."""
    fields = base(masked, footing)
    accuser = next(iter(accusation.accusers), None) or only(scene, scene.sides.accusers)
    accused = next(iter(accusation.accused), None) or only(scene, scene.sides.accused)
    is_own_voice = footing.voice is not None and accuser is not None and footing.voice.entity_id == accuser.entity_id
    filed = (
        cue("filing").search(masked.sentence.text) is not None
        and footing.attribution in {"outlet_voice", "company_statement", "named"}
        and not is_own_voice
    )
    is_official = footing.attribution == "outlet_voice" and accuser is not None and accuser.kind in BODIES - {"court"}
    kind = "demand" if cue("demand_letter").search(masked.sentence.text) else "allegation"
    return fields | {
        "attribution": "court_record" if filed else "official" if is_official else footing.attribution,
        "claimant": accuser.name if accuser else fields["claimant"],
        "claimant_id": accuser.entity_id if accuser else fields["claimant_id"],
        "about": accused.name if accused else None,
        "about_id": accused.entity_id if accused else None,
        "claim_kind": kind,
        "matter": scene.matter,
        "hedge": fields["hedge"] if fields["hedge"] != "none" else "alleged",
        "score": accusation.score,
    }


def _told(scene: Scene, masked: Masked, footing: Footing) -> Iterator[dict[str, Any]]:
    """What a speaker says besides accusing: an answer, a warning, a demand, an intention, a prediction, a fact."""
    fields = base(masked, footing)
    side = side_of(scene.sides, fields["claimant_id"])
    kind = _kind(masked.text)
    if footing.attribution in {"court_record", "document"} and footing.voice is None and kind == "fact":
        yield fields | _paper(scene)
        return
    if kind in {"intention", "demand"} and fields["claimant_id"] is None:
        fields |= _subject(scene, masked)
    if side == "accused" and cue("denial_words").search(masked.text):
        yield (
            fields
            | {"stance": "denies", "claim_kind": "denial", "matter": scene.matter, "score": 0.8}
            | opposite(scene, fields["claimant_id"])
        )
        if kind in {"intention", "demand"}:
            yield fields | _meant(scene, masked, kind)
        return
    if side == "accused" and kind == "fact" and _answers(scene, masked, fields["claimant_id"]):
        yield fields | {"stance": "other_statement", "matter": scene.matter} | opposite(scene, fields["claimant_id"])
        return
    yield fields | _meant(scene, masked, kind)


def _answers(scene: Scene, masked: Masked, entity: str | None) -> bool:
    """Whether the reader sees that a party says something in the quarrel, or names it by words alone."""
    key = (masked.sentence.index, entity or "")
    return key not in scene.cast.acts or scene.cast.act(*key)[1] >= ANSWERS


def _paper(scene: Scene) -> dict[str, Any]:
    """What a complaint says is the accuser's claim about the accused."""
    accuser, accused = only(scene, scene.sides.accusers), only(scene, scene.sides.accused)
    accused = accused or scene.names.get(next(iter(sorted(scene.sides.accused)), ""))
    return {
        "claimant": accuser.name if accuser else None,
        "claimant_id": accuser.entity_id if accuser else None,
        "about": accused.name if accused else None,
        "about_id": accused.entity_id if accused else None,
        "claim_kind": "allegation",
        "matter": scene.matter,
        "hedge": "alleged",
    }


def _subject(scene: Scene, masked: Masked) -> dict[str, Any]:
    """Whose intention unnamed people tell: the sentence's first party."""
    name = next((n for n in every_name(masked, 0, len(masked.text)) if n.entity_id in scene.sides.main), None)
    return {"claimant": name.name, "claimant_id": name.entity_id} if name else {}


def _ahead(scene: Scene, masked: Masked, footing: Footing) -> Iterator[dict[str, Any]]:
    """What the outlet itself says of things to come, where a party or a day stands beside it."""
    kind = _kind(masked.text)
    is_due = due_on(masked.sentence.text, scene.article.said_on) is not None
    parties = [n for n in masked.names if n.entity_id in scene.sides.main]
    if kind in {"intention", "demand"} and parties:
        yield (
            base(masked, footing)
            | {"claimant": parties[0].name, "claimant_id": parties[0].entity_id}
            | _meant(scene, masked, kind)
        )
    elif kind == "prediction" and (is_due or re.search(r"analysts|lawyers|experts|observers", masked.text, re.IGNORECASE)):
        yield base(masked, footing) | _meant(scene, masked, kind)


def _kind(text: str) -> str:
    for row in table("speech")["kind"]:
        if re.search(rf"(?<!\w)(?:{row['cue']})(?!\w)", text, re.IGNORECASE):
            return str(row["name"])
    return "fact"


def _meant(scene: Scene, masked: Masked, kind: str) -> dict[str, Any]:
    text = masked.sentence.text
    topics = table("speech")["topic"]
    topic = next((t["name"] for t in topics if re.search(rf"(?<!\w)(?:{t['cue']})(?!\w)", text, re.IGNORECASE)), None)
    return {"claim_kind": kind, "matter": topic if kind == "prediction" else scene.matter if kind != "fact" else None}


def _form(text: str) -> str:
    quoted = sum(len(m.group()) for m in QUOTED.finditer(text))
    return "direct" if quoted > 0.5 * len(text) else "mixed" if quoted else "indirect"


def _asset(text: str, kind: str | None) -> dict[str, Any]:
    if kind in {"allegation", "demand", "denial"}:
        for row in table("speech")["asset"]:
            if match := re.search(rf"(?<!\w)(?:{row['cue']})(?!\w)", text, re.IGNORECASE):
                return {"asset": match.group(), "asset_kind": row["kind"]}
    return {"asset": None, "asset_kind": None}


def _row(scene: Scene, number: int, fields: dict[str, Any]) -> Statement:
    revision, sentence = scene.article.revision, fields.pop("sentence")
    natural = (
        fields["stance"],
        fields["claim_kind"] or "",
        fields["claimant_id"] or fields["claimant"] or "",
        fields["about_id"] or "",
    )
    return Statement(
        **scene.article.evidence(sentence),
        **fields,
        **_asset(sentence.text, fields["claim_kind"]),
        statement_id=identify("statement", revision.revision_id, sentence.start, *natural),
        quarrel=scene.article.quarrel_of(sentence),
        position=number,
        quote_form=_form(sentence.text),
        due_on=due_on(sentence.text, scene.article.said_on)
        if fields["claim_kind"] in {"prediction", "intention", "demand", "warning"}
        else None,
        said_at=revision.published_at or revision.known_at,
        method=METHOD,
    )
