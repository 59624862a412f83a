"""Airflow's processes: started in sessions of their own, found again by their tree, and all of them stopped."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from dags.standalone.home import Home

__all__ = ["Services", "migrate", "running", "start", "stop_all"]

PR_SET_PDEATHSIG = 1


class Services:
    """Processes that were started together."""

    def __init__(self, processes: Sequence[subprocess.Popen[bytes]]) -> None:
        self.processes = processes

    def pids(self) -> list[int]:
        """Process ids of those that were started, not of their children."""
        return [p.pid for p in self.processes]

    def dead(self) -> list[str]:
        """Commands that have ended though nobody stopped them."""
        return [str(p.args) for p in self.processes if p.poll() is not None]


def _airflow(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "airflow", *arguments]


def _die_with_parent() -> None:
    # A runner that is killed outright cannot stop what it started; on Linux the kernel does it.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def migrate(home: Home) -> None:
    """Create or upgrade the home's database."""
    log = home.path / "migrate.log"
    with log.open("wb") as out:
        subprocess.run(_airflow("db", "migrate"), env=dict(home.environment), stdout=out, stderr=out, check=True)


def start(home: Home, *, stays: bool) -> Services:
    """Start the API server, the scheduler, the DAG processor, and the triggerer where there is something to watch.

    With `stays` they outlive us.
    """
    names = ["api-server", "scheduler", "dag-processor", *(["triggerer"] if home.is_watching() else [])]
    processes = []
    for name in names:
        with (home.path / f"{name}.log").open("ab") as out:
            processes.append(
                subprocess.Popen(
                    _airflow(name),
                    env=dict(home.environment),
                    cwd=home.path,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                    start_new_session=True,
                    preexec_fn=None if stays else _die_with_parent,
                )
            )
    return Services(processes)


@contextlib.contextmanager
def running(home: Home) -> Iterator[Services]:
    """Services that are stopped whatever happens inside."""
    services = start(home, stays=False)
    try:
        yield services
    finally:
        stop_all(services.pids())
        for process in services.processes:
            process.wait()


def stop_all(pids: Sequence[int]) -> None:
    """Stop processes and all that descends from them: SIGTERM, five seconds, then SIGKILL. A second Ctrl-C has to wait."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _stop(pids)
    finally:
        signal.signal(signal.SIGINT, before)


def _stop(pids: Sequence[int]) -> None:
    trees = list(_trees(pids))
    for process in trees:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(trees, timeout=5)
    for process in [*alive, *_trees([p.pid for p in alive])]:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)


def _trees(pids: Sequence[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            top = psutil.Process(pid)
            yield from top.children(recursive=True)
            yield top


def tail(path: Path, lines: int) -> str:
    """The last lines of a log; empty where there is none."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
