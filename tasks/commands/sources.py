"""`disputewire sources`: find what a site offers and declare it, try what is declared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tasks.settings import load

app = typer.Typer(no_args_is_help=True, help="What is polled.")


@app.command("check")
def check(
    only: Annotated[list[str] | None, typer.Argument(help="Ids of sources; without them, all.")] = None,
) -> None:
    """Poll each source once and tell what it gives; nothing is kept. Exits 1 where one gives nothing."""
    from tasks.fetch.sources.trial import table, try_sources

    trials = try_sources(load(), only or ())
    print(table(trials))
    if any(t.state != "ok" for t in trials):
        raise typer.Exit(1)


@app.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Front page, feed, sitemap, robots.txt or page of notices.")],
    owner_group: Annotated[str | None, typer.Option(help="Who owns the outlet; no page tells.")] = None,
    rights: Annotated[str | None, typer.Option(help="What may be done with its text; no page tells.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="wire, newspaper, tech_press, law_press, finance_press, regulator, court.")
    ] = None,
    id_: Annotated[str | None, typer.Option("--id", help="Default: from the outlet's name.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Default: as the site calls itself.")] = None,
    country: Annotated[str | None, typer.Option(help="Default: by language or domain, where certain.")] = None,
    language: Annotated[str | None, typer.Option(help="Default: as the site declares it.")] = None,
    form: Annotated[str | None, typer.Option("--format", help="Take this of what is found, in place of the best.")] = None,
    min_items_per_day: Annotated[int | None, typer.Option(help="Default: a third of what it lists a day.")] = None,
    to: Annotated[Path | None, typer.Option(help="The list; default: DISPUTEWIRE_SOURCES.")] = None,
) -> None:
    """Find out what a site offers and declare the best of it. Exits 1 where it offers nothing, 2 where you must say more."""
    from tasks.fetch.sources.declare import add as declare

    given: dict[str, str | int | None] = {
        "outlet": outlet,
        "owner_group": owner_group,
        "country": country,
        "language": language,
        "kind": kind,
    }
    given |= {"id": id_, "rights": rights, "min_items_per_day": min_items_per_day}
    told, status = declare(url, given, form=form, to=to)
    print(told)
    if status:
        raise typer.Exit(status)
