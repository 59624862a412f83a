"""The part of the card that is counted: rows by class, and the sums of what ships. `make train` writes it, a test checks it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.labelled import Row, read_rows
from tasks.settings import MODELS

__all__ = ["CARD", "ROWS", "SHIPPED", "facts", "write_card"]

ROWS = Path(__file__).parent / "rows"
CARD = Path(__file__).parent / "README.md"
SHIPPED = ("encoder/minilm.onnx", "encoder/tokenizer.json", "labels/words.txt", "labels/weights.npz")
BEGIN, END = "<!-- counted: make train -->\n", "<!-- end of what is counted -->\n"


def facts() -> str:
    """The counted part, as Markdown."""
    return "\n".join([*_counts(read_rows(*sorted(ROWS.glob("*.tsv")))), "", *_sums()]) + "\n"


def write_card() -> None:
    """Put the counted part into the card."""
    text = CARD.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    CARD.write_text(f"{before}{BEGIN}\n{facts()}\n{END}{after}", encoding="utf-8")


def _counts(rows: list[Row]) -> Iterator[str]:
    texts, disputes = sum(bool(row.text) for row in rows), sum(row.is_dispute for row in rows)
    yield f"{len(rows)} rows: {len(rows) - texts} headlines and {texts} with a text; {disputes} disputes, the rest none."
    yield ""
    yield "| | rows |"
    yield "| --- | --- |"
    types, stages = Counter(code for row in rows for code in row.types), Counter(row.stage for row in rows)
    yield f"| type | {', '.join(f'{code} {types[code]}' for code in DISPUTE_TYPES)} |"
    yield f"| stage | {', '.join(f'{stage} {stages[stage]}' for stage in STAGES)} |"
    for name in ("era", "register"):
        counts = Counter(getattr(row, name) for row in rows)
        yield f"| {name} | {', '.join(f'{key} {counts[key]}' for key in sorted(counts))} |"


def _sums() -> Iterator[str]:
    yield "| file | bytes | SHA-256 |"
    yield "| --- | --- | --- |"
    for name in SHIPPED:
        data = (MODELS / name).read_bytes()
        yield f"| `{name}` | {len(data)} | `{hashlib.sha256(data).hexdigest()}` |"
