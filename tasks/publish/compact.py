"""Few files for readers: one a record for each day, and then each month, that is over.

A merged file is an aid to speed and belongs to the snapshot: the log keeps naming the files that batches wrote.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas import OBSERVATIONS
from schemas.record import Record, columns, name_of
from tasks.lake import File, export, select_files
from tasks.storage import Storage

__all__ = ["Held", "compact", "keep"]

SCHEMA_VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A file of a snapshot: its key, its record, and the files of the log that it stands for."""

    key: str
    record: str
    of: tuple[str, ...]


def compact(storage: Storage, files: Iterable[File], before: Sequence[Held]) -> list[Held]:
    """The files of each record, those of a closed day or month merged; what an earlier snapshot merged is used again."""
    records = {name_of(r): r for r in OBSERVATIONS}
    known = {held.of: held for held in before}
    chosen = sorted((f for f in files if f.record in records), key=lambda f: f.key)
    newest = max((f.batch[:10] for f in chosen), default="")
    found = []
    for (name, period), group in sorted(_grouped(chosen, newest).items()):
        keys = tuple(f.key for f in group)
        if len(keys) == 1:
            found.append(Held(key=keys[0], record=name, of=keys))
        else:
            found.append(known.get(keys) or _merge(storage, records[name], period, keys))
    return found


def keep(storage: Storage, path: Path, folder: str, name: str) -> str:
    """Keep a file under a name made from its content; its key."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    key = f"{folder}/{name}-{digest}.parquet"
    storage.put(key, path)
    return key


def _grouped(files: Sequence[File], newest: str) -> dict[tuple[str, str], list[File]]:
    grouped: dict[tuple[str, str], list[File]] = defaultdict(list)
    for file in files:
        day = file.batch[:10]
        is_open = day == newest
        period = file.key if is_open else day if day[:7] == newest[:7] else day[:7]
        grouped[file.record, period].append(file)
    return grouped


def _merge(storage: Storage, record: type[Record], period: str, keys: tuple[str, ...]) -> Held:
    name = name_of(record)
    notes = {
        "record": name,
        "schema_version": SCHEMA_VERSION,
        "columns": json.dumps({c.name: c.meaning for c in columns(record)}),
    }
    select = select_files(record, [str(storage.local(key)) for key in keys])
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder, duckdb.connect(config={"threads": 1}) as connection:
        path = Path(folder) / "merged.parquet"
        export(connection, f"({select})", path, notes)
        return Held(key=keep(storage, path, f"compact/{name}", period), record=name, of=keys)
