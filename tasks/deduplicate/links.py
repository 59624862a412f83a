"""Facts that do not depend on order: this article is a copy of that one, that article belongs to this story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from schemas import Copy, Outlet, Revision, Sketch, StoryMember
from schemas.record import identify
from tasks.deduplicate import copies, stories
from tasks.deduplicate.copies import KEYS_IN_COMMON, TOO_COMMON, compare, sketch
from tasks.deduplicate.credits import Credit, find_credit
from tasks.deduplicate.doc import Doc
from tasks.deduplicate.stories import Stories
from tasks.lake import Job

__all__ = ["copy_rows", "doc_of", "member_rows", "sketch_rows"]

CREDITED_NEAR = timedelta(days=7)


def doc_of(revision: Revision) -> Doc:
    """A revision as copies and stories see it; its id is the article's."""
    when = _when(revision).isoformat()
    return Doc(revision.article_id, revision.url, revision.outlet_id, revision.title, revision.text, when)


def _when(revision: Revision) -> datetime:
    return revision.published_at or revision.known_at


def _order(revision: Revision) -> tuple[datetime, str]:
    return (_when(revision), revision.article_id)


def sketch_rows(fresh: Sequence[Revision]) -> list[Sketch]:
    """The sketch of each new revision."""
    found = []
    for revision in fresh:
        doc = doc_of(revision)
        found.append(
            Sketch(
                revision_id=revision.revision_id,
                article_id=revision.article_id,
                token_count=len(doc.words),
                shingle_count=len(doc.shingles),
                keys=tuple(sketch(doc)),
                method=copies.METHOD,
                known_at=revision.known_at,
                batch_id=revision.batch_id,
            )
        )
    return found


def copy_rows(job: Job, fresh: Sequence[Revision], sketches: Sequence[Sketch], outlets: Sequence[Outlet]) -> list[Copy]:
    """Copies among the new articles, and between them and earlier ones."""
    known = {r.revision_id: r for r in fresh}
    pairs = _pairs(job, sketches)
    missing = sorted({other for _, other in pairs} - known.keys())
    if missing:
        known |= {r.revision_id: r for r in job.rows(Revision, "list_contains(?, revision_id)", [missing])}
    docs = {name: doc_of(r) for name, r in known.items()}
    credit = {r.revision_id: find_credit(r, outlets) for r in fresh}
    rows = {}
    for one, other in pairs:
        earlier, later = sorted((known[one], known[other]), key=_order)
        match = compare(docs[earlier.revision_id], docs[later.revision_id])
        if match and earlier.article_id != later.article_id:
            given = credit.get(later.revision_id)
            rows[later.article_id, earlier.article_id] = _row(
                job, later, earlier, match.kind, match.similarity, given, copies.METHOD
            )
    return list(rows.values())


def _pairs(job: Job, sketches: Sequence[Sketch]) -> list[tuple[str, str]]:
    """Revisions that share enough keys: new with new, and new with those of earlier batches in the window."""
    names = [s.revision_id for s in sketches for _ in s.keys]
    keys = [k for s in sketches for k in s.keys]
    since = min((s.known_at for s in sketches), default=job.captured_at) - timedelta(days=job.settings.deduplicate.window_days)
    found = job.reader.sql(
        f"""
        with mine as (select unnest(?::varchar[]) as revision_id, unnest(?::bigint[]) as key),
        every as (
            select revision_id, key from mine
            union select revision_id, unnest(keys) from sketches where batch_id <> ? and known_at >= ?
        ),
        telling as (select key from every group by key having count(*) between 2 and {TOO_COMMON}),
        sizes as (select revision_id, count(*) as key_count from mine group by all)
        select mine.revision_id, every.revision_id
        from mine semi join telling using (key) join every on every.key = mine.key and every.revision_id <> mine.revision_id
        join sizes on sizes.revision_id = mine.revision_id
        group by all having count(*) >= least({KEYS_IN_COMMON}, any_value(key_count)) order by all
        """,
        [names, keys, job.batch, since],
    )
    return [(one, other) for one, other in found]


