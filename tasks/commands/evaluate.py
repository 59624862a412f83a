"""`disputewire evaluate`: predictions on labelled corpora, as the scorers read them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="How well it does, from shipped weights only: figures, or what scorers read.")


@app.command("extraction")
def extraction(folder: Path, out: Path) -> None:
    """DIR with truth.jsonl and html/ -> OUT.jsonl: id, text, title, authors, published_at."""
    from tasks.evaluate import extraction as write

    print(write(folder, out))


@app.command("duplicates")
def duplicates(folder: Path, out: Path) -> None:
    """DIR with docs.jsonl.gz -> OUT.csv: id, cluster."""
    from tasks.evaluate import duplicates as write

    print(write(folder, out))


@app.command("stories")
def stories(docs: Path, out: Path) -> None:
    """NAME.docs.jsonl.gz -> OUT.csv: id, cluster."""
    from tasks.evaluate import stories as write

    print(write(docs, out))


@app.command("disputes")
def disputes(
    items: Path,
    out: Path,
    llm: Annotated[bool, typer.Option("--llm", help="What the language model of [llm] says, where it says something.")] = False,
) -> None:
    """FILE.jsonl -> OUT.jsonl: is_tech_dispute, score, dispute_types, stage, parties, responses, attribution, jurisdictions."""
    from tasks import evaluate
    from tasks.settings import load

    print(evaluate.second_opinions(items, out, load()) if llm else evaluate.disputes(items, out))


@app.command("labels")
def labels() -> None:
    """Precision and recall of each class on the labelled sample that ships; exits 1 where one is under its floor."""
    from tasks.scores import FOLDER, below, measure, table

    failed: list[str] = []
    for path in sorted(FOLDER.glob("*.tsv")):
        shares = measure(path)
        print(f"{path.stem}\n{table(shares)}\n")
        failed += below(path.stem, shares)
    for line in failed:
        print(f"  {line}", file=sys.stderr)
    if failed:
        raise typer.Exit(1)
