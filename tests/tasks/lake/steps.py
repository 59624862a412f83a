"""Small steps to drive the lake with: rows in a record that already exists, no network."""

from __future__ import annotations

from schemas import Redirect, Reject
from tasks.lake import Job, Phase, Step, Tally, Work, captured_at


def reject(job: Job, item: str, step: str) -> Reject:
    """A row that names its batch and item."""
    return Reject(
        reject_id=f"{job.batch}-{item}",
        step=step,
        item=item,
        source_id=None,
        outcome="rejected",
        reason="dns",
        message="",
        warc_file=None,
        warc_offset=None,
        known_at=captured_at(job.batch),
        batch_id=job.batch,
    )


def fetch_part(job: Job, part: str) -> Work:
    """Two rows a part."""
    tally = Tally()
    tally.count("rejected", "dns", times=2)
    return Work(rows=[reject(job, f"{part}-{n}", "fetch") for n in "ab"], tally=tally)


def settle(job: Job) -> Work:
    """One row for each pair of this batch and another that counts: what depends on the rest of the lake."""
    others = sorted({row.batch_id for row in job.rows(Redirect)} - {job.batch})
    tally = Tally()
    tally.count("accepted", times=len(others))
    pairs = [tuple(sorted((job.batch, other))) for other in others]
    rows = [
        Redirect(
            record="story",
            old_id=old,
            new_id=new,
            reason="pair",
            method="test@1",
            score=1.0,
            known_at=captured_at(job.batch),
            batch_id=job.batch,
        )
        for old, new in [*pairs, (job.batch, job.batch)]
    ]
    return Work(rows=rows, tally=tally)


FETCH = Step(
    name="fetch", version="1", phases=(Phase(name="poll", parts=lambda _: ["0", "1"], work=fetch_part),), is_write_once=True
)
PARSE = Step(name="parse", version="1", settle=lambda _: Work())
DEDUPLICATE = Step(name="deduplicate", version="1", settle=settle, reads=("deduplicate",))
CHAIN = (FETCH, PARSE, DEDUPLICATE)
