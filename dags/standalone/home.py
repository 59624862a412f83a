"""An AIRFLOW_HOME of our own: free ports, secrets made once and kept in the home, SQLite, LocalExecutor."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ROOT", "Home", "free_port", "open_home"]

ROOT = Path(__file__).parent.parent.parent
WATCHED = ("DISPUTEWIRE_QUEUE", "DISPUTEWIRE_INBOX")


@dataclass(frozen=True, kw_only=True)
class Home:
    """A prepared home: where it is, the port of its API, and the environment that its processes get."""

    path: Path
    port: int
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        """Where the API and the UI answer, loopback only."""
        return f"http://127.0.0.1:{self.port}"

    def is_watching(self) -> bool:
        """Whether a queue or an inbox wakes `receive`: that takes a triggerer."""
        return any(self.environment.get(name) for name in WATCHED)


def free_port() -> int:
    """A port on the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_home(path: Path, *, schedule: str, extra: Mapping[str, str]) -> Home:
    """Make or reuse a home. `schedule` is the clock of `fetch` (`off` for a run by hand)."""
    path.mkdir(parents=True, exist_ok=True)
    port = free_port()
    secret = _secrets(path / "secrets.json")
    url = f"http://127.0.0.1:{port}"
    airflow = {
        "CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "CORE__FERNET_KEY": "",
        "CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "API__PORT": str(port),
        "API__HOST": "127.0.0.1",
        "API__WORKERS": "1",
        "API__BASE_URL": url,
        "API__SECRET_KEY": secret["api"],
        "API_AUTH__JWT_SECRET": secret["jwt"],
        "LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "LOGGING__LOGGING_LEVEL": "INFO",
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
        "SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",
        "DAG_PROCESSOR__PARSING_PROCESSES": "2",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }
    ours = {
        **{f"AIRFLOW__{name}": value for name, value in airflow.items()},
        "AIRFLOW_HOME": str(path),
        "DISPUTEWIRE_SCHEDULE": schedule,
        "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        # Tasks are small: a numeric library's thread pool in each of them only costs time.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        **extra,
    }
    return Home(path=path, port=port, environment={**os.environ, **ours})


def _secrets(path: Path) -> dict[str, str]:
    """Secrets of this home, made on first use and readable by its owner only."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"api": secrets.token_urlsafe(32), "jwt": secrets.token_urlsafe(64)}, file)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept
