"""The second opinion of a language model on what the gate let through: optional, off unless a model is set.

It stands beside the rows of the default methods and never in place of them: no fold reads it. The article is data, the answer
is bound to a schema, and a sentence that is not in the article word for word costs the whole answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from schemas import Label, Revision
from tasks.classify.article import Article
from tasks.lake import Job, Tally, Work

__all__ = ["ask", "parts"]


def parts(job: Job) -> list[str]:
    """One part, because the budget and the patience are the batch's; none where no model is set."""
    return ["0"] if job.settings.llm.model else []


def ask(job: Job, part: str) -> Work:  # noqa: ARG001  there is only one
    """What the model says of the articles of a batch. During a replay only answers that are kept are read."""
    from tasks.classify.llm.asking import keep_asking, only_remember

    tally = Tally()
    given = (job.settings, job.lake.storage, tally)
    with (only_remember if job.replay else keep_asking)(*given) as desk:
        rows = [row for article in _passed(job) for row in desk.rows(article)]
    return Work(rows=rows, tally=tally)


def _passed(job: Job) -> Iterator[Article]:
    """The batch's articles that the gate takes for a dispute or leaves open, by revision id."""
    passed = {row.revision_id for row in job.own_rows(Label, "scheme = 'relevance' and code <> 'no_dispute'")}
    # The same text may come in twice in one batch.
    found = {r.revision_id: r for r in job.own_rows(Revision, "list_contains(?, revision_id)", [sorted(passed)])}
    for key in sorted(found):
        yield Article(revision=found[key], outlet=found[key].outlet_id)
