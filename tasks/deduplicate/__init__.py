"""Deduplicate: revisions -> copies and stories. Both rows stay; what is linked is never dropped."""

from __future__ import annotations

from schemas import Revision, Sketch
from tasks.deduplicate.copies import cluster_copies
from tasks.deduplicate.doc import Doc
from tasks.deduplicate.links import cite_rows, copy_rows, member_rows, sketch_rows
from tasks.deduplicate.stories import cluster_stories
from tasks.lake import Job, Step, Tally, Work
from tasks.reference import outlets, sources

__all__ = ["STEP", "Doc", "cluster_copies", "cluster_stories", "link"]


def link(job: Job) -> Work:
    """Copies and stories of a batch's new revisions, against all that came before."""
    tally = Tally()
    known = {name for (name,) in job.reader.sql("select revision_id from sketches where batch_id <> ?", [job.batch])}
    fresh: list[Revision] = []
    for revision in sorted(job.own_rows(Revision), key=lambda r: (r.known_at, r.revision_id)):
        if revision.revision_id in known:
            tally.count("duplicate", "known")
        else:
            known.add(revision.revision_id)
            fresh.append(revision)
            tally.count("accepted")
    publishers = outlets(sources(job.settings.sources_file))
    sketches: list[Sketch] = sketch_rows(fresh)
    copied = copy_rows(job, fresh, sketches, publishers)
    members = member_rows(job, fresh, copied)
    cited = list(cite_rows(job, fresh, members, publishers, copied))
    tally.note("linked as copies", len({c.article_id for c in (*copied, *cited)}))
    return Work(rows=[*sketches, *copied, *cited, *members], tally=tally)


STEP = Step(name="deduplicate", version="1", settle=link, reads=("deduplicate",))
