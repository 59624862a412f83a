"""`make run`, `make up`, `make down`: the whole thing on one machine, and nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from dags.standalone.home import ROOT, WATCHED, Home, open_home
from dags.standalone.rest import CHAIN, Client, RunFailed, connect, now
from dags.standalone.services import migrate, running, start, stop_all
from tasks import DisputewireError, fetch, reference
from tasks.lake import open_lake
from tasks.newsroom import EDITIONS, Newsroom, serve
from tasks.publish import report
from tasks.settings import load

VAR = Path(os.environ.get("DISPUTEWIRE_VAR") or ROOT / "var")
SECONDS_A_STEP = float(os.environ.get("DISPUTEWIRE_STEP_TIMEOUT", "600"))


def main() -> int:
    """Do one of run, up, down; the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    verbs = {"run": run, "up": up, "down": down}
    if verb not in verbs:
        print(f"usage: python -m dags.standalone {'|'.join(verbs)}", file=sys.stderr)
        return 2
    try:
        return verbs[verb]()
    except (RunFailed, DisputewireError) as error:
        print(f"disputewire: {error}", file=sys.stderr)
        return getattr(error, "status", 1)
    except subprocess.CalledProcessError as error:
        print(f"disputewire: {' '.join(error.cmd)} failed; see {VAR}/airflow/migrate.log", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndisputewire: stopped; no half batch is left, run again to go on", file=sys.stderr)
        return 130


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def run() -> int:
    """Fetch to publish, by a real scheduler, for the sample's editions or for one poll of SOURCES; then stop it all."""
    began = time.monotonic()
    with _places() as (environment, batches, newsroom):
        _check(environment)
        print("disputewire: starting Airflow (SQLite, LocalExecutor, loopback only) ...", flush=True)
        # A queue or an inbox belongs to `make up`: what arrives is not for the lake of a run.
        home = _home(VAR / "airflow", schedule="off", extra=environment | dict.fromkeys(WATCHED, ""))
        with running(home) as services, connect(home, services) as client:
            for batch in batches:
                _carry(client, batch, newsroom)
    lake = open_lake(load({**os.environ, **environment}))
    failed = [row for batch in batches for row in fetch.failed_sources(lake.reader(), batch)]
    print(report(lake, f"Airflow {version('apache-airflow')}", *(["sample newsroom, no internet used"] if newsroom else [])))
    for source_id, reason, message in failed:
        print(f"source {source_id} failed: {reason}: {message}", file=sys.stderr)
    print("Next:  make sql | make up | make run SOURCES=config/sources.live.toml DISPUTEWIRE_CONTACT=you@example.org")
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    took = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    print(f"Done in {took}. Lake: {_short(lake.storage.root)}. Everything started was stopped.")
    return 1 if failed else 0


def up() -> int:
    """Start Airflow with its UI, its clock and its inbox, and leave it running."""
    inbox = Path(os.environ.get("DISPUTEWIRE_INBOX") or VAR / "inbox").absolute()
    _check({})
    inbox.mkdir(parents=True, exist_ok=True)
    extra = {"DISPUTEWIRE_INBOX": str(inbox)}
    home = _home(VAR / "airflow-up", schedule=os.environ.get("DISPUTEWIRE_SCHEDULE", "0 6 * * *"), extra=extra)
    pids = VAR / "airflow-up" / "pids.json"
    if _alive(pids):
        print("disputewire: Airflow is up already; `make down` stops it", file=sys.stderr)
        return 1
    services = start(home, stays=True)
    pids.write_text(json.dumps(services.pids()))
    with contextlib.ExitStack() as undo:
        undo.callback(pids.unlink, missing_ok=True)
        undo.callback(stop_all, services.pids())
        with connect(home, services):
            print(f"Airflow is up at {home.url} (this machine only, everyone on it is admin). `make down` stops it.")
            print(f"Files (.warc, .warc.gz, .urls, .html) dropped in {_short(str(inbox))} are brought in.")
            if queue := os.environ.get("DISPUTEWIRE_QUEUE"):
                print(f"Messages of {queue} are read.")
        undo.pop_all()  # it stays up
    return 0


def down() -> int:
    """Stop what `up` started."""
    pids = VAR / "airflow-up" / "pids.json"
    alive = _alive(pids)
    stop_all(alive)
    pids.unlink(missing_ok=True)
    print("Airflow is stopped." if alive else "Airflow was not up.")
    return 0


def _alive(path: Path) -> list[int]:
    kept: list[int] = json.loads(path.read_text()) if path.exists() else []
    return [pid for pid in kept if psutil.pid_exists(pid) and "airflow" in " ".join(_command(pid))]


def _command(pid: int) -> list[str]:
    try:
        return psutil.Process(pid).cmdline()
    except psutil.Error:
        return []


def _home(path: Path, *, schedule: str, extra: dict[str, str]) -> Home:
    home = open_home(path, schedule=schedule, extra=extra)
    migrate(home)
    return home


def _check(environment: dict[str, str]) -> None:
    """Refuse wrong configuration before anything is started."""
    settings = load({**os.environ, **environment})
    fetch.check(settings, reference.sources(settings.sources_file))


@contextlib.contextmanager
def _places() -> Iterator[tuple[dict[str, str], tuple[str, ...], Newsroom | None]]:
    """The environment of the run, its batches, and the sample newsroom where it is what is read."""
    if os.environ.get("DISPUTEWIRE_SOURCES"):
        environment = {"DISPUTEWIRE_LAKE": os.environ.get("DISPUTEWIRE_LAKE") or str(VAR / "live")}
        yield environment, (datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S"),), None
        return
    with serve(edition=EDITIONS[0]) as newsroom:
        sources = VAR / "sample-sources.toml"
        sources.parent.mkdir(parents=True, exist_ok=True)
        sources.write_text(newsroom.sources_toml(), encoding="utf-8")
        lake = os.environ.get("DISPUTEWIRE_LAKE") or str(VAR / "lake")
        yield {"DISPUTEWIRE_SOURCES": str(sources), "DISPUTEWIRE_LAKE": lake}, EDITIONS, newsroom


def _carry(client: Client, batch: str, newsroom: Newsroom | None) -> None:
    """One batch from fetch to publish."""
    if newsroom:
        newsroom.edition = batch
    since = now()
    client.trigger("fetch", batch)
    for step in CHAIN:
        client.follow(step, batch, since, timeout=SECONDS_A_STEP)
        print(f"disputewire: {batch} {step} done", flush=True)


def _short(root: str) -> str:
    path = Path(root)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else root


if __name__ == "__main__":
    sys.exit(main())
