"""The command line: thin. Each verb calls a step or reads the snapshot, prints one summary line and exits 0, 1, 2 or 3."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tasks import ConfigError, DisputewireError, __version__
from tasks.commands import evaluate, review, sources
from tasks.lake import Lake, Tally, open_lake, run
from tasks.settings import load

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="A ledger of tech disputes out of the day's news."
)
rejects_app = typer.Typer(no_args_is_help=True, help="What left the flow.")
app.add_typer(rejects_app, name="rejects")
app.add_typer(sources.app, name="sources")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(review.app, name="review")

BatchOption = Annotated[str | None, typer.Option("--batch", help="Batch id; for fetch, default: the UTC second of asking.")]


def main() -> None:
    """Run the command line; an error we know of is one line on stderr and its exit status."""
    try:
        app()
    except DisputewireError as error:
        print(f"disputewire: {error}", file=sys.stderr)
        raise SystemExit(error.status) from None


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")


def _tell(step: str, batch: str, tally: Tally | None) -> None:
    if tally is None:
        print(f"{step} batch={batch} already done")
        return
    counts = " ".join(f"{name}={tally.outcomes[name]}" for name in ("accepted", "duplicate", "skipped", "rejected", "deferred"))
    notes = " ".join(f"{name.replace(' ', '_')}={count}" for name, count in sorted(tally.notes.items()))
    print(f"{step} batch={batch} seen={tally.seen} {counts} {notes}".rstrip())


def _tell_committed(lake: Lake, batch: str) -> None:
    commits = lake.state().commits
    step = next(s for s in ("receive", "fetch") if (s, batch) in commits)
    _tell(step, batch, Tally.from_json(commits[step, batch].tally))


def _fetch(lake: Lake, batch: str) -> int:
    """Fetch one batch; 1 where a source failed or too much was rejected."""
    from tasks import fetch

    lake = replace(lake, settings=fetch.alone(lake.settings))
    tally = run(lake, fetch.STEP, batch)
    _tell("fetch", batch, tally)
    failed = fetch.failed_sources(lake.reader(), batch)
    for source_id, reason, message in failed:
        print(f"  source {source_id} failed: {reason}: {message}", file=sys.stderr)
    return int(bool(failed) or (tally is not None and _is_over(lake, tally)))


def _is_over(lake: Lake, tally: Tally) -> bool:
    return tally.seen > 0 and tally.outcomes["rejected"] / tally.seen > lake.settings.max_reject_share


def _catch_up(lake: Lake, step: str) -> int:
    """Do one step over all batches that wait, oldest first."""
    from tasks import classify, deduplicate, parse

    steps = {"parse": parse.STEP, "deduplicate": deduplicate.STEP, "classify": classify.STEP}
    status = 0
    waiting = lake.state().behind(step)
    for batch in waiting:
        tally = run(lake, steps[step], batch)
        _tell(step, batch, tally)
        status = max(status, int(tally is not None and _is_over(lake, tally)))
    if not waiting:
        print(f"{step} nothing waits")
    return status


def _publish(lake: Lake) -> int:
    from tasks.publish import publish

    print(publish(lake))
    return 0


def _end(status: int) -> None:
    if status:
        raise typer.Exit(status)


@app.command("run")
def run_all(batch: BatchOption = None) -> None:
    """Fetch to publish in this process, without a scheduler."""
    lake = open_lake(load())
    status = _fetch(lake, batch or _now())
    for step in ("parse", "deduplicate", "classify"):
        status = max(status, _catch_up(lake, step))
    _publish(lake)
    from tasks.publish.report import report

    print(report(lake))
    _end(status)


@app.command("fetch")
def fetch_batch(batch: BatchOption = None) -> None:
    """Poll the due sources and fetch what is new, as one batch."""
    _end(_fetch(open_lake(load()), batch or _now()))


@app.command("parse")
def parse_behind() -> None:
    """Archive -> revisions, over all that waits."""
    _end(_catch_up(open_lake(load()), "parse"))


@app.command("deduplicate")
def deduplicate_behind() -> None:
    """Revisions -> copies and stories, over all that waits."""
    _end(_catch_up(open_lake(load()), "deduplicate"))


@app.command("classify")
def classify_behind() -> None:
    """Stories -> labels, statements, timeline, claims and disputes, over all that waits."""
    _end(_catch_up(open_lake(load()), "classify"))


@app.command("publish")
def publish_behind() -> None:
    """Check, then put a new snapshot before readers."""
    _end(_publish(open_lake(load())))


@app.command()
def ingest(
    paths: Annotated[
        list[str], typer.Argument(help="WARC files, saved pages (.html) or lists of addresses (.urls), local or s3://...")
    ],
    language: Annotated[list[str] | None, typer.Option(help="Of a WARC file, only pages in this language (en, pt-BR).")] = None,
    host: Annotated[list[str] | None, typer.Option(help="Of a WARC file, only pages of this host and those below it.")] = None,
) -> None:
    """Register files that arrived as batches, and carry them through."""
    from tasks.fetch.receive import receive

    lake = open_lake(load())
    for path in paths:
        (batch,) = receive(lake, [path], languages=language or (), hosts=host or ())
        _tell_committed(lake, batch)
    for step in ("parse", "deduplicate", "classify"):
        _catch_up(lake, step)
    _publish(lake)


@app.command()
def status() -> None:
    """Funnel, coverage, rejects by reason, last batches, freshness."""
    from tasks.publish.status import status as told

    print(told(open_lake(load())))


@rejects_app.command("list")
def rejects_list(
    reason: Annotated[str | None, typer.Option(help="Only this reason.")] = None,
    limit: Annotated[int, typer.Option(help="At most this many.")] = 50,
) -> None:
    """What left the flow, newest first."""
    from tasks.publish.status import rejects

    print(rejects(open_lake(load()), reason=reason, limit=limit))


@rejects_app.command("replay")
def rejects_replay() -> None:
    """Try again what parse and later steps rejected: the batches that hold them are replayed from parse."""
    from tasks.replay import replay_rejects

    print(replay_rejects(open_lake(load())))


@app.command()
def replay(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of capture.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of capture.")],
    from_step: Annotated[str, typer.Option("--from", help="parse, deduplicate or classify.")] = "parse",
    diff_only: Annotated[bool, typer.Option("--diff-only", help="Stop once the diff is written; nothing switches.")] = False,
) -> None:
    """Redo from a step for a span of days, without the network; the diff is written before publish switches."""
    from tasks.replay import foresee
    from tasks.replay import replay as redo

    lake = open_lake(load())
    if diff_only:
        print(foresee(lake, from_step, since.date(), until.date()))
        return
    print(redo(lake, from_step, since.date(), until.date()))
    _publish(lake)


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(help="One query, a file (NAME.sql) or - for standard input; without it, a shell.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
) -> None:
    """SQL on the views."""
    from tasks.publish.shell import answer, interact

    lake = open_lake(load())
    if query is None:
        interact(lake)
    else:
        print(answer(lake, _text_of(query), form=form))


def _text_of(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    if not query.endswith(".sql") or " " in query:
        return query
    try:
        return Path(query).read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{query}: cannot be read: {error.strerror}; give a query or a file of one") from None


@app.command()
def newsroom(
    pages: Annotated[Path | None, typer.Option(help="A folder of .html or .html.gz pages, in place of the sample.")] = None,
    edition: Annotated[str, typer.Option(help="Edition of the sample to serve.")] = "2026-11-23T0600",
    port: Annotated[int, typer.Option(help="Port on the loopback; another one where it is taken.")] = 8765,
) -> None:
    """Serve the sample newsroom, or a folder of pages, and print the sources file for it. Ends with Ctrl-C."""
    from tasks.newsroom import serve, serve_pages

    with serve_pages(pages, port=port) if pages else serve(edition=edition, port=port) as room:
        print(room.sources_toml(), flush=True)
        room.wait()


@app.command()
def version() -> None:
    """The version of this program."""
    print(f"disputewire {__version__}")


if __name__ == "__main__":
    main()
