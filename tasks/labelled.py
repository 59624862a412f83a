"""Labelled headlines and articles of our own words: what the classifier learns from, and what it is measured on.

Tables of tab-separated columns with a header: types (primary first, comma between), stage, era, register, title, text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.record import identify
from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks import ConfigError

__all__ = ["Row", "read_rows"]

COLUMNS = ("types", "stage", "era", "register", "title", "text")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One labelled text; no types and no stage where it is no dispute. `text` is empty for a headline."""

    types: tuple[str, ...]
    stage: str | None
    era: str
    register: str
    title: str
    text: str

    @property
    def is_dispute(self) -> bool:
        """Whether it is a tech dispute."""
        return bool(self.types)

    @property
    def row_id(self) -> str:
        """An id made from the text."""
        return identify("labelled", self.title, self.text)


def read_rows(*paths: Path) -> list[Row]:
    """The rows of some tables, in their order. Raises ConfigError with file and line for a code or a shape it does not know."""
    return [row for path in paths for row in _read(path)]


def _read(path: Path) -> Iterator[Row]:
    try:
        lines = list(csv.reader(path.open(encoding="utf-8", newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; a table of labelled rows is expected") from error
    if not lines or tuple(lines[0]) != COLUMNS:
        raise ConfigError(f"{path}:1: the columns are {', '.join(COLUMNS)}, with tabs between")
    for number, cells in enumerate(lines[1:], 2):
        yield _row(cells, f"{path}:{number}")


def _row(cells: list[str], where: str) -> Row:
    if len(cells) != len(COLUMNS):
        raise ConfigError(f"{where}: {len(cells)} columns; {len(COLUMNS)} are expected, with tabs between")
    given = dict(zip(COLUMNS, cells, strict=True))
    types = tuple(given["types"].split(",")) if given["types"] else ()
    if unknown := [code for code in types if code not in DISPUTE_TYPES]:
        raise ConfigError(f"{where}: type {unknown[0]!r}; known are {', '.join(DISPUTE_TYPES)}")
    if given["stage"] not in (STAGES if types else ("",)):
        raise ConfigError(f"{where}: stage {given['stage']!r}; a dispute has one of {', '.join(STAGES)}, other texts have none")
    if not given["title"]:
        raise ConfigError(f"{where}: a title is needed")
    return Row(
        types=types,
        stage=given["stage"] or None,
        **{key: given[key] for key in ("era", "register", "title", "text")},
    )
