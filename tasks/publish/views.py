"""The views as one script: `schemas/views/*.sql` put in order, over the files of a snapshot.

A fold (`schemas/views/folds`) is written once. A view carries the folds that it needs as common table expressions, so that
each is done once a query; `as_known` is the same text with a day as its parameter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from schemas import OBSERVATIONS, REFERENCES
from schemas.record import Record, name_of
from tasks.lake import select_files
from tasks.settings import ROOT

__all__ = [
    "AS_KNOWN", "MATERIALISED", "Query", "as_known", "fold_tables", "folds", "header", "observed", "queries", "script", "views",
]  # fmt: skip

FOLDER = ROOT / "schemas" / "views"
FOR_EVER = "'9999-12-31'"
AS_KNOWN = "as_known"
COMMENT = re.compile(r"\s*--[ ]?(.*)")

# The views that analysts ask most: folded once at publish, kept as files, in this order of rows.
MATERIALISED: Mapping[str, str] = {
    "disputes": "last_moved_on desc, opened_on desc, dispute_id",
    "claims": "dispute_id, first_said_at, claim_id",
    "statements": "dispute_id, said_at, article_id, start_char, statement_id",
    "timeline": "dispute_id, event_on, event_id",
    "stories": "last_published_at desc, story_id",
    "entities": "entity_id",
}


@dataclass(frozen=True, kw_only=True)
class Query:
    """A file of SQL: its name, what its header says one row is, and the query."""

    name: str
    comment: str
    body: str

    def reads(self, names: Iterable[str]) -> list[str]:
        """Which of these names it selects from, itself left out; sorted."""
        found = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)\b", self.body))
        return sorted(found.intersection(names) - {self.name})


def header(text: str) -> tuple[list[str], str]:
    """The comment lines that a file of SQL opens with, and the rest."""
    lines = text.splitlines()
    count = next((n for n, line in enumerate(lines) if not COMMENT.match(line)), len(lines))
    return [match[1] for line in lines[:count] if (match := COMMENT.match(line))], "\n".join(lines[count:]).strip().rstrip(";")


def queries(folder: Path) -> dict[str, Query]:
    """The files of a folder by name, those that others read first."""
    found = {}
    for path in sorted(folder.glob("*.sql")):
        comment, body = header(path.read_text(encoding="utf-8"))
        found[path.stem] = Query(name=path.stem, comment=" ".join(comment), body=body)
    order = TopologicalSorter({name: query.reads(found) for name, query in found.items()}).static_order()
    return {name: found[name] for name in order}


@cache
def views() -> dict[str, Query]:
    """The views that analysts are promised, in the order in which they can be made."""
    return queries(FOLDER)


@cache
def folds() -> dict[str, Query]:
    """The folds beneath them, in the order in which they can be made."""
    return queries(FOLDER / "folds")


def script(paths: Mapping[str, Sequence[str]], materialised: Mapping[str, str]) -> str:
    """The whole of views.sql: `paths` gives the files of each record, `materialised` the file of a view that has one."""
    parts = ["-- Made by publish; do not edit. Run it from within the lake: duckdb -init views.sql", *observed(paths)]
    for view in views().values():
        if view.name == AS_KNOWN:
            parts.append(as_known(view) + ";")
            parts.append(f"comment on macro table {AS_KNOWN} is {_quoted(view.comment)};")
            continue
        file = materialised.get(view.name)
        body = f"select * from read_parquet({_quoted(file)})" if file else _whole(view).replace("as_of", FOR_EVER)
        parts.append(f"create or replace view {view.name} as\n{body};")
        parts.append(f"comment on view {view.name} is {_quoted(view.comment)};")
    return "\n\n".join(parts) + "\n"


def as_known(view: Query) -> str:
    """The macro: a view whose last day is a parameter."""
    return f"create or replace macro {AS_KNOWN}(as_of) as table\n{_whole(view)}"


def observed(paths: Mapping[str, Sequence[str]]) -> list[str]:
    """One view a record, in the schema `observed`; typed and empty where there are no files."""
    made = [_observed(record, paths.get(name_of(record), ())) for record in (*OBSERVATIONS, *REFERENCES)]
    return ["create schema if not exists observed;", *made]


def fold_tables(run: Callable[[str], object]) -> None:
    """Do each fold once, as a table, and each view on top of them: what publish checks and materialises."""
    for fold in folds().values():
        body = fold.body.replace("as_of", FOR_EVER)
        if _is_recursive(fold):
            body = f"with recursive {fold.name} as (\n{body}\n) select * from {fold.name}"
        run(f"create table {fold.name} as\n{body}")
    for view in views().values():
        if view.name != AS_KNOWN:
            run(f"create {'table' if view.name in MATERIALISED else 'view'} {view.name} as\n{view.body}")


def _is_recursive(fold: Query) -> bool:
    return re.search(rf"\b(?:from|join)\s+{fold.name}\b", fold.body) is not None


def _observed(record: type[Record], paths: Sequence[str]) -> str:
    name = name_of(record)
    comment = f"comment on view observed.{name} is {_quoted((record.__doc__ or '').strip())};"
    return f"create or replace view observed.{name} as {select_files(record, paths)};\n{comment}"


def _whole(view: Query) -> str:
    """A view with the folds that it rests on."""
    needed = _needed(view)
    if not needed:
        return view.body
    chain = ",\n".join(f"{fold.name} as (\n{fold.body}\n)" for fold in needed)
    return f"with recursive {chain}\nselect * from (\n{view.body}\n)"


def _needed(view: Query) -> list[Query]:
    wanted = set(view.reads(folds()))
    for fold in reversed(folds().values()):
        if fold.name in wanted:
            wanted.update(fold.reads(folds()))
    return [fold for fold in folds().values() if fold.name in wanted]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
