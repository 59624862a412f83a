"""`disputewire review`: what people decide on rows; it wins over any machine."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tasks import ConfigError
from tasks.lake import open_lake
from tasks.settings import load

app = typer.Typer(no_args_is_help=True, help="Confirm, correct or reject what a machine said.")

RowArgument = Annotated[str, typer.Argument(help="Id of the row: label_id, statement_id, event_id, ...")]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides. Default: the user's name.")]
NoteOption = Annotated[str | None, typer.Option("--note", help="Why.")]


@app.command("list")
def show(limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 20) -> None:
    """Labels worth a look, newest first: left open, near the gate's bounds, or weak; each with its id and sentence."""
    from tasks.review import worth_a_look

    print(worth_a_look(open_lake(load()), limit=limit))


@app.command("confirm")
def confirm(row_id: RowArgument, by: ByOption = None, note: NoteOption = None) -> None:
    """A row is right as it is shown; a later version of the rules does not change it."""
    _decide(row_id, "confirm", by=by, note=note)


@app.command("correct")
def correct(
    row_id: RowArgument,
    value: Annotated[str, typer.Argument(help="What it should say: a code of the label's scheme, a word of the field.")],
    field: Annotated[str | None, typer.Option("--field", help="Which field; needed where a record has several.")] = None,
    by: ByOption = None,
    note: NoteOption = None,
) -> None:
    """A row should say something else."""
    _decide(row_id, "correct", value=value, field=field, by=by, note=note)


@app.command("reject")
def reject(row_id: RowArgument, by: ByOption = None, note: NoteOption = None) -> None:
    """A row is wrong and should not count; of a relevance label, the opposite is true."""
    _decide(row_id, "reject", by=by, note=note)


@app.command("split")
def split_off(
    dispute: Annotated[str, typer.Argument(help="dispute_id, as the view disputes has it.")],
    articles: Annotated[list[str], typer.Argument(help="article_id of each article that leaves it.")],
    by: ByOption = None,
    note: NoteOption = None,
) -> None:
    """Articles of a dispute are about another one: they found a new dispute, and the rest keeps the old id."""
    from tasks.review import split

    print(split(open_lake(load()), dispute, articles, by=_name(by), note=note, at=_now()))


@app.command("import")
def import_file(
    path: Annotated[str, typer.Argument(help="A .toml or .csv file of decisions, local or s3://...")], by: ByOption = None
) -> None:
    """Many decisions at once: row_id, decision, value, field, by, note, at. One that is wrong is named and none is kept."""
    from tasks.review import read_file, record

    lake = open_lake(load())
    name = by or _user() or ""
    print(record(lake, read_file(path, by=name, now=_now(), max_bytes=lake.settings.fetch.max_feed_bytes)))


@app.command("export")
def export_rows(out: Annotated[Path, typer.Argument(help="OUT.jsonl: title, text, types, stage.")]) -> None:
    """What people decided on labels, as rows to train on."""
    from tasks.review import export

    print(export(open_lake(load()), out))


def _decide(
    row_id: str, decision: str, *, by: str | None, note: str | None, value: str | None = None, field: str | None = None
) -> None:
    from tasks.review import Decision, record

    who = _name(by)
    told = Decision(place="review", row_id=row_id, decision=decision, value=value, field=field, by=who, note=note, at=_now())
    print(record(open_lake(load()), [told]))


def _name(by: str | None) -> str:
    name = by or _user()
    if not name:
        raise ConfigError("review: this user has no name; say who decides with --by NAME")
    return name


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _user() -> str | None:
    """The name of who runs this, if the system knows one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return None
