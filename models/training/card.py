"""The counted part of the card: rows and articles by class, sums of what ships. `make train` writes it, a test checks it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from models.training.annotated import Annotated, read_annotated
from schemas.vocabulary import DISPUTE_TYPES, STAGES
from tasks.labelled import Row, read_rows
from tasks.settings import MODELS

__all__ = ["ARTICLES", "CARD", "LABELS", "ROWS", "SHIPPED", "facts", "write_card"]

ROWS = Path(__file__).parent / "rows"
ARTICLES = Path(__file__).parent / "articles"
CARD = Path(__file__).parent / "README.md"
LABELS = ("encoder/minilm.onnx", "encoder/tokenizer.json", "labels/words.txt", "labels/weights.npz")
SHIPPED = (*LABELS, "reader/reader.onnx")
BEGIN, END = "<!-- counted: make train -->\n", "<!-- end of what is counted -->\n"


def facts() -> str:
    """The counted part, as Markdown."""
    rows, articles = read_rows(*sorted(ROWS.glob("*.tsv"))), list(read_annotated(sorted(ARTICLES.glob("*.txt"))))
    return "\n".join([*_counts(rows), "", *_annotations(articles), "", *_sums()]) + "\n"


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


def _annotations(articles: list[Annotated]) -> Iterator[str]:
    lines = [line for article in articles for line in article.lines]
    quarrels, mentions = sum(a.dispute_type != "none" for a in articles), sum(len(line.mentions) for line in lines)
    yield f"{len(articles)} annotated articles, {quarrels} of disputes: {len(lines)} titles and sentences, {mentions} mentions."
    yield ""
    yield "| | rows |"
    yield "| --- | --- |"
    for name, counts in (
        ("kind", Counter(m.kind for a in articles for m in a.cast.values())),
        ("role", Counter(m.role for a in articles for m in a.cast.values())),
        ("act", Counter(act for line in lines for act in line.acts.values())),
        ("footing", Counter(f for line in lines for f in line.footings)),
        ("said", Counter(s for line in lines for s in line.said)),
        ("carried", Counter(value for a in articles for value in a.carried or ())),
    ):
        yield f"| {name} | {', '.join(f'{key} {counts[key]}' for key in sorted(counts))} |"


def _sums() -> Iterator[str]:
    yield "| file | bytes | SHA-256 |"
    yield "| --- | --- | --- |"
    for name in SHIPPED:
        data = (MODELS / name).read_bytes()
        yield f"| `{name}` | {len(data)} | `{hashlib.sha256(data).hexdigest()}` |"
