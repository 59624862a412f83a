"""Pages that wait for their host, on disk: a run holds a handful of them in memory, however many there are."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from tasks.fetch.due import Due, Known, Said
from tasks.fetch.urls import host_of

__all__ = ["Waiting"]

BLOCK = 50


class Waiting:
    """A queue a host. New pages go before old ones, the first of each source before the second of any: none is crowded out."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "waiting.sqlite", isolation_level=None)
        self._base.execute("pragma journal_mode = off")
        self._base.execute("pragma synchronous = off")
        self._base.execute("create table page (host text, turn integer, url text, page text)")
        self._base.execute("create table said (url text, batch text, source_id text, position integer, told text)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._base.close()

    def fill(self, pages: Iterator[Due], said: Iterator[Said]) -> int:
        """Take in pages and put them in order, with what was said of those; how many."""
        self._base.execute("begin")
        self._base.executemany("insert into page values (?, ?, ?, ?)", map(_row, pages))
        self._base.execute("create index place on page (host, turn, url)")
        self._base.execute("create index address on page (url)")
        count = int(self._base.execute("select count(*) from page").fetchone()[0])
        if count:
            kept = "insert into said select ?1, ?2, ?3, ?4, ?5 where exists (select 1 from page where url = ?1)"
            self._base.executemany(kept, ((s.url, s.batch, s.source_id, s.position, s.told) for s in said))
            self._base.execute("create index word on said (url, batch)")
        self._base.execute("commit")
        return count

    def hosts(self) -> list[str]:
        """The hosts that pages wait for, sorted."""
        return [host for (host,) in self._base.execute("select distinct host from page order by host").fetchall()]

    def of(self, host: str) -> Iterator[Due]:
        """The pages of a host in their order."""
        after = (-1, "")
        while True:
            query = "select turn, url, page from page where host = ? and (turn, url) > (?, ?) order by turn, url limit ?"
            with closing(self._base.execute(query, [host, *after, BLOCK])) as found:
                rows = found.fetchall()
            if not rows:
                return
            for turn, url, text in rows:
                after = (turn, url)
                page = _page(text)
                yield dataclasses.replace(page, told=self._told(page))

    def _told(self, page: Due) -> tuple[str, ...]:
        """What its sources said: all that listed it now; of a page that was put off, the one that listed it last."""
        query = """
            select told from said
            where url = ?1 and batch = (select max(batch) from said where url = ?1)
            order by source_id, position
        """
        found = [told for (told,) in self._base.execute(query, [page.url]).fetchall()]
        return tuple({0: found, 1: found[:1]}.get(page.rank, []))


def _row(page: Due) -> tuple[str, int, str, str]:
    turn = page.rank * 1_000_000_000 + page.position
    return host_of(page.url), turn, page.url, json.dumps(dataclasses.asdict(page), default=datetime.isoformat)


def _page(text: str) -> Due:
    fields = json.loads(text)
    for name in ("known", "known_there"):
        fields[name] = Known(**fields[name]) if fields[name] else None
    fields["since"] = datetime.fromisoformat(fields["since"]) if fields["since"] else None
    return Due(**fields)
