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
from tasks.reference import sources
from tasks.settings import Settings

__all__ = ["Trial", "table", "try_sources"]

TEXTS = ("outlet", "owner_group", "country", "language", "kind", "format", "url", "rights")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What one poll of a source gave. `state` is ok, or the reason of its failure; times are UTC."""

    source_id: str
    state: str
    items: int
    dated: int
    newest: datetime | None
    message: str


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
        told.append(Trial(source_id=name, state=state, items=items, dated=dated, newest=newest, message=message))
    return told


def _toml(source: Source) -> str:
    """A declaration that reads back as the same source: a JSON string is a TOML string."""
    told = {"id": source.source_id} | {k: getattr(source, k) for k in TEXTS}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in told.items()]
    return "\n".join(["[[source]]", *lines, f"min_items_per_day = {source.min_items_per_day}", ""])


def table(trials: Sequence[Trial]) -> str:
    """A line a source, the sum at the end."""
    width = max((len(t.source_id) for t in trials), default=0)
    lines = [f"{'source':{width}}  {'state':16} items dated  newest"]
    for t in trials:
        newest = f"{t.newest:%Y-%m-%d %H:%M}" if t.newest else "-"
        lines.append(f"{t.source_id:{width}}  {t.state:16} {t.items:5} {t.dated:5}  {newest:16}  {t.message}".rstrip())
    good = sum(t.state == "ok" for t in trials)
    return "\n".join([*lines, f"sources check tried={len(trials)} ok={good} other={len(trials) - good}"])
