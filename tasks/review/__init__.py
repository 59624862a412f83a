"""Review: what people decide on rows wins over any machine, for good.

    record(lake, decisions)   decisions -> reviews, as one batch with one log entry; publish lays them over the rows
    split(lake, dispute, articles, ...)  articles that found a dispute of their own, likewise
    read_file(path, ...)      a .toml or .csv file -> decisions
    worth_a_look(lake)        labels that are open, near the gate's bounds, or weak
    export(lake, out)         what people decided on labels -> rows to train on

A batch of reviews has no input and no chain behind it, so no run and no replay redoes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from schemas import Review
from schemas.record import identify
from tasks.lake import Job, Lake, Step, Tally, Work, run
from tasks.review.decisions import Decision, read_file
from tasks.review.listing import worth_a_look
from tasks.review.rules import judge
from tasks.review.splitting import part
from tasks.review.training import export

__all__ = ["Decision", "export", "read_file", "record", "split", "worth_a_look"]

VERSION = "1"


def record(lake: Lake, decisions: Sequence[Decision]) -> str:
    """Write decisions as one batch, of the day of the newest. Returns a summary line. Raises ConfigError; then none is kept.

    The same decisions are the same batch, so to tell them twice changes nothing.
    """
    return _write(lake, judge(lake.reader(), decisions))


def split(lake: Lake, dispute: str, articles: Sequence[str], *, by: str, note: str | None = None, at: datetime) -> str:
    """Take articles out of a dispute into a new one, as one batch. Returns a summary line. Raises ConfigError."""
    reviews = part(lake.reader(), dispute, articles, by=by, note=note, at=at)
    return f"{_write(lake, reviews)}; dispute {dispute} split, new {reviews[0].value}"


def _write(lake: Lake, reviews: Sequence[Review]) -> str:
    day = max(r.known_at for r in reviews).date()
    batch = f"{day}-review-{identify(*(r.review_id for r in reviews))[:16]}"
    step = Step(name="review", version=VERSION, settle=lambda job: _keep(job, reviews))
    tally = run(lake, step, batch)
    if tally is None:
        return f"review batch={batch} already done"
    return (
        f"review batch={batch} seen={tally.seen} accepted={tally.outcomes['accepted']} "
        f"duplicate={tally.outcomes['duplicate']}: the next publish shows it"
    )


def _keep(job: Job, reviews: Sequence[Review]) -> Work:
    """The reviews that the lake does not hold yet, in the batch’s name."""
    known = {name for (name,) in job.reader.sql("select review_id from reviews")}
    new = {r.review_id: r for r in reviews if r.review_id not in known}
    tally = Tally()
    tally.count("accepted", times=len(new))
    tally.count("duplicate", "known", times=len(reviews) - len(new))
    return Work(rows=[replace(r, batch_id=job.batch) for r in new.values()], tally=tally)
