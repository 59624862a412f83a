"""What every test may lean on: a lake of its own, and a wall around the loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tasks.lake import Lake, open_lake
from tasks.settings import Settings, load

REAL_CONNECT = socket.socket.connect


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test talks to anything but this machine."""

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(host).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"a test tried to connect to {address}")
        REAL_CONNECT(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def settings_at(tmp_path: Path) -> Callable[..., Settings]:
    """Settings with a lake under tmp_path and extra lines of a sources file's [settings]."""

    def make(extra: str = "", *, lake: str | None = None) -> Settings:
        sources = tmp_path / "sources.toml"
        sources.write_text(f'[settings]\nclock = "batch"\n{extra}\n')
        return load({"DISPUTEWIRE_SOURCES": str(sources), "DISPUTEWIRE_LAKE": lake or str(tmp_path / "lake")})

    return make


@pytest.fixture
def lake(settings_at: Callable[..., Settings]) -> Iterator[Lake]:
    """An empty lake on disk."""
    yield open_lake(settings_at())


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """An S3 look-alike on the loopback (moto): it shows the shape of the API, not durability."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a fresh bucket that the standard AWS environment reaches."""
    import uuid

    from tasks.storage import connect

    for name, value in {
        "AWS_ENDPOINT_URL_S3": s3_endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    name = f"lake-{uuid.uuid4().hex[:12]}"
    connect().create_bucket(Bucket=name)
    yield name


@pytest.fixture(params=["folder", "s3"])
def any_lake(request: pytest.FixtureRequest, settings_at: Callable[..., Settings], tmp_path: Path) -> Lake:
    """An empty lake, once on disk and once on S3: what holds for one holds for the other."""
    if request.param == "folder":
        return open_lake(settings_at())
    from dataclasses import replace

    settings = settings_at(lake=f"s3://{request.getfixturevalue('bucket')}/some/prefix")
    return open_lake(replace(settings, cache=tmp_path / "cache"))


@dataclass(frozen=True)
class Published:
    """The sample newsroom, both editions, through to the snapshot."""

    lake: Lake
    connection: duckdb.DuckDBPyConnection

    def sql(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query over the promised views."""
        return self.connection.execute(query, list(parameters)).fetchall()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The whole path over the sample, once for all tests that only read it."""
    from tasks import fetch
    from tasks.lake import run
    from tasks.newsroom import EDITIONS, serve
    from tasks.publish import publish
    from tasks.publish.shell import connect
    from tasks.replay import STEPS

    folder = tmp_path_factory.mktemp("sample")
    with serve(edition=EDITIONS[0]) as newsroom:
        (folder / "sources.toml").write_text(newsroom.sources_toml())
        lake = open_lake(load({"DISPUTEWIRE_SOURCES": str(folder / "sources.toml"), "DISPUTEWIRE_LAKE": str(folder / "lake")}))
        for batch in EDITIONS:
            newsroom.edition = batch
            for step in (fetch.STEP, *STEPS.values()):
                run(lake, step, batch)
            publish(lake)
    yield Published(lake, connect(lake))
