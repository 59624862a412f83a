"""Airflow's REST API, as much of it as following a batch takes."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from dags.standalone.home import Home
from dags.standalone.services import Services, tail

__all__ = ["CHAIN", "Client", "RunFailed", "connect"]

TRIES = 20
CHAIN = ("fetch", "parse", "deduplicate", "classify", "publish")


class RunFailed(Exception):
    """A step failed, or Airflow did not come up; the message holds the tail of the log."""


class Client:
    """Triggers runs and follows them by partition key."""

    def __init__(self, home: Home, services: Services, http: httpx.Client, *, pause: float = 1.0) -> None:
        self.home, self.services, self.http, self.pause = home, services, http, pause

    def trigger(self, dag: str, batch: str | None = None) -> str:
        """Start a run, keyed with a batch where one is given; its run id.

        With SQLite a busy database is an error 500, and the run may stand or not. It is named here, so asking again starts
        it once: a name that is taken (409) is ours.
        """
        name = f"standalone__{batch or dag}__{uuid.uuid4().hex[:8]}"
        wanted = {"dag_run_id": name, "logical_date": None} | ({"partition_key": batch} if batch else {})
        for _ in range(TRIES):
            answer = self.http.post(f"/api/v2/dags/{dag}/dagRuns", json=wanted)
            if answer.status_code < 500:
                break
            time.sleep(self.pause)
        if answer.status_code != 409:
            answer.raise_for_status()
        return name

    def follow(self, dag: str, batch: str, since: datetime, *, timeout: float) -> dict[str, Any]:
        """Wait for the run of a batch that was made after `since`. Raises RunFailed with the tail of the task's log."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for run in self._runs(dag, batch, since):
                if run["state"] == "success":
                    return run
                if run["state"] == "failed":
                    raise RunFailed(f"{dag} failed for batch {batch}\n{self._tail(dag, run['dag_run_id'])}")
            if dead := self.services.dead():
                raise RunFailed(f"Airflow stopped: {', '.join(dead)}\n{tail(self.home.path / 'scheduler.log', 30)}")
            time.sleep(0.3)
        raise RunFailed(f"{dag} for batch {batch} did not end within {timeout:.0f} s; see {self.home.path}/scheduler.log")

    def _runs(self, dag: str, batch: str, since: datetime) -> list[dict[str, Any]]:
        # Filtered here too: an unknown query parameter is ignored by the server, and an old success must not count.
        answer = self.http.get(f"/api/v2/dags/{dag}/dagRuns", params={"order_by": "-run_after", "limit": 50})
        if answer.status_code >= 500:
            return []
        answer.raise_for_status()
        runs = [r for r in answer.json()["dag_runs"] if r.get("partition_key") == batch]
        return [r for r in runs if datetime.fromisoformat(r["queued_at"] or r["run_after"]) >= since]

    def _tail(self, dag: str, run: str) -> str:
        """What the failed tasks of a run logged last."""
        tasks = self.http.get(f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances").json()["task_instances"]
        told = []
        for task in (t for t in tasks if t["state"] == "failed"):
            logs = sorted((self.home.path / "logs").glob(f"dag_id={dag}/run_id={run}/task_id={task['task_id']}/**/*.log"))
            for log in logs[-1:]:
                told.append(f"--- {dag}.{task['task_id']} ({log})")
                told.extend(_line(line) for line in tail(log, 25).splitlines())
        return "\n".join(told)


def _line(line: str) -> str:
    """A structured log line as people read it: event, then the error's own words."""
    try:
        fields = json.loads(line)
    except ValueError:
        return line[:500]
    errors = [f"{e.get('exc_type')}: {e.get('exc_value')}" for e in fields.get("error_detail") or []]
    return " | ".join([str(fields.get("event", "")), *errors])[:1000]


@contextmanager
def connect(home: Home, services: Services, *, timeout: float = 120) -> Iterator[Client]:
    """A client once Airflow is healthy and has read the chain's DAGs."""
    deadline = time.monotonic() + timeout
    with httpx.Client(base_url=home.url, timeout=30, trust_env=False) as http:
        client = Client(home, services, http)
        while not _is_ready(http):
            if dead := services.dead():
                raise RunFailed(f"Airflow did not start: {', '.join(dead)}\n{tail(home.path / 'api-server.log', 30)}")
            if time.monotonic() > deadline:
                raise RunFailed(f"Airflow was not ready within {timeout:.0f} s; logs are in {home.path}")
            time.sleep(0.3)
        yield client


def _is_ready(http: httpx.Client) -> bool:
    try:
        if http.get("/api/v2/monitor/health").json()["scheduler"]["status"] != "healthy":
            return False
        http.headers["Authorization"] = f"Bearer {http.get('/auth/token').json()['access_token']}"
        listed = http.get("/api/v2/dags", params={"limit": 100}).json()["dags"]
    except (httpx.TransportError, ValueError, KeyError):
        return False
    return set(CHAIN) <= {d["dag_id"] for d in listed}


def now() -> datetime:
    """The moment before a trigger: only runs made after it count."""
    return datetime.now(UTC)
