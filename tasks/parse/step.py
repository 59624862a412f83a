"""The step: WARC files of a batch to rows, and where each page record ended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from schemas import Reject, Revision, Source
from schemas.record import Record, identify
from schemas.vocabulary import ArticleKind, Reason
from tasks import reference
from tasks.lake import Job, Phase, Step, Work, captured_at
from tasks.parse.page import Page
from tasks.parse.urls import article_id, host_of, site_of
from tasks.parse.warc import Damaged, PageRecord, page_records
from tasks.parse.worker import Refused, read_pages

__all__ = ["STEP", "VERSION"]

VERSION = "1"
PARSER = f"parse@{VERSION}"
OFFICIAL = {"regulator", "court"}


def _parts(job: Job) -> list[str]:
    return [str(number) for number, _ in enumerate(job.own_files("warc"))]


def _work(job: Job, part: str) -> Work:
    """One WARC file."""
    key = sorted(file.key for file in job.own_files("warc"))[int(part)]
    declared = reference.sources(job.settings.sources_file)
    desk = _Desk(job=job, warc_file=key, outlets=_outlets(declared), sources={s.source_id: s for s in declared})
    fetch = job.settings.fetch
    found = page_records(job.path(key), max_bytes=fetch.max_page_bytes, max_ratio=fetch.max_ratio)
    for record, page in read_pages(desk.sound(found), bounds=job.settings.parse, fallback=captured_at(job.batch)):
        desk.take(record, page)
    return desk.work


@dataclass(kw_only=True)
class _Desk:
    """Where results become rows and are counted, each once."""

    job: Job
    warc_file: str
    outlets: dict[str, str]
    sources: dict[str, Source]
    rows: list[Record] = field(default_factory=list)
    work: Work = field(default_factory=Work)
    known: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.work.rows = self.rows

    def sound(self, found: Iterator[PageRecord | Damaged]) -> Iterator[PageRecord]:
        """The records that can be read; the others are rejected on the way."""
        for record in found:
            if isinstance(record, Damaged):
                self._reject(record.offset, record.url, None, record.problem.reason, str(record.problem))
            else:
                yield record

    def take(self, record: PageRecord, page: Page | Refused) -> None:
        """Count one page record, and keep its row."""
        if isinstance(page, Refused):
            self._reject(record.offset, record.url, record.source_id, page.reason, page.message)
            return
        row = self._revision(record, page)
        if row.revision_id in self.known:
            self.work.tally.count("duplicate", "known")
            return
        self.known.add(row.revision_id)
        self.rows.append(row)
        self.work.tally.count("accepted")
        if page.codec not in {"", "utf-8"}:
            self.work.tally.note(f"read as {page.codec}")
        if page.replaced:
            self.work.tally.note("characters replaced", page.replaced)

    def _revision(self, record: PageRecord, page: Page) -> Revision:
        article = article_id(page.canonical_url)
        told = f"{page.title}\n\n{page.text}"
        return Revision(
            revision_id=identify(article, page.title, page.text),
            article_id=article,
            url=page.canonical_url,
            fetched_url=record.url,
            source_id=record.source_id,
            outlet_id=self._outlet(record),
            language=_language(page, self.sources.get(record.source_id)),
            article_kind=_kind(page, self.sources.get(record.source_id)),
            section=page.section,
            title=page.title,
            authors=tuple(name for name in page.authors if reference.slug(name) not in self.outlets.values()),
            text=page.text,
            published_at=page.published_at,
            published_basis=page.published_basis,
            published_precision=page.published_precision,
            modified_at=page.modified_at,
            completeness=page.completeness,
            correction_note=page.correction_note,
            text_sha256=hashlib.sha256(told.encode()).hexdigest(),
            payload_sha256=hashlib.sha256(record.body).hexdigest() if record.body is not None else None,
            warc_file=self.warc_file,
            warc_offset=record.offset,
            parser=PARSER,
            known_at=record.captured_at or captured_at(self.job.batch),
            batch_id=self.job.batch,
        )

    def _outlet(self, record: PageRecord) -> str:
        host = host_of(record.url).removeprefix("www.")
        return self.outlets.get(record.source_id) or self.outlets.get(site_of(record.url)) or reference.slug(host)

    def _reject(self, offset: int, url: str, source_id: str | None, reason: str, message: str) -> None:
        self.work.tally.count("rejected", cast("Reason", reason))
        self.rows.append(
            Reject(
                reject_id=identify("reject", "parse", self.warc_file, offset),
                step="parse",
                item=url[:4096] or f"{self.warc_file}@{offset}",
                source_id=source_id,
                outcome="rejected",
                reason=reason,
                message=" ".join(message.split())[:500],
                warc_file=self.warc_file,
                warc_offset=offset,
                known_at=captured_at(self.job.batch),
                batch_id=self.job.batch,
            )
        )


def _language(page: Page, source: Source | None) -> str | None:
    """The page's own; where that names no region and the source speaks the same language, the source's (pt-BR, not pt)."""
    if source and page.language in {None, source.language.split("-")[0]}:
        return source.language
    return page.language


def _kind(page: Page, source: Source | None) -> ArticleKind:
    """What a regulator or a court publishes is a notice, unless the page says that it is something else."""
    return "notice" if source and source.kind in OFFICIAL and page.article_kind == "news" else page.article_kind


def _outlets(declared: Sequence[Source]) -> dict[str, str]:
    """Outlets by source id, and by the site of a source where no other outlet has it."""
    by_site: dict[str, set[str]] = {}
    for source in declared:
        by_site.setdefault(site_of(source.url), set()).add(source.outlet_id)
    told = {source.source_id: source.outlet_id for source in declared}
    return {**{site: ids.pop() for site, ids in by_site.items() if len(ids) == 1}, **told}


STEP = Step(name="parse", version=VERSION, phases=(Phase(name="pages", parts=_parts, work=_work),))
