"""What is worth a person's look: labels of texts that stand which are open, near the gate's bounds, or weak."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from tasks.lake import Lake
from tasks.publish.shell import UNSAFE, connect

__all__ = ["worth_a_look"]

SENTENCE_CHARS = 300
DOUBTFUL = """
    select
        *,
        case
            when code = 'abstained' then 'left open'
            when scheme = 'relevance' and score between $near_from and $near_to then 'near the bound'
            when scheme in ('dispute_type', 'reported_stage') and rank = 0 and score < $low_score then 'low score'
        end as reason
    from labels
    where method <> 'review' and not is_former and not is_second_opinion
"""
LISTED = f"""
    select d.known_at, d.scheme, d.code, d.score, d.reason, d.label_id, a.outlet, d.sentence, count(*) over () as items
    from ({DOUBTFUL}) d
    join articles a using (article_id)
    where d.reason is not null
    order by d.known_at desc, d.article_id, d.scheme = 'relevance' desc, d.scheme, d.label_id
    limit $shown
"""


def worth_a_look(lake: Lake, *, limit: int) -> str:
    """At most `limit` labels, newest first, two lines each: what is said and why to look, then the sentence; and a count.

    Bounds are those of [review]; outside text is escaped and cut. What a person decided on is not listed.
    """
    review = lake.settings.review
    bounds = {"near_from": review.near_from, "near_to": review.near_to, "low_score": review.low_score}
    with closing(connect(lake)) as connection:
        rows = connection.execute(LISTED, {**bounds, "shown": limit}).fetchall()
    lines = [line for row in rows for line in _lines(row)]
    return "\n".join([*lines, f"review list shown={len(rows)} of={rows[0][-1] if rows else 0}"])


def _lines(row: tuple[Any, ...]) -> tuple[str, str]:
    known_at, scheme, code, score, reason, label_id, outlet, sentence, _ = row
    said = f"{label_id} {known_at:%Y-%m-%d} {scheme}={code} score={score:.2f} ({reason})"
    return said, f"  {_safe(outlet)}: {_safe(sentence)}"


def _safe(text: str) -> str:
    return UNSAFE.sub("\ufffd", text.replace("\n", " "))[:SENTENCE_CHARS]