def _row(
    job: Job, later: Revision, earlier: Revision, kind: str, similarity: float, credit: Credit | None, method: str
) -> Copy:
    return Copy(
        copy_id=identify("copy", later.article_id, earlier.article_id),
        article_id=later.article_id,
        revision_id=later.revision_id,
        of_article_id=earlier.article_id,
        of_revision_id=earlier.revision_id,
        copy_kind=kind,
        similarity=similarity,
        credited_outlet=credit.outlet.name if credit else None,
        sentence=credit.sentence if credit else None,
        start_char=credit.start if credit else None,
        end_char=credit.end if credit else None,
        method=method,
        score=max(similarity, credit.score if credit else 0.0),
        known_at=max(later.known_at, earlier.known_at),
        batch_id=job.batch,
    )


def member_rows(job: Job, fresh: Sequence[Revision], copied: Sequence[Copy]) -> list[StoryMember]:
    """The story of each new article, placed one by one in the order of publication."""
    placed, before = _stories_before(job, fresh)
    parent = {c.article_id: c.of_article_id for c in copied}
    rows = []
    for revision in sorted(fresh, key=_order):
        if revision.article_id in before:
            continue
        doc = doc_of(revision)
        original = placed.story_of.get(parent.get(revision.article_id, ""))
        if original:
            placed.add(doc, original)
            story, score = original, 1.0
        else:
            story, score = placed.place(doc)
        before.add(revision.article_id)
        rows.append(
            StoryMember(
                story_id=story,
                article_id=revision.article_id,
                revision_id=revision.revision_id,
                similarity=score,
                method=stories.METHOD,
                score=score,
                known_at=revision.known_at,
                batch_id=job.batch,
            )
        )
    return rows


def _stories_before(job: Job, fresh: Sequence[Revision]) -> tuple[Stories, set[str]]:
    """Stories of earlier batches near in time, with their articles; and every article that has a story."""
    stories_of = {m.article_id: m.story_id for m in job.rows(StoryMember, "batch_id <> ?", [job.batch])}
    since = min((_when(r) for r in fresh), default=job.captured_at) - stories.WINDOW
    found = Stories()
    earlier: dict[str, Revision] = {}
    near = job.rows(Revision, "batch_id <> ? and coalesce(published_at, known_at) >= ?", [job.batch, since])
    for revision in sorted(near, key=_order):
        earlier.setdefault(revision.article_id, revision)
    for article, revision in earlier.items():
        if article in stories_of:
            found.add(doc_of(revision), stories_of[article])
    return found, set(stories_of)


def cite_rows(
    job: Job, fresh: Sequence[Revision], members: Sequence[StoryMember], outlets: Sequence[Outlet], copied: Sequence[Copy]
) -> Iterator[Copy]:
    """Rewrites that name the outlet whose report they retell: the article of that outlet in the same story, or near it."""
    is_copy = {c.article_id for c in copied}
    story_of = {m.article_id: m.story_id for m in (*job.rows(StoryMember, "batch_id <> ?", [job.batch]), *members)}
    by_story: dict[str, list[Revision]] = defaultdict(list)
    every = {r.article_id: r for r in sorted(_near(job, fresh), key=lambda r: r.known_at, reverse=True)}
    for revision in every.values():
        by_story[story_of.get(revision.article_id, "")].append(revision)
    for revision in sorted(fresh, key=_order):
        credit = find_credit(revision, outlets) if revision.article_id not in is_copy else None
        mates = by_story.get(story_of.get(revision.article_id, "?"), [])
        named = [r for r in mates if credit and r.outlet_id == credit.outlet.outlet_id and r.article_id != revision.article_id]
        if credit and named:
            original = min(named, key=_order)
            yield _row(job, revision, original, "cites", 0.0, credit, "credit@1")


def _near(job: Job, fresh: Sequence[Revision]) -> list[Revision]:
    since = min((_when(r) for r in fresh), default=job.captured_at)
    earlier = job.rows(Revision, "batch_id <> ? and coalesce(published_at, known_at) >= ?", [job.batch, since - CREDITED_NEAR])
    return [*earlier, *fresh]
