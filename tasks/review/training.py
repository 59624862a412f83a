"""What people decided, as rows that a classifier can be trained on: the shape of models/training."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from schemas import Revision
from tasks.classify.article import Article
from tasks.lake import Lake
from tasks.publish.shell import connect
from tasks.storage import told

__all__ = ["export"]

LEAD_SENTENCES = 2
DECIDED = """
    select
        revision_id,
        first(code) filter (where scheme = 'relevance') as relevance,
        case when bool_or(scheme = 'dispute_type' and rank = 0)
            then list(code order by rank) filter (where scheme = 'dispute_type')
            else []
        end as types,
        first(code) filter (where scheme = 'reported_stage') as stage
    from labels
    where method = 'review'
    group by revision_id
    order by revision_id
"""


def export(lake: Lake, out: Path) -> str:
    """Write OUT.jsonl: title, text (the lead), types (primary first), stage, of articles that people decided on in full.

    No dispute has neither types nor stage. A dispute needs its first type and its stage decided; else it is `incomplete`, as is
    what was left open: what a machine said is no truth to train on. Returns a summary line. Raises StorageError.
    """
    with closing(connect(lake)) as connection:
        rows = {name: _labels(*rest) for name, *rest in connection.execute(DECIDED).fetchall()}
    whole = {name: labels for name, labels in rows.items() if labels is not None}
    texts = {r.revision_id: r for r in lake.reader().rows(Revision, "list_contains(?, revision_id)", [sorted(whole)])}
    with told("write", out):
        out.write_text("".join(_lines({**_text(texts[n]), **labels} for n, labels in whole.items())), encoding="utf-8")
    return f"review export rows={len(whole)} incomplete={len(rows) - len(whole)} out={out}"


def _labels(relevance: str | None, types: list[str], stage: str | None) -> dict[str, Any] | None:
    """Types and stage of a row; None where not all of it was decided by people."""
    if relevance == "no_dispute":
        return {"types": [], "stage": None}
    if relevance in {None, "tech_dispute"} and types and stage:
        return {"types": types, "stage": stage}
    return None


def _text(revision: Revision) -> dict[str, str]:
    article = Article(revision=revision, outlet=revision.outlet_id)
    return {"title": revision.title, "text": " ".join(s.text for s in article.sentences[1 : 1 + LEAD_SENTENCES])}


def _lines(rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
