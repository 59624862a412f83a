"""The number of a rule, a notice, an agency's docket or a list entry: what ties a government's act to its official record."""

from __future__ import annotations

import re
from functools import cache

from tasks.classify.article import Sentence
from tasks.classify.court_refs import refs_in
from tasks.classify.cues import table

__all__ = ["find_refs"]

# A docket tells the court file, a citation a decision in it, a name only whose case it is.
FIRST = ("docket", "citation", "case_name")


@cache
def _official() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in table("events")["official_ref"]))


def find_refs(sentence: Sentence) -> tuple[str | None, str | None]:
    """The court's and the government's own reference that a sentence holds, each null where it holds none."""
    official = _official().search(sentence.text)
    # "Notice No. 2026-14" reads like a state docket too; it is the notice.
    told = [(ref, kind) for ref, kind in refs_in(sentence) if official is None or ref not in official[0]]
    court = min(told, key=lambda t: FIRST.index(t[1]), default=None)
    return court[0] if court else None, official[0] if official else None
