"""Silence, refusals, denials and admissions: the answers of a party, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from tasks.classify.article import Name
from tasks.classify.attribution import Footing
from tasks.classify.cues import table
from tasks.classify.masked import BODIES, TOKEN, Masked, every_name, names_in
from tasks.classify.scene import Scene, base, cue, opposite

__all__ = ["read_replies"]

STANCES = {"denies": "denies", "declines": "declined_to_comment", "silent": "no_response", "admits": "admits"}
# From which probability on the reader's word is enough: silence has plain words of its own, which are cues; to yield, few.
SEEN, SURE = {"silent": 0.85, "admits": 0.35}, 0.5
# From which on a denial stands in the sentence, and a cue is believed at all.
DENIAL, DOUBTED = 0.3, 0.2
ACTING, ANSWERS = {"accuser", "regulator_or_government", "court"}, {"denies", "admits"}
# "Did not deny" and "would not confirm or deny" are something said, and no denial.
NEGATED = re.compile(
    r"(?:\bnot|n['’]t|\bnor|\bneither)(?: (?:confirm(?:ed)? (?:or|nor)|outright|directly|explicitly|flatly))? $", re.IGNORECASE
)
# "X declined to comment, as did Y."
ALSO = re.compile(rf"(?<!\w)as (?:did|does|have|has|had|were|was) (?:the )?(?P<name>{TOKEN})")
CLAUSE = re.compile(r"[,;:] (?:while|but|and|although|though|which|whereas)\b|; | – | — |\. ")


def read_replies(scene: Scene, masked: Masked, footing: Footing) -> Iterator[dict[str, Any]]:
    """Silence, refusals, denials and admissions: what the words tell of their subject, and what the reader sees besides."""
    told = list(_told(scene, masked, footing))
    told += _seen(scene, masked, footing, {fields["claimant_id"] for fields in told})
    of_parties = {fields["stance"] for fields in told if fields["claimant_id"] in scene.sides.roles}
    # "Ann Lee, who speaks for the governor, declined": one refusal, and it is the governor's.
    yield from (f for f in told if not (f["attribution"] == "named" and _is_onlooker(scene, f) and f["stance"] in of_parties))


def _is_onlooker(scene: Scene, fields: dict[str, Any]) -> bool:
    return fields["claimant_id"] not in scene.sides.roles


def _seen(scene: Scene, masked: Masked, footing: Footing, done: Collection[str | None]) -> Iterator[dict[str, Any]]:
    """What the reader sees a name do; who speaks for a party does it for the party."""
    for name in {n.entity_id: n for n in masked.names}.values():
        act, score = scene.cast.act(masked.sentence.index, name.entity_id)
        party = scene.party_of(name)
        is_seen = act in STANCES and score >= SEEN.get(act, SURE) and party.entity_id not in done
        if is_seen and (act not in ANSWERS or _may_answer(scene, masked, footing, party, act)):
            yield _reply(scene, masked, footing, party, STANCES[act]) | {"score": round(score, 4)}


def _may_answer(scene: Scene, masked: Masked, footing: Footing, party: Name, act: str) -> bool:
    """Whoever acts against another answers nothing, nor does an unnamed source; a denial has to be in the sentence."""
    if footing.attribution == "anonymous" or scene.sides.roles.get(party.entity_id) in ACTING:
        return False
    return act != "denies" or scene.cast.tags.said_in(masked.sentence.index)["denial"] >= DENIAL


def _told(scene: Scene, masked: Masked, footing: Footing) -> Iterator[dict[str, Any]]:
    """Silence, refusals and plain denials: each for every party that stands as its subject."""
    for stance, words in (
        ("declined_to_comment", "declined"),
        ("no_response", "no_response"),
        ("denies", "denies"),
        ("admits", "admits"),
    ):
        for match in cue(words).finditer(masked.text):
            is_negated = stance == "denies" and NEGATED.search(masked.text[: match.start()]) is not None
            for name in _subjects(scene, masked, match, footing):
                if name.kind == "court":  # a court that rejects a claim has ruled
                    continue
                key = (masked.sentence.index, name.entity_id)
                if key not in scene.cast.acts or scene.cast.act(*key)[1] >= DOUBTED:
                    yield _reply(scene, masked, footing, name, "other_statement" if is_negated else stance)
            if also := ALSO.search(masked.text, match.end()):
                yield from (_reply(scene, masked, footing, name, stance) for name in names_in(masked, also["name"]))


def _subjects(scene: Scene, masked: Masked, match: re.Match[str], footing: Footing) -> list[Name]:
    """Who stands before the verb in its clause; `both companies` are both sides."""
    start = max((m.end() for m in CLAUSE.finditer(masked.text, 0, match.start())), default=0)
    if re.search(
        r"\b(?:both|all|neither|none of|the two) (?:\w+ )?(?:companies|sides|parties|firms)",
        masked.text[start : match.start()],
        re.IGNORECASE,
    ):
        return [n for e in sorted(scene.sides.main) if (n := scene.names.get(e)) and n.kind != "person"]
    found = list(every_name(masked, start, match.start()))
    if not found:  # "X found nothing, Y said, and apologised": who speaks goes on
        found = [footing.voice] if footing.voice else list(every_name(masked, 0, match.start()))[:1]
    if not found and match.group().lower().startswith("no "):
        found = list(every_name(masked, match.end(), len(masked.text)))[:1]
    people = [n for n in found if n.kind == "person"]
    chosen = {n.entity_id: n for n in found if n.kind not in BODIES or not people}
    last = list(chosen.values())
    # One subject stands next to its verb; a list of names is one token and keeps all its members.
    if _is_list(masked, start, match.start()):
        return last
    is_himself = bool(last) and last[-1].kind == "person" and last[-1].entity_id in scene.sides.roles
    return last[-1:] if is_himself else last[:1]


def _is_list(masked: Masked, start: int, end: int) -> bool:
    return bool(re.search(r"«\d+\+", masked.text[start:end]))


def _reply(scene: Scene, masked: Masked, footing: Footing, name: Name, stance: str) -> dict[str, Any]:
    fields = base(masked, footing)
    is_silent = stance in {"declined_to_comment", "no_response"}
    spokes = re.search(rf"(?<!\w)(?:{table('speech')['spokes']})", masked.text, re.IGNORECASE)
    kind = (
        "named"
        if name.kind == "person"
        else "official"
        if name.kind in BODIES
        else "spokesperson"
        if spokes
        else "company_statement"
    )
    fields |= {
        "speaker": footing.speaker if footing.voice and footing.voice.entity_id == name.entity_id else name.name,
        "speaker_id": footing.speaker_id if footing.voice and footing.voice.entity_id == name.entity_id else name.entity_id,
        "claimant": name.name,
        "claimant_id": name.entity_id,
        "attribution": kind,
        "unnamed_source_count": None,
        "stance": stance,
        "claim_kind": None if is_silent else "denial" if stance == "denies" else "fact",
        "matter": None if is_silent else scene.matter,
        "score": 0.9,
    }
    return fields | ({} if is_silent else opposite(scene, name.entity_id))
