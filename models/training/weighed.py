"""The rows to learn from, each with the weight that it has."""

from __future__ import annotations

from models.training.card import ROWS
from tasks.labelled import Row, read_rows

__all__ = ["weighed_rows"]

# Rows that tell a quarrel in a roundabout way have less of a say: the field is mostly plain.
INDIRECT = 0.5


def weighed_rows() -> list[tuple[Row, float]]:
    """All rows of the tables, in the order of their names."""
    return [(row, _weight(path.stem)) for path in sorted(ROWS.glob("*.tsv")) for row in read_rows(path)]


def _weight(table: str) -> float:
    return INDIRECT if table.startswith("indirect-") else 1.0
