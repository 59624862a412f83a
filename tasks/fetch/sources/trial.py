"""Try sources before trusting them: each is polled into a lake that is thrown away, and what it gave is told in a line."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from schemas import Source
from tasks import ConfigError
from tasks.fetch import STEP, failed_sources
from tasks.lake import open_lake, run
from tasks.reference import TEXTS, sources
from tasks.settings import Settings

__all__ = ["Trial", "table", "try_sources"]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What one poll of a source gave. `state` is ok, thin, empty or the reason of a failure; times are UTC."""

    source_id: str
    state: str
    items: int
    dated: int
    newest: datetime | None
    message: str

    @property
    def share(self) -> str:
        """Items with a date, of those listed."""
        return f"{self.dated / self.items:.0%}" if self.items else "-"


def try_sources(settings: Settings, only: Sequence[str] = ()) -> list[Trial]:
    """Poll the declared sources, or some of them by id, once. Nothing is kept and no page is visited. Raises ConfigError."""
    declared = {s.source_id: s for s in sources(settings.sources_file)}
    if unknown := sorted(set(only) - declared.keys()):
        raise ConfigError(f"{settings.sources_file}: no source {unknown[0]!r}; known are {', '.join(sorted(declared))}")
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        chosen = [s for s in declared.values() if s.source_id in only or not only]
        (Path(folder) / "sources.toml").write_text("".join(map(_toml, chosen)), encoding="utf-8")
        lake = open_lake(replace(settings, lake=f"{folder}/lake", sources_file=Path(folder) / "sources.toml"))
        batch = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
        run(lake, replace(STEP, phases=STEP.phases[:1]), batch)
        reader = lake.reader()
        failed = {source: (reason, message) for source, reason, message in failed_sources(reader, batch)}
        query = """
            select source_id, count(distinct url), count(distinct url) filter (published_at is not null), max(published_at)
            from entries group by source_id
        """
        listed = {source: counts for source, *counts in reader.sql(query)}
    told = []
    for name in (s.source_id for s in chosen):
        state, message = failed.get(name, ("ok", ""))
        items, dated, newest = listed.get(name, (0, 0, None))
        if state == "ok" and not items:
            state, message = "empty", "it answered and listed nothing of the last days"
        if state == "ok" and (broken := _broken(declared[name], items, dated)):
            state, message = "thin", "; ".join(broken)
        told.append(Trial(source_id=name, state=state, items=items, dated=dated, newest=newest, message=message))
    return told


def _broken(source: Source, items: int, dated: int) -> list[str]:
    """The floors that a single poll already shows to be broken: it cannot hold more new items than it lists."""
    floors = []
    if items < source.min_items_per_day:
        floors.append(f"few items: {source.min_items_per_day} a day are expected")
    if dated < source.min_dated_share * items:
        floors.append(f"few dates: {source.min_dated_share:.0%} are expected")
    return floors


def _toml(source: Source) -> str:
    """A declaration that reads back as the same source: a JSON string is a TOML string."""
    told = {"id": source.source_id} | {k: getattr(source, k) for k in TEXTS if k != "id"}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    floors = [f"min_items_per_day = {source.min_items_per_day}", f"min_dated_share = {source.min_dated_share}"]
    return "\n".join(["[[source]]", *lines, *floors, ""])


def table(trials: Sequence[Trial]) -> str:
    """A line a source, the sum at the end."""
    width = max((len(t.source_id) for t in trials), default=0)
    lines = [f"{'source':{width}}  {'state':16} items dated share  newest"]
    for t in trials:
        newest = f"{t.newest:%Y-%m-%d %H:%M}" if t.newest else "-"
        lines.append(
            f"{t.source_id:{width}}  {t.state:16} {t.items:5} {t.dated:5} {t.share:>5}  {newest:16}  {t.message}".rstrip()
        )
    good = sum(t.state == "ok" for t in trials)
    return "\n".join([*lines, f"sources check tried={len(trials)} ok={good} other={len(trials) - good}"])
