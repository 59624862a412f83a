"""`make bench`: seconds a step over the sample newsroom, in this process and without a scheduler.

One run is cold (imports, models); the median of the rest is what a step costs. Delays of politeness are in `fetch`.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from tasks import fetch
from tasks.lake import open_lake, run
from tasks.newsroom import EDITIONS, serve
from tasks.publish import publish
from tasks.replay import STEPS
from tasks.settings import load

RUNS = 4


def once(folder: Path) -> dict[str, float]:
    """Seconds of each step over both editions."""
    took: dict[str, float] = defaultdict(float)
    with serve(edition=EDITIONS[0]) as newsroom:
        (folder / "sources.toml").write_text(newsroom.sources_toml())
        lake = open_lake(load({"DISPUTEWIRE_SOURCES": str(folder / "sources.toml"), "DISPUTEWIRE_LAKE": str(folder / "lake")}))
        for batch in EDITIONS:
            newsroom.edition = batch
            for name, step in {"fetch": fetch.STEP, **STEPS}.items():
                began = time.perf_counter()
                run(lake, step, batch)
                took[name] += time.perf_counter() - began
            began = time.perf_counter()
            publish(lake)
            took["publish"] += time.perf_counter() - began
    return took


def main() -> None:
    """Print a line a step."""
    runs = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(once(Path(folder)))
    for name in runs[0]:
        warm = [r[name] for r in runs[1:]]
        print(f"{name:12} cold {runs[0][name]:6.2f} s   warm median {statistics.median(warm):6.2f} s")


if __name__ == "__main__":
    main()
