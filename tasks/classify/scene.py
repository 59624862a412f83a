"""An article while its statements are read: who is in it, which side each is on, and what every statement begins with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tasks.classify.article import Article, Name
from tasks.classify.attribution import Footing
from tasks.classify.cast import Cast
from tasks.classify.cues import table
from tasks.classify.masked import Masked
from tasks.classify.sides import Sides, side_of

__all__ = ["Scene", "base", "cue", "only", "opposite"]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """An article while it is read."""

    article: Article
    cast: Cast
    sides: Sides
    names: Mapping[str, Name]
    matter: str | None
    member_of: Mapping[str, Name]

    def party_of(self, name: Name) -> Name:
        """The party that a name stands for: itself where it has a role, else who a person speaks for."""
        if name.kind != "person" or name.entity_id in self.sides.roles:
            return name
        return self.member_of.get(name.entity_id, name)


@cache
def cue(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{table('speech')[name]})", re.IGNORECASE)


def base(masked: Masked, footing: Footing) -> dict[str, Any]:
    text = masked.sentence.text
    return {
        "sentence": masked.sentence,
        "speaker": footing.speaker,
        "speaker_id": footing.speaker_id,
        "claimant": footing.voice.name if footing.voice else footing.speaker,
        "claimant_id": footing.voice.entity_id if footing.voice else footing.speaker_id,
        "about": None,
        "about_id": None,
        "attribution": footing.attribution,
        "unnamed_source_count": footing.source_count,
        "anonymity_reason": footing.reason,
        "relayed_from": footing.relayed_from,
        "claim_kind": "fact",
        "stance": "asserts",
        "hedge": _hedge(text),
        "matter": None,
        "score": 0.7,
    }


def _hedge(text: str) -> str:
    for name in ("unverified", "alleged", "reported", "possible"):
        if re.search(rf"(?<!\w)(?:{table('speech')['hedge'][name]})(?!\w)", text, re.IGNORECASE):
            return name
    return "none"


def only(scene: Scene, side: frozenset[str]) -> Name | None:
    return scene.names.get(next(iter(sorted(side)), "")) if len(side) == 1 else None


def opposite(scene: Scene, entity: str | None) -> dict[str, Any]:
    """Whom a party answers: the one other side, where there is one."""
    side = side_of(scene.sides, entity)
    others = sorted((scene.sides.accusers if side == "accused" else scene.sides.accused) - {entity})
    if side and others and others[0] in scene.names:
        return {"about": scene.names[others[0]].name, "about_id": others[0]}
    return {}
