"""How a step gets done: plan its parts, work them (in parallel if wished), commit once.

The same three functions serve the command line and the DAGs. Each may be killed at any instruction and run again.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from schemas.record import Record
from tasks import DisputewireError
from tasks.lake.log import ENTRANCES, Entry, File, Log, State
from tasks.lake.parquet import Reader, keep_raw, write_rows
from tasks.lake.tally import Tally
from tasks.settings import Settings
from tasks.storage import Storage, open_url

__all__ = ["Job", "Lake", "Phase", "Step", "Work", "captured_at", "commit", "open_lake", "plan", "run", "work"]

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, kw_only=True)
class Lake:
    """Where the rows are, and what people have set."""

    storage: Storage
    settings: Settings

    @property
    def log(self) -> Log:
        """The lake's log."""
        return Log(self.storage)

    def state(self, replay: str | None = None) -> State:
        """What counts now; with a replay, what it sees."""
        state = self.log.state()
        return state.seen_by(replay) if replay else state

    def reader(self, state: State | None = None) -> Reader:
        """SQL over the observations in force."""
        return Reader(self.storage, (state or self.state()).files())


def open_lake(settings: Settings) -> Lake:
    """The lake that the settings name."""
    return Lake(storage=open_url(settings.lake, cache=settings.cache), settings=settings)


def captured_at(batch: str) -> datetime:
    """The instant of a batch, UTC (naive): what its id says, or the start of its day."""
    stamp = re.match(r"T(\d{2})(\d{2})(\d{2})?", batch[10:])
    hour, minute, second = (int(g or 0) for g in stamp.groups()) if stamp else (0, 0, 0)
    return datetime.combine(date.fromisoformat(batch[:10]), time(hour, minute, second))


@dataclass(kw_only=True)
class Work:
    """What a part of a step made: rows, files of its own, and its sum."""

    rows: Sequence[Record] = ()
    files: Sequence[File] = ()
    tally: Tally = field(default_factory=Tally)


@dataclass(kw_only=True)
class Job:
    """One step of one batch: what it may read. `staged` are files that earlier phases of this job have made."""

    lake: Lake
    batch: str
    state: State
    input: int
    replay: str | None = None
    staged: tuple[File, ...] = ()

    @property
    def settings(self) -> Settings:
        """What people have set."""
        return self.lake.settings

    @property
    def day(self) -> date:
        """The UTC day of capture."""
        return date.fromisoformat(self.batch[:10])

    @property
    def captured_at(self) -> datetime:
        """The instant of the batch, UTC (naive)."""
        return captured_at(self.batch)

    @cached_property
    def reader(self) -> Reader:
        """SQL over all that counts, and over what earlier phases of this job have made."""
        return Reader(self.lake.storage, [*self.state.files(), *self.staged])

    def rows(self, record: type[R], where: str = "true", parameters: Sequence[Any] = ()) -> list[R]:
        """Rows of a record, of every batch that counts; `own_rows` keeps to this batch."""
        return self.reader.rows(record, where, parameters)

    def own_rows(self, record: type[R], where: str = "true", parameters: Sequence[Any] = ()) -> list[R]:
        """Rows of a record that this batch brought in."""
        return self.reader.rows(record, f"batch_id = ? and ({where})", [self.batch, *parameters])

    def own_files(self, record: str) -> list[File]:
        """Files of this batch: its WARC files, for instance."""
        return self.state.files(record, batch=self.batch)

    def path(self, key: str) -> Path:
        """A local path of a file in the lake."""
        return self.lake.storage.local(key)

    def keep_raw(self, path: Path, *, part: str, count: int) -> File:
        """Keep a finished WARC file; the file of this job is then named by its commit."""
        return keep_raw(self.lake.storage, path, batch=self.batch, part=part, count=count)


