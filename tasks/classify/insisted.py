"""Articles that a person says are disputes: they are read in full, whatever the gate says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from schemas import Review
from tasks.classify.article import Article
from tasks.lake import Job

__all__ = ["is_insisted", "said_of_relevance"]


def said_of_relevance(job: Job) -> Mapping[str, Sequence[Review]]:
    """What people decided on the relevance of articles, by article, oldest first."""
    found: dict[str, list[Review]] = defaultdict(list)
    for review in sorted(job.rows(Review, "scheme = 'relevance'"), key=lambda r: (r.known_at, r.review_id)):
        found[str(review.article_id)].append(review)
    return found


def is_insisted(article: Article, reviews: Sequence[Review]) -> bool:
    """Whether the last decision on a sentence that stands in this text says that it is a dispute (as in the fold `ruled`)."""
    said = [review.value for review in reviews if review.sentence and review.sentence in article.evidence_text]
    return bool(said) and said[-1] == "tech_dispute"
