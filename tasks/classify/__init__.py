"""Classify: stories -> labels, mentions, parties, statements, timeline of each article; then links to claims and disputes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas import Reject, Review, Revision
from schemas.record import Record, identify
from tasks import ConfigError, ItemError
from tasks.classify import llm
from tasks.classify.article import Article
from tasks.classify.disputes import link
from tasks.classify.former import former
from tasks.classify.insisted import is_insisted, said_of_relevance
from tasks.classify.reading import Reading, read, read_in_full
from tasks.lake import Job, Phase, Step, Tally, Work
from tasks.reference import outlets, sources
from tasks.settings import read_toml

__all__ = ["STEP", "Reading", "read"]

PART_SIZE = 200


def parts(job: Job) -> list[str]:
    """Parts of at most 200 of the batch's new revisions; one at least, so that an empty batch is committed too."""
    count = len(_new_ids(job))
    return [f"{n:04}" for n in range(max(1, -(-count // PART_SIZE)))]


def read_part(job: Job, part: str) -> Work:
    """Read the articles of one part. A rule that fails costs its article, never the batch."""
    tally, rows = Tally(), list[Record]()
    names = _outlet_names(job)
    declared = frozenset(names.values())
    reviews = said_of_relevance(job)
    for revision in _revisions(job, int(part)):
        article = Article(revision=revision, outlet=names.get(revision.outlet_id, revision.outlet_id), outlets=declared)
        rows += _read_one(job, article, tally, reviews.get(revision.article_id, ()))
    return Work(rows=rows, tally=tally)


def _read_one(job: Job, article: Article, tally: Tally, reviews: Sequence[Review]) -> Iterator[Record]:
    if not _is_readable(article.revision.language, job.settings.classify.languages):
        tally.count("skipped", "language")
        yield _reject(job, article.revision, "skipped", "language", f"no rules for language {article.revision.language}")
        return
    try:
        reading = read_in_full(article) if is_insisted(article, reviews) else read(article)
    except ConfigError:  # a table that people wrote costs the run, not each of its articles
        raise
    except Exception as error:  # noqa: BLE001  the one guard of this step: a bug costs one article
        reason = error.reason if isinstance(error, ItemError) else "internal"
        tally.count("rejected", reason)  # type: ignore[arg-type]
        yield _reject(job, article.revision, "rejected", reason, f"{type(error).__name__}: {error}"[:500])
        return
    if reading.gate.is_dispute:
        tally.count("accepted")
    else:
        tally.count("skipped", "abstained" if reading.gate.is_dispute is None else "no_dispute")
    yield from reading.rows()


def _is_readable(language: str | None, known: tuple[str, ...]) -> bool:
    return language is None or language.split("-")[0] in known


def _new_ids(job: Job) -> list[str]:
    found = job.reader.sql("select distinct revision_id from sketches where batch_id = ? order by revision_id", [job.batch])
    return [name for (name,) in found]


def _revisions(job: Job, part: int) -> list[Revision]:
    wanted = set(_new_ids(job)[part * PART_SIZE : (part + 1) * PART_SIZE])
    # The same text may come in twice in one batch; the rows of both would be the same.
    found = {r.revision_id: r for r in job.own_rows(Revision) if r.revision_id in wanted}
    return [found[key] for key in sorted(found)]


def _outlet_names(job: Job) -> dict[str, str]:
    path = job.settings.sources_file
    if not read_toml(path).get("source"):
        return {}
    return {outlet.outlet_id: outlet.name for outlet in outlets(sources(path))}


def _reject(job: Job, revision: Revision, outcome: str, reason: str, message: str) -> Reject:
    return Reject(
        reject_id=identify("reject", "classify", job.batch, revision.revision_id, reason),
        step="classify",
        item=revision.revision_id,
        source_id=revision.source_id,
        outcome=outcome,
        reason=reason,
        message=message,
        warc_file=revision.warc_file,
        warc_offset=revision.warc_offset,
        known_at=revision.known_at,
        batch_id=job.batch,
    )


def settle(job: Job) -> Work:
    """Link the batch’s articles to claims and disputes, and keep what a replay would leave behind."""
    made = link(job)
    return Work(rows=[*made.rows, *former(job)], files=made.files, tally=made.tally)


STEP = Step(
    name="classify",
    version="1",
    phases=(Phase(name="read", parts=parts, work=read_part), Phase(name="ask", parts=llm.parts, work=llm.ask)),
    settle=settle,
    reads=("classify",),
)
