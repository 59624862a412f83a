"""A room to publish from, with the desk’s own taxonomy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sql import desk
from tests.sql.desk import Room


@pytest.fixture(autouse=True)
def taxa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two types, worded."""
    monkeypatch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """An empty lake on disk."""
    return desk.open_room(tmp_path)


@pytest.fixture
def golden(room: Room) -> Room:
    """Both batches of the golden quarrel, published one after the other."""
    from tasks.publish import publish

    for batch, rows in desk.golden().items():
        room.bring(batch, rows)
        publish(room.lake)
    return room


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The same, made once for tests that only read."""
    from tasks.publish import publish

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA)
        room = desk.open_room(tmp_path_factory.mktemp("shown"))
        for batch, rows in desk.golden().items():
            room.bring(batch, rows)
            publish(room.lake)
    yield room
