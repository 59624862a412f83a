"""Keeping the lake clean: what no entry and no recent snapshot names is rubbish after a day, and sums are re-read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from schemas import OBSERVATIONS
from schemas.record import name_of
from tasks import StorageError
from tasks.lake import Lake

__all__ = ["sweep", "verify"]

# Folders whose files are named by their content. The log and the snapshots are never swept.
CONTENT_NAMED = (*(name_of(r) for r in OBSERVATIONS), "raw", "compact", "materialised", "reference")
GRACE = timedelta(days=1)
# Marks of messages stay as long as a queue may keep a message: 14 days in SQS.
MARKS, MARKS_KEPT = "staging/arrivals/", timedelta(days=15)


def sweep(lake: Lake, *, now: datetime | None = None) -> str:
    """Remove old snapshots, then files that nothing names and nobody may be writing. Returns a summary line."""
    moment = now or datetime.now(UTC)
    temporary = lake.storage.sweep(moment - GRACE)
    dropped = _drop_snapshots(lake, moment - timedelta(days=lake.settings.publish.keep_snapshots_days))
    named = _named(lake)
    old = [s.key for folder in CONTENT_NAMED for s in lake.storage.list(f"{folder}/") if s.modified_at < moment - GRACE]
    rubbish = [key for key in old if key not in named]
    notes = [s.key for s in lake.storage.list("staging/") if s.modified_at < moment - GRACE and _is_done(lake, s.key)]
    marks = [s.key for s in lake.storage.list(MARKS) if s.modified_at < moment - MARKS_KEPT]
    for key in (*rubbish, *notes, *marks):
        lake.storage.delete(key)
    return f"sweep temporary={temporary} snapshots={dropped} files={len(rubbish)} notes={len(notes) + len(marks)}"


def verify(lake: Lake) -> str:
    """Re-read every file in force against its sum. Raises StorageError that names the bad ones."""
    bad = []
    files = lake.state().files()
    for file in files:
        data = lake.storage.read(file.key)
        if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
            bad.append(file.key)
    if bad:
        raise StorageError(f"{len(bad)} files are missing or damaged: {', '.join(bad[:5])}; replay the step that made them")
    return f"verify files={len(files)} all sums hold"


def _named(lake: Lake) -> set[str]:
    state = lake.state()
    named = {f.key for f in state.files()}
    named.update(f.key for r in state.replays.values() for c in r.candidates.values() for f in c.files)
    for stored in lake.storage.list("snapshots/"):
        named.update(_keys(json.loads(lake.storage.read(stored.key) or b"{}")))
    return named


def _keys(value: object) -> Iterator[str]:
    """Every text in a snapshot: its files are among them, whatever its shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *_keys(item))


def _drop_snapshots(lake: Lake, before: datetime) -> int:
    kept = sorted(lake.storage.list("snapshots/"), key=lambda s: s.key)
    old = [s.key for s in kept[:-1] if s.modified_at < before]
    for key in old:
        lake.storage.delete(key)
    return len(old)


def _is_done(lake: Lake, key: str) -> bool:
    """Whether the step that a staging note belongs to has answered its input. Marks of arrivals belong to no step."""
    if key.startswith(MARKS):
        return False
    _, step, batch, *_ = key.split("/")
    return lake.state().is_answered(step, batch)
