"""`make bench-fetch`: how close fetching comes to what politeness allows, how fast it is without, and what bad hosts cost.

    floor       200 hosts on 200 loopback addresses, 1 s between requests, 20 pages each, answers after 50 ms
    throughput  the same hosts without the delay, more and more pages: pages a second, and memory
    troubled    1,000 sources of which half misbehave, against the good half alone

Two workers share the hosts by chunk, as Airflow's would; `alone` is one process, as the command line works.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.web import Plan, address_of, mixed, serving
from tasks import fetch
from tasks.lake import Lake, commit, open_lake, plan, run, work
from tasks.settings import load

BATCH = "2026-11-23T0600"
# Seconds, and the largest worker's peak memory in MB.
Worked = Callable[[Lake, str], tuple[float, int]]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run: seconds, pages had, and the largest worker's peak memory in MB."""

    seconds: float
    pages: int
    memory_mb: int


def lake_of(folder: Path, hosts: Sequence[str], port: int, *, delay: float) -> Lake:
    """A lake whose sources are these hosts' feeds."""
    places, sources = [], []
    for number, host in enumerate(hosts):
        kind, url = host.rsplit("-", 1)[0], f"http://{host}/feed.xml"
        if kind == "dns":
            url = f"http://{host.removesuffix('.test')}.invalid/feed.xml"
        elif kind == "tls":
            url = f"https://{host}/feed.xml"
        places.append(f'"{host}" = "{address_of(number)}:{9 if kind == "refused" else port}"')
        sources.append(
            f'[[source]]\nid = "s{number}"\noutlet = "{host}"\nowner_group = "G"\ncountry = "GB"\nlanguage = "en"\n'
            f'kind = "wire"\nformat = "feed"\nurl = "{url}"\nrights = "bench"\n'
        )
    told = f"[settings.fetch]\ndelay_seconds = {delay}\n[settings.fetch.connect_to]\n" + "\n".join(places) + "\n"
    (folder / "sources.toml").write_text(told + "\n".join(sources))
    places_ = {"DISPUTEWIRE_SOURCES": str(folder / "sources.toml"), "DISPUTEWIRE_LAKE": str(folder / "lake")}
    return open_lake(load({**places_, "DISPUTEWIRE_CONTACT": "bench@example.org"}))


def alone(lake: Lake, batch: str) -> tuple[float, int]:
    """One worker, in a process of its own so that its memory is its own."""
    with _workers(1) as pool:
        began = time.perf_counter()
        peak = pool.submit(_alone, lake, batch).result()
        return time.perf_counter() - began, peak


def _alone(lake: Lake, batch: str) -> int:
    run(replace(lake, settings=fetch.alone(lake.settings)), fetch.STEP, batch)
    return _peak_mb()


def two_workers(lake: Lake, batch: str) -> tuple[float, int]:
    """A process a part, phase by phase, then the commit: what the DAG does."""
    with _workers(2) as pool:
        began, peaks = time.perf_counter(), []
        for phase in fetch.STEP.phases:
            parts = plan(lake, fetch.STEP, batch, phase.name)
            done = [pool.submit(_work, lake, batch, phase.name, part) for part in parts]
            peaks += [d.result() for d in done]
        commit(lake, fetch.STEP, batch)
        return time.perf_counter() - began, max(peaks)


def _work(lake: Lake, batch: str, phase: str, part: str) -> int:
    work(lake, fetch.STEP, batch, phase, part)
    return _peak_mb()


@contextmanager
def _workers(count: int) -> Iterator[ProcessPoolExecutor]:
    """Workers that stand ready, as a scheduler's do: the clock starts when they have loaded what they need."""
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(_ready, range(count)))
        yield pool


def _ready(_: int) -> int:
    time.sleep(0.5)
    return _peak_mb()


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(web: Plan, how: Worked, *, delay: float) -> Run:
    """One run over a web of its own."""
    with tempfile.TemporaryDirectory() as folder, serving(web) as port:
        lake = lake_of(Path(folder), web.hosts, port, delay=delay)
        seconds, memory_mb = how(lake, BATCH)
        query = "select count(*) from fetches where resource = 'page' and outcome = 'ok' and host like 'good-%'"
        ((pages,),) = lake.reader().sql(query)
    return Run(seconds=seconds, pages=pages, memory_mb=memory_mb)


def floor() -> None:
    """Against the seconds that the delay alone takes: robots.txt, the feed and each page of a host, one second apart."""
    web = Plan(hosts=mixed(200, 0), pages=20, answer_seconds=0.05)
    least = (2 + web.pages - 1) * 1.0 + web.answer_seconds
    for name, how in (("alone", alone), ("two workers", two_workers)):
        made = measure(web, how, delay=1.0)
        print(
            f"floor       {name:12} {made.seconds:6.1f} s for {made.pages} pages of 200 hosts: "
            f"{made.seconds / least:.2f} times the {least:.1f} s that politeness takes; {made.memory_mb} MB",
            flush=True,
        )


def throughput(counts: Sequence[int] = (50, 100, 200)) -> None:
    """Pages a second without a delay, and whether memory grows with their number."""
    for name, how, pages in [("two workers", two_workers, n) for n in counts] + [("alone", alone, counts[0])]:
        made = measure(Plan(hosts=mixed(200, 0), pages=pages, answer_seconds=0.05), how, delay=0.0)
        print(
            f"throughput  {name:12} {made.pages / made.seconds:6.0f} pages a second: "
            f"{made.pages} pages in {made.seconds:.1f} s; {made.memory_mb} MB at the most",
            flush=True,
        )


def troubled(pages: int = 20) -> None:
    """Half of 1,000 sources misbehave: how many pages of the good ones come in, and how much longer it takes."""
    good = measure(Plan(hosts=mixed(500, 0), pages=pages, answer_seconds=0.05), two_workers, delay=1.0)
    both = measure(Plan(hosts=mixed(500, 500), pages=pages, answer_seconds=0.05), two_workers, delay=1.0)
    share = {name: made.pages / (500 * pages) for name, made in (("good", good), ("both", both))}
    print(
        f"troubled    {share['both']:.1%} of the good pages in {both.seconds:.1f} s, {both.memory_mb} MB; the good half alone: "
        f"{share['good']:.1%} in {good.seconds:.1f} s; {both.seconds / good.seconds:.2f} times",
        flush=True,
    )


def main() -> None:
    """All of it, or the parts that are named."""
    parts = {"floor": floor, "throughput": throughput, "troubled": troubled}
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()
