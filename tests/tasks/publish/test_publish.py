"""Publishing: once for all that waits, nothing where nothing waits, the same bytes for the same state, and safe to kill."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from tasks.lake import Lake
from tasks.publish import publish, snapshot
from tasks.publish.views import MATERIALISED
from tests.sql import desk
from tests.sql.desk import Room


def kept(lake: Lake, *folders: str) -> dict[str, bytes | None]:
    """Every file of the lake, or of some folders of it."""
    return {s.key: lake.storage.read(s.key) for folder in folders or ("",) for s in lake.storage.list(folder)}


def test_all_that_waits_is_published_with_one_entry(room: Room) -> None:
    for batch, rows in desk.golden().items():
        room.bring(batch, rows)
    told = publish(room.lake)
    entry = room.lake.log.entries()[-1]
    assert (entry.step, sorted(entry.answers)) == ("publish", [desk.FIRST, desk.SECOND])
    assert entry.tallies[desk.SECOND]["accepted"] == 6
    assert (told.number, told.batches, told.statement_count) == (entry.number, (desk.FIRST, desk.SECOND), 21)
    assert room.lake.state().behind("publish") == []


def test_an_empty_lake_is_published_too(room: Room) -> None:
    """Views may be empty, never missing."""
    publish(room.lake)
    assert room.lake.state().head == 0
    with duckdb.connect(room.lake.storage.root + "/../empty.duckdb") as connection:
        connection.execute(snapshot.script_of(room.lake.storage, _shown(room.lake), is_local=True))
        assert connection.execute("from disputes").fetchall() == []
    assert not publish(room.lake).is_new


def test_a_second_publish_changes_no_file(golden: Room) -> None:
    before = kept(golden.lake)
    assert not publish(golden.lake).is_new
    assert kept(golden.lake) == before


def test_equal_states_give_equal_bytes(tmp_path: Path) -> None:
    lakes = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        room = desk.open_room(tmp_path / name)
        for batch, rows in desk.golden().items():
            room.bring(batch, rows)
        publish(room.lake)
        lakes.append(room.lake)
    folders = ("published/", "materialised/", "reference/", "compact/", "site/")
    assert kept(lakes[0], *folders) == kept(lakes[1], *folders)
    assert lakes[0].storage.read("views.sql") == lakes[1].storage.read("views.sql")


@pytest.mark.parametrize("lost", ["views.sql", "snapshot.json", "snapshots/00000010.json"])
def test_a_publish_that_was_killed_is_finished(golden: Room, lost: str) -> None:
    """Killed after its entry: nothing waits, and yet readers must get what the log says is published."""
    whole = kept(golden.lake)
    golden.lake.storage.delete(lost)
    if lost.startswith("snapshots/"):
        golden.lake.storage.delete("snapshot.json")
    publish(golden.lake)
    assert kept(golden.lake) == whole


def test_a_publish_that_was_killed_in_the_middle_is_done(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = desk.golden()
    room.bring(desk.FIRST, golden[desk.FIRST])
    publish(room.lake)
    before = room.lake.storage.read("views.sql")
    room.bring(desk.SECOND, golden[desk.SECOND])
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(snapshot, "show", _killed)
        publish(room.lake)
    assert room.lake.storage.read("views.sql") == before
    publish(room.lake)
    assert _shown(room.lake).number == room.lake.state().head
    assert room.lake.storage.read("site/2026-11-23.html")


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_who_loses_the_number_reads_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another batch is committed while this publish checks: it is published with it."""
    golden = desk.golden()
    room.bring(desk.FIRST, golden[desk.FIRST])
    drafted = snapshot.draft
    calls: list[int] = []

    def draft(*given: object, number: int, days: Iterable[str]) -> snapshot.Draft:
        calls.append(number)
        made = drafted(*given, number=number, days=days)  # type: ignore[arg-type]
        if len(calls) == 1:
            room.bring(desk.SECOND, golden[desk.SECOND])
        return made

    monkeypatch.setattr(snapshot, "draft", draft)
    assert publish(room.lake).batches == (desk.FIRST, desk.SECOND)
    assert len(calls) == 2


def test_a_change_of_the_reference_tables_is_published(golden: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.publish.snapshot.taxonomy", lambda: desk.TAXA[:-1])
    assert publish(golden.lake).is_new
    assert not publish(golden.lake).is_new
    assert _shown(golden.lake).number == golden.lake.state().head


def test_published_files_name_their_snapshot(golden: Room) -> None:
    for view in MATERIALISED:
        path = f"{golden.lake.storage.root}/published/{view}.parquet"
        notes = dict(duckdb.execute(f"select decode(key), decode(value) from parquet_kv_metadata('{path}')").fetchall())
        assert notes["snapshot"] == str(golden.lake.state().head)
        assert notes["view"] == view
    assert duckdb.execute(f"select count(*) from '{golden.lake.storage.root}/published/claims.parquet'").fetchall() == [(4,)]


def test_a_closed_day_has_one_file_a_record(room: Room) -> None:
    """Two batches of one day are two files while the day is open, one afterwards; and what was merged is used again."""
    golden = desk.golden()
    room.bring(desk.FIRST, golden[desk.FIRST])
    room.bring("2026-11-20T1800", [desk.asked("2026-11-20T1800", "harbour-wire")])
    publish(room.lake)
    assert len(_shown(room.lake).paths()["fetches"]) == 2
    room.bring(desk.SECOND, golden[desk.SECOND])
    publish(room.lake)
    first, *rest = _shown(room.lake).paths()["fetches"]
    assert first.startswith("compact/fetches/2026-11-20-")
    assert len(rest) == 1
    room.bring("2026-11-24T0600", [desk.asked("2026-11-24T0600", "harbour-wire")])
    publish(room.lake)
    assert first in _shown(room.lake).paths()["fetches"]
    assert {f.key for f in room.lake.state().files("fetches")}.isdisjoint({first})


def test_a_closed_month_has_one_file_a_record(room: Room) -> None:
    days = ("2026-10-01T0600", "2026-10-02T0600", "2026-11-01T0600")
    for batch in days:
        room.bring(batch, [desk.asked(batch, "harbour-wire")])
    publish(room.lake)
    shown = _shown(room.lake)
    assert [len(h.of) for h in shown.files if h.record == "fetches"] == [2, 1]
    query = snapshot.script_of(room.lake.storage, shown, is_local=True)
    with duckdb.connect() as connection:
        connection.execute(query)
        assert connection.execute("select count(*) from observed.fetches").fetchall() == [(3,)]


def test_on_s3_the_same_rows_stand(tmp_path: Path, bucket: str) -> None:
    room = desk.open_room(tmp_path, lake=f"s3://{bucket}/some/prefix")
    for batch, rows in desk.golden().items():
        room.bring(batch, rows)
    publish(room.lake)
    script = (room.lake.storage.read("views.sql") or b"").decode()
    assert f"'s3://{bucket}/some/prefix/materialised/disputes-" in script
    from tasks.publish.shell import answer

    assert json.loads(answer(room.lake, "select stage from disputes", form="json")) == [{"stage": "complaint_filed"}]


def _shown(lake: Lake) -> snapshot.Snapshot:
    shown = snapshot.read(lake.storage)
    assert shown is not None
    return shown
