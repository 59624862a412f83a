"""Redo steps from what the archive holds, without the network: candidates, a diff, then one entry that switches.

What readers see does not move until the diff is written. A replay that was killed goes on where it stopped.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime

from schemas.record import identify
from tasks import ConfigError, DisputewireError, classify, deduplicate, parse
from tasks.differences import compare, markdown
from tasks.lake import CHAIN, Entry, Lake, Replay, State, Step, run
from tasks.reference import fingerprint

__all__ = ["STEPS", "foresee", "replay", "replay_rejects"]

STEPS: dict[str, Step] = {"parse": parse.STEP, "deduplicate": deduplicate.STEP, "classify": classify.STEP}


def replay(lake: Lake, from_step: str, since: date, until: date) -> str:
    """Redo `from_step` and what follows for the batches of some days, and switch to the result. Returns a summary line."""
    batches = _batches(lake, from_step, since, until)
    return _replay(lake, from_step, batches) if batches else _nothing(from_step, since, until)


def foresee(lake: Lake, from_step: str, since: date, until: date) -> str:
    """The same up to the diff: nothing that readers see moves until `replay` is asked the same question. A summary line."""
    batches = _batches(lake, from_step, since, until)
    return f"{_prepare(lake, from_step, batches)[1]} not switched" if batches else _nothing(from_step, since, until)


def replay_rejects(lake: Lake) -> str:
    """Replay, from parse, the batches that hold rows rejected by parse or a later step."""
    steps = tuple(STEPS)
    found = lake.reader().sql(
        f"select distinct batch_id from rejects where outcome = 'rejected' and step in ({', '.join('?' * len(steps))})", steps
    )
    batches = sorted(batch for (batch,) in found)
    return _replay(lake, "parse", batches) if batches else "replay from=parse batches=0 nothing was rejected after fetch"


def _batches(lake: Lake, from_step: str, since: date, until: date) -> list[str]:
    if from_step not in STEPS:
        raise ConfigError(f"replay --from {from_step}: one of {', '.join(STEPS)}; fetch is never replayed, the web moves on")
    state = lake.state()
    # What people decided has no input of a step: it is never redone, and so never undone.
    days = (b for b in state.batches() if since.isoformat() <= b[:10] <= until.isoformat())
    return [b for b in days if state.input_of(from_step, b)]


def _nothing(from_step: str, since: date, until: date) -> str:
    return f"replay from={from_step} batches=0 nothing was captured from {since} to {until}"


def _replay(lake: Lake, from_step: str, batches: list[str]) -> str:
    name, told = _prepare(lake, from_step, batches)
    _switch(lake, name)
    return told


def _prepare(lake: Lake, from_step: str, batches: list[str]) -> tuple[str, str]:
    """Make the candidates and write the diff; the name of the replay and its summary line."""
    name = _open(lake, from_step, batches)
    for batch in batches:
        for step in CHAIN[CHAIN.index(from_step) : -1]:
            run(lake, STEPS[step], batch, replay=name)
    diff = {"replay": name, **compare(lake.reader(), lake.reader(lake.state(name)))}
    lake.storage.replace(f"replays/{name}/diff.json", json.dumps(diff, indent=1, ensure_ascii=False).encode())
    lake.storage.replace(f"replays/{name}/diff.md", markdown(diff).encode())
    changed = sum(r["added"] + r["removed"] for r in diff["rows"].values())
    told = f"rows_changed={changed} labels_flipped={len(diff['labels'])} diff=replays/{name}/diff.md"
    return name, f"replay from={from_step} batches={len(batches)} {told}"


def _open(lake: Lake, from_step: str, batches: list[str]) -> str:
    """The name of the replay, made from what it redoes, the tables, and what people decided: the same question finds it."""
    while True:
        state = lake.state()
        inputs = [str(c.number) for b in batches if (c := state.commits.get((from_step, b)))]
        inputs += sorted(batch for step, batch in state.commits if step == "review")
        name = identify("replay", from_step, *batches, *(s.version for s in STEPS.values()), *inputs, fingerprint())
        if name in state.replays or lake.log.append(_entry(state, "replay", from_step, name, batches)):
            return name


def _switch(lake: Lake, name: str) -> None:
    while name in (state := lake.state()).replays:
        plan = state.replays[name]
        if not plan.is_complete():
            raise DisputewireError(f"replay {name}: not every step of every batch is redone; run it again")
        if lake.log.append(_entry(state, "switch", plan.from_step, name, plan.batches, removed=_superseded(state, plan))):
            return


def _superseded(state: State, plan: Replay) -> tuple[str, ...]:
    old = {f.key for key in plan.candidates if key in state.commits for f in state.commits[key].files}
    return tuple(sorted(old - {f.key for c in plan.candidates.values() for f in c.files}))


def _entry(state: State, kind: str, step: str, name: str, batches: Iterable[str], *, removed: tuple[str, ...] = ()) -> Entry:
    return Entry(
        number=state.head + 1,
        kind=kind,
        step=step,
        version="1",
        read=state.head,
        answers=dict.fromkeys(batches, 0),
        tallies={},
        removed=removed,
        replay=name,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
