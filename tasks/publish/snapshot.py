"""A snapshot: the files that readers open, all of one state of the log, and the script that makes views of them.

A draft writes files under names made from their content and checks them; nobody reads them yet. To show it is to replace
a handful of names, `views.sql` last.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import duckdb

from schemas import Commit, Record, Threshold
from schemas.record import name_of
from tasks import __version__
from tasks.lake import Lake, State, export, write_table
from tasks.publish import site
from tasks.publish.checks import Found, examine
from tasks.publish.compact import Held, compact, keep
from tasks.publish.hedging import learn, refuse_titles
from tasks.publish.views import AS_KNOWN, MATERIALISED, as_known, fold_tables, observed, script, views
from tasks.reference import entities, outlets, sources
from tasks.settings import MODELS, read_toml
from tasks.storage import Storage
from tasks.taxonomy import taxonomy

__all__ = ["Draft", "Snapshot", "draft", "fingerprint", "read", "script_of", "show"]


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What a snapshot names. `number` is that of the log entry that published it; 0 where nothing has been."""

    number: int
    fingerprint: str
    files: tuple[Held, ...] = ()
    reference: Mapping[str, str] = field(default_factory=dict)
    materialised: Mapping[str, str] = field(default_factory=dict)

    def paths(self) -> dict[str, list[str]]:
        """The keys of each record's files."""
        found: dict[str, list[str]] = {name: [key] for name, key in self.reference.items()}
        for held in self.files:
            found.setdefault(held.record, []).append(held.key)
        return found

    def to_bytes(self) -> bytes:
        """As `snapshot.json` has it."""
        return json.dumps({"version": __version__, **dataclasses.asdict(self)}, indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The snapshot that `to_bytes` wrote."""
        fields = json.loads(data)
        fields.pop("version")
        files = tuple(Held(key=f["key"], record=f["record"], of=tuple(f["of"])) for f in fields.pop("files"))
        return cls(files=files, **fields)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A snapshot that has passed its checks and that nobody reads yet."""

    snapshot: Snapshot
    connection: duckdb.DuckDBPyConnection
    warnings: tuple[Found, ...]


def read(storage: Storage) -> Snapshot | None:
    """The snapshot that readers see; None before the first."""
    data = storage.read("snapshot.json")
    return Snapshot.from_bytes(data) if data else None


def fingerprint(lake: Lake) -> str:
    """What the views and the reference tables are made from, besides the log: a change of these is published too."""
    rows = [repr(row) for group in _reference(lake).values() for row in group]
    return hashlib.sha256("\n".join([script({}, {}), *rows]).encode()).hexdigest()[:16]


def draft(lake: Lake, state: State, commits: Sequence[Commit], *, number: int, days: Iterable[str] = ()) -> Draft:
    """Fold, check and keep all that a snapshot of this state names; `days` get a page. Raises CheckFailed; nothing is shown."""
    before = read(lake.storage)
    files = compact(lake.storage, state.files(), before.files if before else ())
    rows: dict[type[Record], Sequence[Record]] = {**_reference(lake), Commit: commits}
    reference = {name_of(record): _keep_rows(lake.storage, record, group) for record, group in rows.items()}
    bare = Snapshot(number=number, fingerprint=fingerprint(lake), files=tuple(files), reference=reference)
    connection = _folded(lake.storage, bare)
    warnings = examine(connection)
    for day in sorted(days):
        refuse_titles(connection, day)
    materialised = {view: _keep_view(lake.storage, connection, view) for view in MATERIALISED}
    snapshot = dataclasses.replace(bare, materialised=materialised)
    return Draft(snapshot=snapshot, connection=connection, warnings=tuple(warnings))


def show(lake: Lake, made: Draft, days: Iterable[str]) -> None:
    """Put a draft before readers: the files of single views, the pages of the days, the snapshot, and views.sql last."""
    storage, number = lake.storage, made.snapshot.number
    with closing(made.connection) as connection, tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        for view in MATERIALISED:
            path = Path(folder) / f"{view}.parquet"
            _export(connection, view, path, {"snapshot": str(number)})
            storage.replace(f"published/{view}.parquet", path)
        for name, page in site.pages(connection, sorted(days)):
            storage.replace(f"site/{name}", page.encode())
    storage.replace(f"snapshots/{number:08d}.json", made.snapshot.to_bytes())
    storage.replace("snapshot.json", made.snapshot.to_bytes())
    storage.replace("views.sql", script_of(storage, made.snapshot).encode())


def script_of(storage: Storage, snapshot: Snapshot, *, is_local: bool = False) -> str:
    """views.sql of a snapshot: paths relative to the lake, or s3:// addresses; local paths for our own shell."""

    def place(key: str) -> str:
        if is_local:
            return str(storage.local(key))
        return f"{storage.root}/{key}" if storage.root.startswith("s3://") else key

    paths = {name: [place(key) for key in keys] for name, keys in snapshot.paths().items()}
    return script(paths, {view: place(key) for view, key in snapshot.materialised.items()})


def _reference(lake: Lake) -> dict[type[Record], Sequence[Record]]:
    declared = sources(lake.settings.sources_file)
    groups: list[Sequence[Record]] = [outlets(declared), declared, entities(), taxonomy(), _thresholds(lake)]
    return {type(group[0]): group for group in groups if group}


def _thresholds(lake: Lake) -> list[Threshold]:
    """The numbers that views go by."""
    publish = lake.settings.publish
    numbers = {"drift_days": publish.drift_days, "drift_min_days": publish.drift_min_days, "drift_z": publish.drift_z}
    gate = read_toml(MODELS / "labels" / "thresholds.toml")
    numbers |= {name: gate[name] for name in ("abstain_from", "dispute_from")}
    return [Threshold(name=name, value=float(value)) for name, value in numbers.items()]


def _keep_rows(storage: Storage, record: type[Record], rows: Sequence[Record]) -> str:
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        path = Path(folder) / "rows.parquet"
        write_table(record, rows, path)
        return keep(storage, path, "reference", name_of(record))


def _folded(storage: Storage, snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
    """The views over the files of a snapshot, each fold done once. One thread: equal states give equal bytes."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
    paths = {name: [str(storage.local(key)) for key in keys] for name, keys in snapshot.paths().items()}
    for statement in observed(paths):
        connection.execute(statement)
    learn(connection)
    fold_tables(connection.execute)
    connection.execute(as_known(views()[AS_KNOWN]))
    return connection


def _keep_view(storage: Storage, connection: duckdb.DuckDBPyConnection, view: str) -> str:
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        path = Path(folder) / "view.parquet"
        _export(connection, view, path, {})
        return keep(storage, path, "materialised", view)


def _export(connection: duckdb.DuckDBPyConnection, view: str, path: Path, notes: Mapping[str, str]) -> None:
    ordered = f"(select * from {view} order by {MATERIALISED[view]})"
    export(connection, ordered, path, {"view": view, "meaning": views()[view].comment, **notes})
