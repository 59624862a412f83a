"""From robots.txt or an index down to the sitemaps: level by level, news and the newest first, so many a day and no deeper.

One broken sitemap costs that one. What was not asked is named in `rejects`, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from pebble import ProcessPool

from schemas import Source
from tasks import ItemError
from tasks.fetch.asking import Part
from tasks.fetch.rows import outcome_of
from tasks.fetch.sources.formats import read_safely
from tasks.fetch.sources.items import Item
from tasks.fetch.sources.sitemaps import Child, Sitemap, read_sitemap
from tasks.fetch.urls import normalise, site_of
from tasks.lake import Job, captured_at

__all__ = ["list_sitemaps"]

NEWS_DAYS = timedelta(days=2)  # developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
SLACK = timedelta(days=1)  # of dates without a zone, and of an index that is written once a day
MEMORY = timedelta(days=8)  # one day more than the slowest clock of a source
ASKED = """
    select url, max(known_at) from fetches
    where source_id = ? and resource = 'source' and batch_id <> ? and known_at >= ?
    group by url order by url
"""


async def list_sitemaps(doing: Part, source: Source, pool: ProcessPool) -> list[Item] | None:
    """The items of a source's sitemaps: news of two days, or pages changed in the last `fetch.sitemap_days`.

    None where all of them are as they were. Raises ItemError with what the first sitemap failed of, where none answered.
    """
    walk = _Walk(doing=doing, source=source, pool=pool, before=_asked(doing.job, source))
    level: Sequence[Child] = await walk.top()
    for _ in range(doing.limits.max_sitemap_levels):
        level = [child for reached in walk.order(level) for child in await walk.ask(reached)]
    return walk.end(level)


def _asked(job: Job, source: Source) -> dict[str, datetime]:
    """The addresses that earlier batches of the last days asked for this source, and when last."""
    since = captured_at(job.batch) - MEMORY
    return dict(job.reader.sql(ASKED, [source.source_id, job.batch, since]))


@dataclass(kw_only=True)
class _Walk:
    """One source under way: what was seen, found, left and damaged."""

    doing: Part
    source: Source
    pool: ProcessPool
    before: dict[str, datetime]
    seen: set[str] = field(default_factory=set)
    items: dict[str, Item] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    failed: list[tuple[str, ItemError]] = field(default_factory=list)
    answered: int = 0
    changed: int = 0
    has_news: bool = False
    waits: bool = False

    def __post_init__(self) -> None:
        self.now = captured_at(self.doing.job.batch)
        days = NEWS_DAYS if self.source.format == "news_sitemap" else timedelta(days=self.doing.limits.sitemap_days)
        self.since = self.now - days
        self.today = {url for url, when in self.before.items() if when.date() == self.now.date()}

    async def top(self) -> list[Child]:
        """Where the walk begins: the source itself, or what its robots.txt names."""
        if not self.source.url.endswith("/robots.txt"):
            return [Child(url=self.source.url)]
        rules = await self.doing.rules(self.source.url, self.source.source_id)
        named = list(self._whole(self.source.url, [Child(url=url) for url in rules.sitemaps]))
        if not any(self._is_own(child.url) for child in named):
            raise ItemError("not_a_feed", f"robots.txt names no sitemap of its own site ({len(named)} of others)")
        return named

    def order(self, level: Iterable[Child]) -> list[Child]:
        """News first, then the newest; without what is older than the window or lies on another site."""
        fresh = [c for c in level if self._is_own(c.url) and not (c.changed_at and c.changed_at < self.since - SLACK)]
        return sorted(
            fresh, key=lambda c: (not c.is_news, c.changed_at is None, -(c.changed_at or self.now).timestamp(), c.url)
        )

    async def ask(self, child: Child) -> tuple[Child, ...]:
        """Ask for one sitemap, keep its items, and give what it names. An index that has not changed names what it named."""
        if child.url in self.seen or (self.has_news and not child.is_news and self.source.format == "news_sitemap"):
            return ()
        if self.waits or self._is_over(child.url):
            self.left.append(child.url)
            return ()
        self.seen.add(child.url)
        try:
            found = await self._read(child.url)
        except ItemError as error:
            self.failed.append((child.url, error))
            self.waits = bool(getattr(error, "wait", 0))
            return ()
        self.answered += 1
        if found is None:
            return tuple(Child(url=url) for url in self.before)
        self.changed += 1
        self._take(child, found)
        return tuple(self._whole(child.url, found.children))

    def end(self, deeper: Sequence[Child]) -> list[Item] | None:
        """What was found; rows for what was not asked and for what failed. Raises ItemError where nothing answered."""
        if self.failed and not self.answered:
            raise self.failed[0][1]
        for url, error in self.failed:
            self._reject(url, error.reason, str(error))
        limits = self.doing.limits
        bound = f"over {limits.max_sitemaps} a source a day (settings.fetch.max_sitemaps)"
        self._leave(self.left, "the host wants a pause" if self.waits else bound)
        bound = f"below {limits.max_sitemap_levels} levels (settings.fetch.max_sitemap_levels)"
        self._leave([c.url for c in deeper if c.url not in self.seen], bound)
        return list(self.items.values()) if self.changed or not self.answered else None

    def _leave(self, urls: Sequence[str], bound: str) -> None:
        """One row names the first that was not asked, and how many there are."""
        if urls:
            self._reject(urls[0], "too_many_items", f"{len(urls)} sitemaps were not asked: {bound}")

    async def _read(self, url: str) -> Sitemap | None:
        answer = await self.doing.ask(url, self.source.source_id, "source")
        if answer is None:
            return None
        await self.doing.keeper.keep(url, answer, self.source.source_id, "source", {"entries": [], "failure": None})
        limits = self.doing.limits
        read = partial(read_sitemap, max_bytes=limits.max_feed_bytes, max_ratio=limits.max_ratio)
        return await read_safely(self.pool, read, answer.body, answer.header("Content-Type") or "")

    def _take(self, child: Child, found: Sitemap) -> None:
        if found.flaw:
            self._reject(child.url, "xml_broken", f"{len(found.items) + len(found.children)} entries kept; {found.flaw}")
        self.has_news = self.has_news or (child.is_news and any(item.title for item in found.items))
        for item in filter(self._is_wanted, found.items):
            self.items.setdefault(item.url, self._dated(item))

    def _is_wanted(self, item: Item) -> bool:
        if self.source.format == "news_sitemap":
            return bool(item.title) and (item.published_at is None or item.published_at >= self.since)
        return item.updated_at is not None and self.since <= item.updated_at <= self.now + SLACK

    def _dated(self, item: Item) -> Item:
        """A day in the future is none: the item is dated by when it was first seen."""
        latest = self.now + SLACK
        return replace(
            item,
            published_at=item.published_at if item.published_at and item.published_at <= latest else None,
            updated_at=item.updated_at if item.updated_at and item.updated_at <= latest else None,
        )

    def _whole(self, base: str, children: Iterable[Child]) -> Iterable[Child]:
        for child in children:
            try:
                yield replace(child, url=normalise(child.url, base=base, max_chars=self.doing.limits.max_url_chars))
            except ItemError as error:
                self._reject(child.url, error.reason, str(error))

    def _is_own(self, url: str) -> bool:
        return site_of(url) == site_of(self.source.url)

    def _is_over(self, url: str) -> bool:
        return url not in self.today and len(self.today | self.seen) >= self.doing.limits.max_sitemaps

    def _reject(self, item: str, reason: str, message: str) -> None:
        self.doing.scribe.reject(item, self.source.source_id, outcome_of(reason), reason, message)
