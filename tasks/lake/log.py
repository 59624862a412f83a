"""The log: the one truth about what counts. Numbered, create-only entries; everything else is folded from them.

No entry, no batch. A writer makes its files, then creates the next number; who loses the number reads on.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tasks import DisputewireError, StorageError
from tasks.storage import Storage

__all__ = ["CHAIN", "ENTRANCES", "INPUTS", "Commit", "Entry", "File", "Log", "Replay", "State"]

CHECKPOINT_EVERY = 32

# Each step answers the commits of the step before it. What comes in goes through the chain; what a person decided goes
# straight to publish.
INPUTS: dict[str, tuple[str, ...]] = {
    "fetch": (),
    "receive": (),
    "review": (),
    "parse": ("fetch", "receive"),
    "deduplicate": ("parse",),
    "classify": ("deduplicate",),
    "publish": ("classify", "review"),
}
ENTRANCES = tuple(step for step, given in INPUTS.items() if not given)
CHAIN = ("parse", "deduplicate", "classify", "publish")


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that an entry names: its key, what it holds, and its sums."""

    key: str
    record: str
    batch: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Commit:
    """One step of one batch, as it counts: the entry that made it, the input commit it answered, its files and sums."""

    number: int
    version: str
    input: int
    files: tuple[File, ...]
    tally: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Candidate commits of a replay: they count once an entry switches to them."""

    from_step: str
    batches: tuple[str, ...]
    candidates: dict[tuple[str, str], Commit] = field(default_factory=dict)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that are done again; publish is not one of them, it switches."""
        return CHAIN[CHAIN.index(self.from_step) : -1]

    def is_complete(self) -> bool:
        """Whether every step of every batch has its candidate."""
        return all((step, batch) in self.candidates for step in self.steps for batch in self.batches)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of history. `answers` maps each batch to the number of the input commit that was read."""

    number: int
    kind: str  # commit, replay (opens one) or switch
    step: str
    version: str
    read: int
    answers: Mapping[str, int]
    tallies: Mapping[str, Mapping[str, Any]]
    added: tuple[File, ...] = ()
    removed: tuple[str, ...] = ()
    replay: str | None = None
    at: str = ""

    def to_bytes(self) -> bytes:
        return json.dumps(dataclasses.asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes, key: str) -> Self:
        try:
            fields = json.loads(data)
            added = tuple(File(**f) for f in fields.pop("added"))
            return cls(**{**fields, "added": added, "removed": tuple(fields["removed"])})
        except (ValueError, TypeError, KeyError) as error:
            raise StorageError(f"{key} is not a log entry ({error}); restore it from a backup, entries never change") from error


@dataclass(kw_only=True)
class State:
    """What the log says up to `head`."""

    head: int = 0
    commits: dict[tuple[str, str], Commit] = field(default_factory=dict)
    replays: dict[str, Replay] = field(default_factory=dict)

    def apply(self, entry: Entry) -> None:
        """Fold one entry in. Entries come in the order of their numbers."""
        if entry.number != self.head + 1:
            raise StorageError(f"log entry {entry.number} does not follow {self.head}")
        self.head = entry.number
        if entry.kind == "replay":
            asked = Replay(from_step=entry.step, batches=tuple(sorted(entry.answers)))
            # Asked anew under other tables: what the first asking made will never count, and its files may go.
            self.replays = {
                n: r for n, r in self.replays.items() if (r.from_step, r.batches) != (asked.from_step, asked.batches)
            }
            self.replays[str(entry.replay)] = asked
        elif entry.kind == "switch":
            self.commits.update(self.replays.pop(str(entry.replay)).candidates)
        else:
            target = self.replays[entry.replay].candidates if entry.replay else self.commits
            for batch, answered in entry.answers.items():
                target[entry.step, batch] = Commit(
                    number=entry.number,
                    version=entry.version,
                    input=answered,
                    files=tuple(f for f in entry.added if f.batch == batch),
                    tally=entry.tallies[batch],
                )

    def batches(self) -> list[str]:
        """Every batch that came in, oldest first."""
        return sorted({batch for step, batch in self.commits if not INPUTS[step]})

    def input_of(self, step: str, batch: str) -> Commit | None:
        """The commit that a step of a batch has to answer."""
        return next((c for s in INPUTS[step] if (c := self.commits.get((s, batch)))), None)

    def is_answered(self, step: str, batch: str) -> bool:
        """Whether the step has answered the input commit that is in force."""
        own, given = self.commits.get((step, batch)), self.input_of(step, batch)
        return own is not None and (given is None or own.input == given.number)

    def behind(self, step: str) -> list[str]:
        """Batches whose input commit this step has not answered yet, oldest first."""
        return [b for b in self.batches() if self.input_of(step, b) and not self.is_answered(step, b)]

    def files(self, record: str | None = None, *, batch: str | None = None) -> list[File]:
        """Files in force, sorted by key."""
        found = (f for c in self.commits.values() for f in c.files)
        chosen = [f for f in found if record in {None, f.record} and batch in {None, f.batch}]
        return sorted(chosen, key=lambda f: f.key)

    def mark(self, steps: Iterable[str]) -> tuple[tuple[str, str, int], ...]:
        """What a result that reads these steps rests on: it is stale once this differs."""
        chosen = set(steps)
        return tuple(sorted((s, b, c.number) for (s, b), c in self.commits.items() if s in chosen))

    def seen_by(self, replay: str) -> State:
        """The state as a replay sees it: its candidates in place, and what it has still to redo out of sight."""
        if (plan := self.replays.get(replay)) is None:
            raise DisputewireError(f"replay {replay} is not open any more: it has switched, or was asked anew; run it again")
        redone = {(step, batch) for step in (*plan.steps, "publish") for batch in plan.batches}
        kept = {key: commit for key, commit in self.commits.items() if key not in redone}
        return State(head=self.head, commits=kept | plan.candidates, replays=self.replays)

    def to_bytes(self) -> bytes:
        def rows(commits: Mapping[tuple[str, str], Commit]) -> list[Any]:
            return [[step, batch, dataclasses.asdict(c)] for (step, batch), c in sorted(commits.items())]

        replays = {
            name: {"from_step": r.from_step, "batches": r.batches, "candidates": rows(r.candidates)}
            for name, r in self.replays.items()
        }
        return json.dumps({"head": self.head, "commits": rows(self.commits), "replays": replays}, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        def commits(rows: list[Any]) -> dict[tuple[str, str], Commit]:
            return {(s, b): Commit(**{**c, "files": tuple(File(**f) for f in c["files"])}) for s, b, c in rows}

        fields = json.loads(data)
        replays = {
            name: Replay(from_step=r["from_step"], batches=tuple(r["batches"]), candidates=commits(r["candidates"]))
            for name, r in fields["replays"].items()
        }
        return cls(head=fields["head"], commits=commits(fields["commits"]), replays=replays)


class Log:
    """Reads the entries of a lake and creates the next one."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def state(self) -> State:
        """The fold of all entries. A lost or damaged checkpoint only makes this slower."""
        state = self._checkpoint()
        for entry in self._entries(after=state.head):
            state.apply(entry)
        return state

    def entries(self) -> list[Entry]:
        """All of history, oldest first."""
        return list(self._entries(after=0))

    def append(self, entry: Entry) -> bool:
        """Create the entry under its number; False if another writer has it."""
        if not self.storage.create(_key(entry.number), entry.to_bytes()):
            return False
        if entry.number % CHECKPOINT_EVERY == 0:
            self.storage.replace("log/checkpoint.json", self.state().to_bytes())
        return True

    def _entries(self, *, after: int) -> Iterator[Entry]:
        number = after + 1
        while (data := self.storage.read(_key(number))) is not None:
            yield Entry.from_bytes(data, _key(number))
            number += 1

    def _checkpoint(self) -> State:
        data = self.storage.read("log/checkpoint.json")
        try:
            return State.from_bytes(data) if data else State()
        except (ValueError, TypeError, KeyError):
            return State()


def _key(number: int) -> str:
    return f"log/{number:08d}.json"
