"""Labels that a replay would leave behind: said under a version of a scheme that is no longer in force, kept to be compared."""

from __future__ import annotations

import dataclasses

from schemas import FormerLabel, Label
from tasks.lake import Job, Reader
from tasks.taxonomy import versions

__all__ = ["former"]


def former(job: Job) -> list[FormerLabel]:
    """What the commit that this one takes the place of said under other versions, of texts that still stand; sorted by id."""
    before = job.lake.state().commits.get(("classify", job.batch))
    if before is None:
        return []
    reader = Reader(job.lake.storage, before.files)
    texts = {name for (name,) in job.reader.sql("select revision_id from revisions where batch_id = ?", [job.batch])}
    said = (row for record in (Label, FormerLabel) for row in reader.rows(record))
    found = {row.label_id: row for row in said if row.version != versions().get(row.scheme) and row.revision_id in texts}
    return [FormerLabel(**dataclasses.asdict(found[name])) for name in sorted(found)]
