"""The tables that the rules read: word lists and weights in models/, compiled once.

A cue is a piece of a regular expression without capturing groups; it is matched on word boundaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from tasks.settings import MODELS, read_toml

__all__ = ["compile_cues", "joined", "speech", "table"]


@cache
def table(name: str) -> Mapping[str, Any]:
    """`models/cues/<name>.toml`."""
    return read_toml(MODELS / "cues" / f"{name}.toml")


def joined(words: Iterable[str]) -> str:
    """Literal words as one alternative of a pattern, the longest first."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def speech(name: str) -> re.Pattern[str]:
    """A cue of `speech.toml`, by itself, on word boundaries."""
    return re.compile(rf"(?<!\w)(?:{table('speech')[name]})(?!\w)", re.IGNORECASE)


def compile_cues(cues: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Cues as one pattern on word boundaries; `match.lastgroup` is `c<place>` of the cue that matched."""
    parts = "|".join(f"(?P<c{n}>{cue})" for n, cue in enumerate(cues))
    return re.compile(rf"(?<!\w)(?:{parts or '(?!)'})(?!\w)", flags)
