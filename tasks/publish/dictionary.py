"""The data dictionary, from the records and the views themselves: `python -m tasks.publish.dictionary > docs/schema.md`."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from schemas import OBSERVATIONS, REFERENCES
from schemas.record import Record, columns, name_of
from tasks.publish.checks import checks
from tasks.publish.views import AS_KNOWN, header, script, views
from tasks.settings import ROOT
from tasks.taxonomy import Scheme, schemes, taxonomy

__all__ = ["dictionary"]

OPENING = """<!-- Made by `python -m tasks.publish.dictionary > docs/schema.md`; do not edit. -->
# Schema

Names end in what they are: `_at` a UTC TIMESTAMP, `_on` a DATE, `_id` a key, `_count` a number, `is_` a BOOLEAN. `sentence`
is the evidence and `url` is where it stands. Open the views with `make sql`, or `cd var/lake && duckdb -init views.sql`."""


def dictionary() -> str:
    """The whole page, as Markdown."""
    return "\n".join([OPENING, *_views(), *_questions(), *_checks(), *_taxonomy(), *_records()]) + "\n"


def _views() -> Iterator[str]:
    yield "\n## Views\n\nWhat analysts are promised: names, order and meaning stay; new columns come at the end."
    with duckdb.connect() as connection:
        connection.execute(script({}, {}))
        for view in sorted(views().values(), key=lambda v: v.name):
            source = f"{AS_KNOWN}(current_date)" if view.name == AS_KNOWN else view.name
            yield f"\n### {view.name}{'(date)' * (view.name == AS_KNOWN)}\n\n{view.comment}\n\n| column | type |\n| --- | --- |"
            for name, kind, *_ in connection.execute(f"describe from {source}").fetchall():
                yield f"| {name} | {kind} |"


def _questions() -> Iterator[str]:
    yield "\n## Questions\n\nFiles in `schemas/questions/`. `set variable as_of = '2026-11-20';` asks for an earlier day.\n"
    for path in sorted((ROOT / "schemas" / "questions").glob("*.sql")):
        comment, _ = header(path.read_text(encoding="utf-8"))
        yield f"- `{path.name}`: {comment[0].split('. ', 1)[1]}"


def _checks() -> Iterator[str]:
    yield "\n## Checks\n\nA blocking one that finds a row stops the publish; the last snapshot stays.\n"
    for check in checks():
        yield f"- `{check.name}` ({'blocking' if check.is_blocking else 'warning'}): {check.meaning}"


def _taxonomy() -> Iterator[str]:
    yield "\n## Taxonomy\n\nFrom `models/taxonomy.toml`, as `observed.taxonomy` has it: what the codes of each version mean."
    for scheme in schemes():
        kept = dict.fromkeys(t.version for t in taxonomy() if t.scheme == scheme.name)
        for version in sorted(kept, key=lambda v: v != scheme.version):
            yield from _version(scheme, version)


def _version(scheme: Scheme, version: str) -> Iterator[str]:
    """One version of a scheme: a table with the columns that any of its codes has."""
    standing = "in force" if version == scheme.version else "former"
    yield f"\n### {scheme.name}, version {version} ({standing})\n\n{scheme.meaning}.\n"
    taxa = [t for t in taxonomy() if (t.scheme, t.version) == (scheme.name, version)]
    extra = [name for name in ("plover", "iptc", "exact_match") if any(getattr(t, name) for t in taxa)]
    yield f"| {' | '.join(['code', 'name', 'definition', *extra])} |\n| {' | '.join(['---'] * (3 + len(extra)))} |"
    for taxon in taxa:
        yield f"| {' | '.join([taxon.code, taxon.name, taxon.definition, *(getattr(taxon, name) or '' for name in extra)])} |"


def _records() -> Iterator[str]:
    yield "\n## Records\n\nWhat batches saw, as views of the schema `observed`; the reference tables stand last."
    for record in (*OBSERVATIONS, *REFERENCES):
        yield from _record(record)


def _record(record: type[Record]) -> Iterator[str]:
    yield f"\n### observed.{name_of(record)}\n\n{(record.__doc__ or '').strip()}\n"
    yield "| column | type | null | meaning |\n| --- | --- | --- | --- |"
    for column in columns(record):
        yield f"| {column.name} | {column.sql_type} | {'yes' if column.is_nullable else ''} | {column.meaning} |"


if __name__ == "__main__":
    print(dictionary(), end="")
