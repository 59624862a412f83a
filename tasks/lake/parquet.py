"""Rows to Parquet and back. The one room where DuckDB meets files."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from schemas import OBSERVATIONS, REFERENCES
from schemas.record import Record, columns, name_of, values
from tasks.lake.log import File
from tasks.storage import Storage

__all__ = ["Reader", "create_table", "empty_select", "keep_raw", "name_by_content", "select_files", "write_rows", "write_table"]

SCHEMA_VERSION = "1"
R = TypeVar("R", bound=Record)
# One database in memory for each process: what a fork leaves to its child is not the child's.
DATABASES: dict[int, duckdb.DuckDBPyConnection] = {}
OPENING = threading.Lock()


def create_table(record: type[Record], name: str) -> str:
    """DDL of a table that holds rows of a record while the connection lasts."""
    fields = ", ".join(f'"{c.name}" {c.sql_type}{"" if c.is_nullable else " not null"}' for c in columns(record))
    return f"create temporary table {name} ({fields})"


def empty_select(record: type[Record]) -> str:
    """A typed select without rows: what a view over no files begins with."""
    fields = ", ".join(f'null::{c.sql_type} as "{c.name}"' for c in columns(record))
    return f"select {fields} where false"


def select_files(record: type[Record], paths: Sequence[str]) -> str:
    """A select over Parquet files, by column name, typed also when there are none."""
    if not paths:
        return empty_select(record)
    names = ", ".join(f'"{c.name}"' for c in columns(record))
    listed = ", ".join("'" + p.replace("'", "''") + "'" for p in paths)
    return f"{empty_select(record)} union all by name select {names} from read_parquet([{listed}], union_by_name = true)"


def name_by_content(sha256: str, *, record: str, batch: str, part: str, suffix: str) -> str:
    """The key of a file that a batch wrote: its folder says the record and the day of capture."""
    folder = "raw" if record == "warc" else record
    return f"{folder}/day={batch[:10]}/{batch}-{part}-{sha256[:16]}{suffix}"


def write_rows(storage: Storage, rows: Iterable[Record], *, batch: str, part: str) -> list[File]:
    """Write rows as one Parquet file a record, named by content; the same rows give the same bytes."""
    grouped: dict[type[Record], list[Record]] = defaultdict(list)
    for row in rows:
        grouped[type(row)].append(row)
    with tempfile.TemporaryDirectory(prefix="disputewire-") as folder:
        return [
            _keep(storage, _write(Path(folder), record, found), record, batch=batch, part=part, count=len(found))
            for record, found in sorted(grouped.items(), key=lambda item: name_of(item[0]))
        ]


def write_table(record: type[Record], rows: Iterable[Record], path: Path) -> None:
    """Write one Parquet file; its metadata names the record, the schema version and what each column means."""
    meanings = json.dumps({c.name: c.meaning for c in columns(record)})
    notes = {"record": name_of(record), "schema_version": SCHEMA_VERSION, "columns": meanings}
    with _scratch() as connection:
        connection.execute(create_table(record, "rows"))
        appender = connection.appender("rows")
        appender.append_rows(list(values(row)) for row in rows)
        appender.flush()
        export(connection, "rows", path, notes)


def _scratch() -> duckdb.DuckDBPyConnection:
    """A connection with temporary tables of its own: a database takes 15 ms to open, and a batch writes a hundred tables."""
    with OPENING:
        own = os.getpid()
        if own not in DATABASES:
            DATABASES[own] = duckdb.connect(config={"threads": 1})
        return DATABASES[own].cursor()


def export(connection: duckdb.DuckDBPyConnection, table: str, path: Path, notes: Mapping[str, str]) -> None:
    """COPY a table or view to a Parquet file with key-value notes."""
    listed = ", ".join(f"{key}: {_quoted(value)}" for key, value in notes.items())
    connection.execute(
        f"copy (from {table}) to {_quoted(str(path))} (format parquet, compression zstd, kv_metadata {{{listed}}})"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _write(folder: Path, record: type[Record], rows: Sequence[Record]) -> Path:
    path = folder / f"{name_of(record)}.parquet"
    write_table(record, rows, path)
    return path


def _keep(storage: Storage, path: Path, record: type[Record], *, batch: str, part: str, count: int) -> File:
    return _kept(storage, path, name_of(record), batch=batch, part=part, count=count, suffix=".parquet")


def keep_raw(storage: Storage, path: Path, *, batch: str, part: str, count: int) -> File:
    """Keep a finished WARC file under a name made from its content."""
    return _kept(storage, path, "warc", batch=batch, part=part, count=count, suffix=".warc.gz")


def _kept(storage: Storage, path: Path, record: str, *, batch: str, part: str, count: int, suffix: str) -> File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    key = name_by_content(digest, record=record, batch=batch, part=part, suffix=suffix)
    storage.put(key, path)
    return File(key=key, record=record, batch=batch, rows=count, size=path.stat().st_size, sha256=digest)


class Reader:
    """SQL and rows over a list of files: each record is a view of its own name."""

    def __init__(self, storage: Storage, files: Iterable[File]) -> None:
        self._storage = storage
        self._files: dict[str, list[File]] = defaultdict(list)
        for file in files:
            self._files[file.record].append(file)
        self._connection = duckdb.connect(config={"threads": 2})
        self._connection.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
        self._shown: set[str] = set()

    def rows(self, record: type[R], where: str = "true", parameters: Sequence[Any] = ()) -> list[R]:
        """The rows of a record that meet a condition, as the record's own type."""
        self._show(record)
        names = [c.name for c in columns(record)]
        tuples = {f.name for f in dataclasses.fields(record) if "tuple" in str(f.type)}
        found = self.sql(f"select {', '.join(names)} from {name_of(record)} where {where}", parameters)
        return [record(**{n: tuple(v) if n in tuples else v for n, v in zip(names, row, strict=True)}) for row in found]

    def sql(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query over the records."""
        self._show_all(query)
        return self._connection.execute(query, list(parameters)).fetchall()

    def stream(self, query: str, parameters: Sequence[Any] = (), *, block: int = 2000) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one, a block of them in memory."""
        self._show_all(query)
        with self._connection.cursor() as cursor:
            cursor.execute(query, list(parameters))
            while rows := cursor.fetchmany(block):
                yield from rows

    def paths(self, record: str) -> list[Path]:
        """Local paths of the files of a record, for what is not Parquet."""
        return [self._storage.local(f.key) for f in self._files[record]]

    def _show_all(self, query: str) -> None:
        for record in (*OBSERVATIONS, *REFERENCES):
            if name_of(record) in query:
                self._show(record)

    def _show(self, record: type[Record]) -> None:
        name = name_of(record)
        if name not in self._shown:
            paths = [str(self._storage.local(f.key)) for f in self._files[name]]
            self._connection.execute(f"create view {name} as {select_files(record, paths)}")
            self._shown.add(name)
