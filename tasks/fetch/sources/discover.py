"""What a site offers: the address given, the feeds its page names, the sitemaps of its robots.txt, else its notices.

Asked as any source is, robots.txt first, into a lake that is thrown away: detection has no manners of its own.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from pebble import ProcessPool

from schemas import Source
from tasks import ConfigError, ItemError
from tasks.fetch import STEP, check
from tasks.fetch.asking import Part, do_part
from tasks.fetch.sources.formats import read_safely, readers
from tasks.fetch.sources.items import Item
from tasks.fetch.sources.signs import Signs, read_signs
from tasks.fetch.sources.walk import list_sitemaps
from tasks.fetch.urls import normalise, site_of
from tasks.lake import Job, Phase, Tally, Work, open_lake, run
from tasks.settings import Settings

__all__ = ["Discovery", "Offer", "discover"]

MAX_FEEDS = 6  # of one page; the first are the site's own, the rest its sections
MAX_SITEMAPS = 12  # enough to see that there is news
RANKS = {"feed": 0, "news_sitemap": 1, "sitemap": 2, "notices": 3}
STALE = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One way to follow the site. `state` is ok, empty, or the reason why it cannot be read; times are UTC."""

    format: str
    url: str
    state: str
    items: int = 0
    dated: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    message: str = ""


@dataclass(kw_only=True)
class Discovery:
    """What was found of a site, the best offer first; names and languages the most telling first."""

    url: str
    asked_at: datetime
    offers: list[Offer] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    @property
    def usable(self) -> list[Offer]:
        """The offers that list something, best first: dated and fresh before not, feeds before sitemaps before notices."""
        return sorted((o for o in self.offers if o.state == "ok"), key=self._rank)

    def _rank(self, offer: Offer) -> tuple[bool, bool, int]:
        is_stale = offer.newest is not None and offer.newest < self.asked_at - STALE
        return offer.dated * 2 < offer.items, is_stale, RANKS[offer.format]


def discover(settings: Settings, url: str) -> Discovery:
    """Ask a site what it offers. `url`: front page, feed, sitemap, robots.txt or page of notices. Raises ConfigError."""
    try:
        address = normalise(url if "://" in url else f"https://{url}")
    except ItemError as error:
        raise ConfigError(f"{url}: {error}; give an address of the site") from error
    check(settings, [_source("new", address)])
    bounds = replace(settings.fetch, max_sitemaps=min(MAX_SITEMAPS, settings.fetch.max_sitemaps))
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    found = Discovery(url=address, asked_at=now)
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        lake = open_lake(replace(settings, lake=f"{folder}/lake", fetch=bounds, clock="wall"))

        def look(job: Job, part: str) -> Work:  # noqa: ARG001
            with readers(1) as pool:

                async def turns(doing: Part) -> None:
                    await _Search(doing=doing, pool=pool, found=found).search()

                return do_part(job, "discover", turns, may_go=lambda _, __: True, tally=Tally())

        phases = (Phase(name="poll", parts=lambda _: ["0"], work=look),)
        run(lake, replace(STEP, phases=phases), now.strftime("%Y-%m-%dT%H%M%S"))
    return found


@dataclass(kw_only=True)
class _Search:
    doing: Part
    pool: ProcessPool
    found: Discovery
    asked: set[str] = field(default_factory=set)

    async def search(self) -> None:
        """The address itself, then what it leads to; who speaks is asked of the front page where it is not yet known."""
        url = self.found.url
        signs, url = (None, url) if urlsplit(url).path == "/robots.txt" else await self._look(url)
        if signs is None or signs.kind == "page":
            for feed in _addresses(signs.feeds if signs else (), url)[:MAX_FEEDS]:
                await self._look(feed)
            await self._sitemaps(urljoin(url, "/robots.txt"))
        if signs and signs.kind == "page" and (notices := _own(signs.items, url)):
            self._offer("notices", url, notices)
        front = urljoin(url, "/")
        if front not in self.asked and not (self.found.names and self.found.languages):
            await self._introduce(front)

    async def _look(self, url: str) -> tuple[Signs | None, str]:
        """Ask for one address and keep what it offers: what it says, and the address that said it.

        None where it cannot be read, which is an offer that failed.
        """
        try:
            signs, url = await self._read(url)
        except ItemError as error:
            self._refuse("feed" if url != self.found.url else "page", url, error)
            return None, url
        if signs.kind == "feed":
            self._offer("feed", url, signs.items)
        if signs.kind == "sitemap":
            await self._walk(url)
        self._heed(signs)
        return signs, url

    async def _read(self, url: str) -> tuple[Signs, str]:
        self.asked.add(url)
        answer = await self.doing.ask(url, "new", "source")
        if answer is None:
            raise ItemError("not_a_feed", f"{url}: no answer of its own")
        self.asked.add(answer.url)
        return await read_safely(self.pool, read_signs, answer.body, answer.header("Content-Type") or ""), answer.url

    async def _introduce(self, url: str) -> None:
        try:
            self._heed((await self._read(url))[0])
        except ItemError as error:
            self._refuse("page", url, error)

    async def _sitemaps(self, robots: str) -> None:
        try:
            rules = await self.doing.rules(robots, "new")
        except ItemError as error:
            return self._refuse("news_sitemap", robots, error)
        return await self._walk(robots) if rules.sitemaps else None

    async def _walk(self, url: str) -> None:
        """Its news; where there is none, what has changed of late."""
        for format_ in ("news_sitemap", "sitemap"):
            try:
                items = await list_sitemaps(self.doing, _source("new", url, format_), self.pool) or []
            except ItemError as error:
                return self._refuse(format_, url, error)
            self._offer(format_, url, items)
            if items:
                return None
        return None

    def _heed(self, signs: Signs) -> None:
        """A page knows better than a feed how its outlet is called: feeds carry the names of their sections."""
        names, is_page = self.found.names, signs.kind == "page"
        self.found.names = list(dict.fromkeys([*signs.names, *names] if is_page else [*names, *signs.names]))
        self.found.languages = list(dict.fromkeys([*self.found.languages, *signs.languages]))

    def _offer(self, format_: str, url: str, items: Iterable[Item]) -> None:
        listed = list(items)
        days = sorted(when for item in listed if (when := item.published_at or item.updated_at))
        self.found.offers.append(
            Offer(
                format=format_,
                url=url,
                state="ok" if listed else "empty",
                items=len(listed),
                dated=len(days),
                oldest=days[0] if days else None,
                newest=days[-1] if days else None,
            )
        )

    def _refuse(self, format_: str, url: str, error: ItemError) -> None:
        self.found.offers.append(Offer(format=format_, url=url, state=error.reason, message=str(error)))


def _addresses(hrefs: Iterable[str], base: str) -> list[str]:
    """Absolute and each once; what is no address is left out, as a browser would."""
    found = []
    for href in hrefs:
        with contextlib.suppress(ItemError):
            found.append(normalise(href, base=base))
    return list(dict.fromkeys(found))


def _own(items: Iterable[Item], url: str) -> list[Item]:
    """Notices of the site itself, as a poll would take them."""
    return [item for item in items if site_of(urljoin(url, item.url)) == site_of(url)]


def _source(source_id: str, url: str, format_: str = "feed") -> Source:
    """A source that is only tried: nobody has said yet whose it is."""
    told = dict.fromkeys(("outlet_id", "outlet", "owner_group", "country", "language", "kind", "rights"), "?")
    return Source(source_id=source_id, url=url, format=format_, min_items_per_day=0, min_dated_share=0.0, note=None, **told)
