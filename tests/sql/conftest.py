"""A published lake with a golden quarrel, made once for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.sql import desk
from tests.sql.desk import Room


@pytest.fixture
def taxa(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk’s own taxonomy: two types, worded."""
    monkeypatch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Both batches of the golden quarrel, published one after the other."""
    from tasks.publish import publish

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)
        room = desk.open_room(tmp_path_factory.mktemp("golden"))
        for batch, rows in desk.golden().items():
            room.bring(batch, rows)
            publish(room.lake)
    yield room


@pytest.fixture(scope="session")
def opened(golden: Room) -> Iterator[duckdb.DuckDBPyConnection]:
    """The views of that lake, opened once."""
    from contextlib import closing

    from tasks.publish.shell import connect

    with closing(connect(golden.lake)) as connection:
        yield connection
