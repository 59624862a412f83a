"""An event that was lost or comes twice, on a real scheduler: the log decides what is to be done, not the event."""

from __future__ import annotations

from pathlib import Path

import pytest

from dags.standalone.home import open_home
from dags.standalone.rest import connect, now
from dags.standalone.services import migrate, running
from tasks import fetch
from tasks.lake import INPUTS, open_lake, run
from tasks.newsroom import EDITIONS, serve
from tasks.settings import load
from tests.conftest import Published
from tests.faults.mortal import rows_of

BATCH = EDITIONS[0]


@pytest.mark.scheduler
def test_reconcile_wakes_what_a_lost_event_left_and_a_doubled_one_changes_nothing(tmp_path: Path, sample: Published) -> None:
    """The batch is fetched where no scheduler sees it: its event never was."""
    environment = {"DISPUTEWIRE_SOURCES": str(tmp_path / "sources.toml"), "DISPUTEWIRE_LAKE": str(tmp_path / "lake")}
    with serve(edition=BATCH) as newsroom:
        (tmp_path / "sources.toml").write_text(newsroom.sources_toml())
        lake = open_lake(load(environment))
        run(lake, fetch.STEP, BATCH)
    assert lake.state().behind("parse") == [BATCH]

    home = open_home(tmp_path / "airflow", schedule="off", extra=environment)
    migrate(home)
    with running(home) as services, connect(home, services) as client:
        since = now()
        client.trigger("reconcile")
        for step in ("parse", "deduplicate", "classify", "publish"):
            client.follow(step, BATCH, since, timeout=120)
        assert not any(lake.state().behind(step) for step in INPUTS)
        first, head = rows_of(lake), lake.state().head

        again = now()
        for _ in range(2):
            client.trigger("parse", BATCH)
        client.follow("parse", BATCH, again, timeout=120)
        client.trigger("reconcile")
        client.follow("deduplicate", BATCH, again, timeout=120)
    assert (rows_of(lake), lake.state().head) == (first, head)
    assert first["statements"]
