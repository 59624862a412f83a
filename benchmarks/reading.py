"""`make bench-labels`, its first part: what it costs to read an article, in time, memory and size.

Measured on the labelled articles that ship (models/evaluation), in a process of its own: load time and peak memory are those of
the process, and what it takes to fit weights would count.
"""

from __future__ import annotations

import random
import resource
import statistics
import time
from collections.abc import Iterable, Sequence
from itertools import cycle, islice

import numpy as np

from tasks.classify.article import Article
from tasks.classify.reading import read
from tasks.evaluate import article_of
from tasks.labelled import Row, read_rows
from tasks.settings import MODELS

RUNS = 4
DISPUTES_IN_A_DAY = 0.08


def cost(rows: Sequence[Row]) -> None:
    """Speed over a mix as a day has it, load time, memory and size."""
    imports, held = time.process_time(), peak_mb()
    read(fresh(rows[0]))
    loading = time.process_time() - imports
    mix = day_of(rows)
    spent = [read_all(mix) for _ in range(RUNS + 1)][1:]
    speeds = [len(mix) / seconds.sum() for seconds in spent]
    is_dispute = np.array([row.is_dispute for row in mix])
    letters = statistics.mean(len(row.title) + len(row.text) for row in mix)
    print(f"cost of {len(mix)} articles of {letters:.0f} letters, {is_dispute.sum()} of them disputes; seconds of one core")
    print(f"  {statistics.median(speeds):6.0f} articles a second ({min(speeds):.0f}-{max(speeds):.0f} in {RUNS} runs)")
    for kind, where in (("a dispute", is_dispute), ("another", ~is_dispute)):
        print(f"  {statistics.median(seconds[where].mean() for seconds in spent) * 1000:6.2f} ms {kind}")
    print(f"  {imports:6.2f} s imports, then {loading:.2f} s until the first article is read")
    print(f"  {peak_mb():6.0f} MB at most, {held:.0f} MB before the first article")
    for folder in ("encoder", "labels"):
        print(f"  {sum(path.stat().st_size for path in (MODELS / folder).iterdir()) / 1e6:6.2f} MB models/{folder}")
    print(flush=True)


def day_of(rows: Sequence[Row]) -> list[Row]:
    """Every dispute once and, in a fixed disorder, as many others as a day has for them, the same ones again and again."""
    disputes, others = [r for r in rows if r.is_dispute], [r for r in rows if not r.is_dispute]
    wanted = round(len(disputes) * (1 - DISPUTES_IN_A_DAY) / DISPUTES_IN_A_DAY)
    mix = [*disputes, *islice(cycle(others), wanted)]
    random.Random(0).shuffle(mix)
    return mix


def read_all(mix: Iterable[Row]) -> np.ndarray:
    """Seconds of this process, an article each."""
    return np.array([seconds_of(fresh(row)) for row in mix])


def seconds_of(article: Article) -> float:
    began = time.process_time()
    read(article)
    return time.process_time() - began


def fresh(row: Row) -> Article:
    """An article that holds nothing split or cut yet."""
    return article_of(row.row_id, row.title, row.text)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the table."""
    cost([row for row in read_rows(*sorted((MODELS / "evaluation").glob("*.tsv"))) if row.text])


if __name__ == "__main__":
    main()