@dataclass(frozen=True, kw_only=True)
class Phase:
    """Work of a step that needs its batch only, so that its parts can run side by side."""

    name: str
    parts: Callable[[Job], list[str]]
    work: Callable[[Job, str], Work]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step: phases that fan out, then `settle`, which may read what other batches left.

    `reads` names the steps whose commits `settle` rests on: if one moved before the entry is created, it is done again.
    A write-once step (the web does not answer twice alike) keeps the first result of each part.
    """

    name: str
    version: str
    phases: tuple[Phase, ...] = ()
    settle: Callable[[Job], Work] | None = None
    reads: tuple[str, ...] = ()
    is_write_once: bool = False


def plan(lake: Lake, step: Step, batch: str, phase: str, *, replay: str | None = None) -> list[str]:
    """The parts of a phase that are still to do; none where the step has answered its input."""
    job = _job(lake, step, batch, replay)
    return [] if job is None else next(p for p in step.phases if p.name == phase).parts(job)


def work(lake: Lake, step: Step, batch: str, phase: str, part: str, *, replay: str | None = None) -> Tally:
    """Do one part and note what it made, so that a commit finds it. Done already: nothing happens."""
    job = _job(lake, step, batch, replay)
    if job is None:
        return Tally()
    note = _note(job, step, phase, part)
    if (known := lake.storage.read(note)) is not None:
        return _read_note(known).tally
    index = [p.name for p in step.phases].index(phase)
    made = step.phases[index].work(replace(job, staged=_staged(job, step, step.phases[:index])), part)
    files = (*made.files, *write_rows(lake.storage, made.rows, batch=batch, part=f"{step.name}-{part}"))
    data = json.dumps({"files": [dataclasses.asdict(f) for f in files], "tally": made.tally.to_json()}).encode()
    lake.storage.create(note, data)
    return made.tally


def commit(lake: Lake, step: Step, batch: str, *, replay: str | None = None) -> Tally | None:
    """Make a batch's step count with one log entry. None where it counted already, or has no input to answer."""
    while (job := _job(lake, step, batch, replay)) is not None:
        seen = job.state.mark(step.reads)
        notes = [_read_note(n) for n in _notes(job, step, step.phases)]
        files = [f for n in notes for f in n.files]
        tally = Tally()
        for note in notes:
            tally.add(note.tally)
        if step.settle:
            made = step.settle(replace(job, staged=tuple(files)))
            files += [*made.files, *write_rows(lake.storage, made.rows, batch=batch, part=step.name)]
            tally.add(made.tally)
        tally.close()
        while _job(lake, step, batch, replay) is not None:
            state = lake.state(replay)
            if state.mark(step.reads) != seen or _input(state, step, batch) != job.input:
                break
            if lake.log.append(_entry(step, batch, job, files, tally, state)):
                return tally
    return None


def run(lake: Lake, step: Step, batch: str, *, replay: str | None = None) -> Tally | None:
    """A whole step of a batch in this process: the same plan, work and commit."""
    for phase in step.phases:
        for part in plan(lake, step, batch, phase.name, replay=replay):
            work(lake, step, batch, phase.name, part, replay=replay)
    return commit(lake, step, batch, replay=replay)


def _input(state: State, step: Step, batch: str) -> int:
    given = state.input_of(step.name, batch)
    return given.number if given else 0


def _job(lake: Lake, step: Step, batch: str, replay: str | None) -> Job | None:
    """The job to do; None where the batch's step has answered its input, or there is no input yet."""
    state = lake.state(replay)
    if state.is_answered(step.name, batch) or not (step.name in ENTRANCES or state.input_of(step.name, batch)):
        return None
    return Job(lake=lake, batch=batch, state=state, input=_input(state, step, batch), replay=replay)


def _note(job: Job, step: Step, phase: str, part: str) -> str:
    # Deterministic steps may do a part again under a new version or input; write-once ones never.
    made_by = "once" if step.is_write_once else f"{job.input}-{step.version}{f'-{job.replay}' if job.replay else ''}"
    return f"staging/{step.name}/{job.batch}/{made_by}/{phase}-{part}.json"


def _notes(job: Job, step: Step, phases: Iterable[Phase]) -> list[bytes]:
    found = []
    for phase in phases:
        for part in phase.parts(job):
            data = job.lake.storage.read(_note(job, step, phase.name, part))
            if data is None:
                raise DisputewireError(f"{step.name} {job.batch}: part {phase.name}-{part} is not done; run the step again")
            found.append(data)
    return found


def _staged(job: Job, step: Step, phases: Iterable[Phase]) -> tuple[File, ...]:
    return tuple(f for n in _notes(job, step, phases) for f in _read_note(n).files)


def _read_note(data: bytes) -> Work:
    fields = json.loads(data)
    return Work(files=[File(**f) for f in fields["files"]], tally=Tally.from_json(fields["tally"]))


def _entry(step: Step, batch: str, job: Job, files: Sequence[File], tally: Tally, state: State) -> Entry:
    before = state.commits.get((step.name, batch))
    kept = {f.key for f in files}
    return Entry(
        number=state.head + 1,
        kind="commit",
        step=step.name,
        version=step.version,
        read=job.state.head,
        answers={batch: job.input},
        tallies={batch: tally.to_json()},
        added=tuple(sorted(files, key=lambda f: f.key)),
        removed=tuple(sorted(f.key for f in before.files if f.key not in kept)) if before else (),
        replay=job.replay,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
