"""`former_labels`: what a method said of an article under a version of a scheme that is no longer in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schemas.label import Label


@dataclass(frozen=True, kw_only=True)
class FormerLabel(Label):
    """What a method said of an article under a version of a scheme that is no longer in force; kept by a replay."""

    TABLE: ClassVar[str] = "former_labels"
