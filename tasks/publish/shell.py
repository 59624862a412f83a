"""A shell on the views: DuckDB in memory, that can read the files of the snapshot and do nothing else."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tasks import ConfigError, DisputewireError
from tasks.lake import Lake
from tasks.publish import snapshot

__all__ = ["answer", "connect", "interact"]

# A reader asks and sets variables; COPY, ATTACH, INSTALL and the like could write or reach out.
ALLOWED = {"SELECT", "EXPLAIN", "VARIABLE_SET", "SET", "RELATION"}
VARIABLE = re.compile(r"\s*set\s+variable\s", re.IGNORECASE)
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FORMS = ("table", "csv", "json")


def connect(lake: Lake) -> duckdb.DuckDBPyConnection:
    """The views of the snapshot that stands. No network, no extensions, no files but the snapshot’s own."""
    shown = snapshot.read(lake.storage)
    if shown is None:
        raise DisputewireError(f"{lake.storage.root}: nothing is published yet; run `disputewire publish`")
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("set autoinstall_known_extensions = false; set autoload_known_extensions = false")
    keys = [*shown.materialised.values(), *(key for keys in shown.paths().values() for key in keys)]
    allowed = [str(lake.storage.local(key)) for key in keys]
    connection.execute("set allowed_paths = $1", [allowed]) if allowed else None
    connection.execute("set enable_external_access = false")
    connection.execute(snapshot.script_of(lake.storage, shown, is_local=True))
    connection.execute("set lock_configuration = true")
    return connection


def answer(lake: Lake, query: str, *, form: str = "table") -> str:
    """One query over the views, as a table, CSV (safe to open in a spreadsheet) or JSON."""
    if form not in FORMS:
        raise ConfigError(f"--format {form}: one of {', '.join(FORMS)}")
    with closing(connect(lake)) as connection:
        names, rows = _ask(connection, query)
    return {"table": _table, "csv": _csv, "json": _json}[form](names, rows)


def interact(lake: Lake) -> None:
    """Read queries, one or more lines up to `;`, until the end of input."""
    console = Console()
    with closing(connect(lake)) as connection:
        console.print("Views: disputes, claims, statements, timeline ... (show tables;). End with Ctrl-D.", markup=False)
        for query in _queries():
            try:
                console.print(_table(*_ask(connection, query)), markup=False, highlight=False)
            except DisputewireError as error:
                console.print(str(error), markup=False)


def _queries() -> Iterator[str]:
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        lines: list[str] = []
        while True:
            lines.append(input("... " if lines else "disputewire> "))
            if lines[-1].rstrip().endswith(";"):
                yield "\n".join(lines)
                lines = []


def _ask(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    try:
        statements = connection.extract_statements(query)
        for statement in statements:
            kind = statement.type.name
            if kind not in ALLOWED or (kind == "SET" and not VARIABLE.match(statement.query)):
                raise DisputewireError(f"sql: {kind} is not allowed here; the shell reads the views and sets variables only")
            connection.execute(statement)
        names = [column[0] for column in connection.description or []]
        return names, connection.fetchall() if names else []
    except duckdb.Error as error:
        raise DisputewireError(f"sql: {error}") from error


def _safe(value: Any) -> str:
    """Outside text on its way to a terminal: no control characters, no change of direction."""
    return "" if value is None else UNSAFE.sub("\ufffd", str(value))


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> str:
    table = Table(*names)
    for row in rows:
        table.add_row(*(Text(_safe(value)) for value in row))
    buffer = io.StringIO()
    Console(file=buffer, width=max(120, 24 * len(names)), no_color=True).print(table)
    return f"{buffer.getvalue()}{len(rows)} row{'' if len(rows) == 1 else 's'}"


def _csv(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)  # RFC 4180: CRLF, and so a lone CR in a text is quoted
    writer.writerow(names)
    for row in rows:
        writer.writerow(["'" + v if isinstance(v, str) and v.startswith(FORMULA) else v for v in row])
    return buffer.getvalue().rstrip("\r\n")


def _json(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> str:
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1, default=str)
