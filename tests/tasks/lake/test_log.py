"""The log: whatever the interleaving, killed or doubled writers, the fold is the same."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import Redirect, Reject
from tasks import DisputewireError, StorageError
from tasks.lake import Lake, Log, State, Step, Tally, Work, captured_at, commit, run
from tasks.lake.log import Entry, File
from tasks.storage import Folder
from tests.tasks.lake.steps import CHAIN, DEDUPLICATE, FETCH, PARSE

BATCHES = ("2026-11-20T0600", "2026-11-21T0600", "2026-11-22T0600")


def pairs(lake: Lake) -> list[tuple[str, str]]:
    return sorted({(r.old_id, r.new_id) for r in lake.reader().rows(Redirect)})


def all_pairs(batches: tuple[str, ...] = BATCHES) -> list[tuple[str, str]]:
    return sorted((a, b) for a in batches for b in batches if a <= b)


def test_a_batch_counts_once_and_repeating_it_writes_nothing(any_lake: Lake) -> None:
    assert run(any_lake, FETCH, BATCHES[0]) is not None
    head = any_lake.state().head
    assert run(any_lake, FETCH, BATCHES[0]) is None
    assert any_lake.state().head == head == 1
    assert len(any_lake.reader().rows(Reject)) == 4


def test_behind_is_what_has_not_answered_its_input(any_lake: Lake) -> None:
    run(any_lake, FETCH, BATCHES[1])
    run(any_lake, FETCH, BATCHES[0])
    assert any_lake.state().behind("parse") == [BATCHES[0], BATCHES[1]]
    assert any_lake.state().behind("deduplicate") == []
    run(any_lake, PARSE, BATCHES[0])
    assert any_lake.state().behind("parse") == [BATCHES[1]]
    assert any_lake.state().behind("deduplicate") == [BATCHES[0]]


def test_a_step_without_its_input_does_nothing(lake: Lake) -> None:
    assert run(lake, PARSE, BATCHES[0]) is None
    assert lake.state().head == 0


def test_two_writers_at_once_lose_nothing_and_double_nothing(any_lake: Lake) -> None:
    for batch in BATCHES:
        run(any_lake, FETCH, batch)
        run(any_lake, PARSE, batch)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda batch: run(any_lake, DEDUPLICATE, batch), BATCHES * 2))
    assert pairs(any_lake) == all_pairs()
    commits = [e for e in any_lake.log.entries() if e.step == "deduplicate"]
    assert sorted(b for e in commits for b in e.answers) == sorted(BATCHES)


def test_a_stale_result_is_computed_again(lake: Lake) -> None:
    for batch in BATCHES[:2]:
        run(lake, FETCH, batch)
        run(lake, PARSE, batch)
    calls = []

    def slow(job: object) -> Work:
        calls.append(1)
        if len(calls) == 1:
            run(lake, DEDUPLICATE, BATCHES[1])
        assert DEDUPLICATE.settle is not None
        return DEDUPLICATE.settle(job)  # type: ignore[arg-type]

    commit(lake, Step(name="deduplicate", version="1", settle=slow, reads=("deduplicate",)), BATCHES[0])
    assert len(calls) == 2
    assert pairs(lake) == all_pairs(BATCHES[:2])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations([(step.name, batch) for step in CHAIN for batch in BATCHES] * 2))
def test_any_interleaving_folds_to_the_same_rows(
    order: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory, lake: Lake
) -> None:
    fresh = Lake(storage=Folder(tmp_path_factory.mktemp("lake")), settings=lake.settings)
    steps = {step.name: step for step in CHAIN}
    for name, batch in order:
        run(fresh, steps[name], batch)
    for name in steps:
        for batch in BATCHES:
            run(fresh, steps[name], batch)
    assert pairs(fresh) == all_pairs()
    assert len(fresh.reader().rows(Reject)) == 12


def test_the_checkpoint_is_an_aid_only(any_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.lake.log.CHECKPOINT_EVERY", 2)
    for batch in BATCHES:
        for step in CHAIN:
            run(any_lake, step, batch)
    told = any_lake.state().to_bytes()
    assert any_lake.storage.read("log/checkpoint.json") is not None
    any_lake.storage.replace("log/checkpoint.json", b"{torn")
    assert any_lake.state().to_bytes() == told
    any_lake.storage.delete("log/checkpoint.json")
    assert any_lake.state().to_bytes() == told
    assert State.from_bytes(told).to_bytes() == told


def test_a_damaged_entry_is_named(lake: Lake) -> None:
    run(lake, FETCH, BATCHES[0])
    lake.storage.replace("log/00000001.json", b'{"number": 1}')
    with pytest.raises(StorageError, match=r"log/00000001\.json is not a log entry"):
        lake.state()


def test_a_sum_that_does_not_close_is_a_failed_run(lake: Lake) -> None:
    def open_sum(_: object) -> Work:
        return Work(tally=Tally(seen=3))

    run(lake, FETCH, BATCHES[0])
    with pytest.raises(DisputewireError, match="does not close"):
        run(lake, Step(name="parse", version="1", settle=open_sum), BATCHES[0])
    assert lake.state().behind("parse") == [BATCHES[0]]


def test_a_missing_part_stops_the_commit(lake: Lake) -> None:
    with pytest.raises(DisputewireError, match="part poll-0 is not done"):
        commit(lake, FETCH, BATCHES[0])


def test_an_entry_survives_its_own_bytes() -> None:
    file = File(key="a/b.parquet", record="rejects", batch=BATCHES[0], rows=1, size=2, sha256="00")
    entry = Entry(
        number=1,
        kind="commit",
        step="fetch",
        version="1",
        read=0,
        answers={BATCHES[0]: 0},
        tallies={BATCHES[0]: {"seen": 0}},
        added=(file,),
    )
    assert Entry.from_bytes(entry.to_bytes(), "x") == entry
    assert json.loads(entry.to_bytes())["added"][0]["key"] == "a/b.parquet"


def test_the_same_rows_give_the_same_file(tmp_path: Path, lake: Lake) -> None:
    other = Lake(storage=Folder(tmp_path / "other"), settings=lake.settings)
    for place in (lake, other):
        run(place, FETCH, BATCHES[0])
    assert lake.state().files() == other.state().files()
    assert Log(lake.storage).state().files()[0].key.startswith("rejects/day=2026-11-20/2026-11-20T0600-fetch-0-")


@pytest.mark.parametrize(
    ("batch", "instant"),
    [
        ("2026-11-20T0600", "2026-11-20 06:00:00"),
        ("2026-11-23-arrival-ab12", "2026-11-23 00:00:00"),
        ("2026-11-23T061530", "2026-11-23 06:15:30"),
    ],
)
def test_the_instant_of_a_batch(batch: str, instant: str) -> None:
    assert str(captured_at(batch)) == instant


def opening(state: State, name: str, batches: tuple[str, ...] = BATCHES) -> Entry:
    """The entry that opens a replay from parse."""
    answers = dict.fromkeys(batches, 0)
    return Entry(
        number=state.head + 1, kind="replay", step="parse", version="1", read=0, answers=answers, tallies={}, replay=name
    )  # fmt: skip


def test_a_replay_that_is_asked_anew_takes_the_place_of_the_first(any_lake: Lake) -> None:
    run(any_lake, FETCH, BATCHES[0])
    run(any_lake, PARSE, BATCHES[0])
    assert any_lake.log.append(opening(any_lake.state(), "first", BATCHES[:1]))
    run(any_lake, PARSE, BATCHES[0], replay="first")
    assert ("parse", BATCHES[0]) in any_lake.state().replays["first"].candidates
    assert any_lake.log.append(opening(any_lake.state(), "other", BATCHES[1:]))
    assert any_lake.log.append(opening(any_lake.state(), "second", BATCHES[:1]))
    assert set(any_lake.state().replays) == {"other", "second"}
    with pytest.raises(DisputewireError, match="replay first is not open any more"):
        run(any_lake, PARSE, BATCHES[0], replay="first")
    assert State.from_bytes(any_lake.state().to_bytes()) == any_lake.state()
