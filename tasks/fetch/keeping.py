"""What a part keeps while it runs: archives of a bounded size, and rows written out as they come, so that memory stays flat."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from tasks.fetch.client import Answer
from tasks.fetch.rows import Pending, Scribe
from tasks.fetch.warc import Archive
from tasks.lake import File, Job, captured_at, write_rows

__all__ = ["Keeper"]

MAX_RESPONSES = 2000
MAX_BYTES = 128 << 20
MAX_ROWS = 10_000


class Keeper:
    """Writes responses to one archive after another. A full one is put into the lake in a thread, while fetching goes on."""

    def __init__(self, job: Job, folder: Path, *, part: str) -> None:
        self.job, self.folder, self.part = job, folder, part
        self.scribe = Scribe(job=job)
        self.files: list[File] = []
        self.count = 0
        self.archive = self._open()
        self._turning = asyncio.Lock()

    def _open(self) -> Archive:
        path = self.folder / f"{self.count}.warc.gz"
        self.count += 1
        settings = self.job.settings
        return Archive(path, batch=self.job.batch, clock=settings.clock, captured_at=captured_at(self.job.batch))

    async def keep(self, url: str, answer: Answer, source_id: str, resource: str, told: Mapping[str, object]) -> None:
        """A response, and beside it where we found it."""
        when = self.scribe.now()
        name, offset, length = self.archive.response(url, answer, when)
        self.archive.metadata(answer.url, {"resource": resource, "url": url, "source_id": source_id, **told}, when, beside=name)
        self.scribe.captures.append(
            Pending(
                url=url,
                final_url=answer.url,
                source_id=source_id,
                resource=resource,
                status=answer.status,
                content_type=answer.header("Content-Type"),
                sha256=answer.sha256,
                size=len(answer.body),
                offset=offset,
                length=length,
                when=when,
            )
        )
        if self.archive.responses >= MAX_RESPONSES or self.archive.size >= MAX_BYTES or len(self.scribe.rows) >= MAX_ROWS:
            await self._turn()

    def failed(self, url: str, told: Mapping[str, object]) -> None:
        """A page that could not be had leaves what its sources said of it."""
        self.archive.metadata(url, {"resource": "page", "url": url, **told}, self.scribe.now())

    async def _turn(self) -> None:
        """Begin a new archive and put the full one away. One at a time: who is faster than the lake waits for it."""
        full, captures = self.archive, self.scribe.captures
        rows, self.scribe.rows, self.scribe.captures = self.scribe.rows, [], []
        self.archive = self._open()
        async with self._turning:
            self.files += await asyncio.to_thread(self._put_away, full, captures, Scribe(job=self.job, rows=rows))

    def _put_away(self, full: Archive, captures: list[Pending], scribe: Scribe) -> list[File]:
        full.close()
        file = self.job.keep_raw(full.path, part=self.part, count=full.responses)
        full.path.unlink()
        rows = [*scribe.rows, *scribe.captured(captures, file.key)]
        return [file, *write_rows(self.job.lake.storage, rows, batch=self.job.batch, part=f"fetch-{self.part}")]

    def close(self) -> None:
        """Finish the archive that is open."""
        self.archive.close()

    def finish(self) -> list[File]:
        """Every file made; rows that are left stay with the scribe."""
        file = self.job.keep_raw(self.archive.path, part=self.part, count=self.archive.responses)
        self.scribe.rows += self.scribe.captured(self.scribe.captures, file.key)
        return [*self.files, file]
