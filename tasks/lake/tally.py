"""A step's sum: where each thing it saw ended. A sum that does not close is a failed run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self, get_args

from schemas.vocabulary import Outcome, Reason
from tasks import DisputewireError

__all__ = ["OUTCOMES", "Tally"]

OUTCOMES: tuple[str, ...] = get_args(Outcome)
REASONS: frozenset[str] = frozenset(get_args(Reason))


@dataclass(kw_only=True)
class Tally:
    """Counts by outcome, and by reason where something did not simply go on."""

    seen: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Outcome, reason: Reason | None = None, *, times: int = 1) -> None:
        """One thing (or several alike) was seen and ended here."""
        if outcome not in OUTCOMES or (reason is not None and reason not in REASONS):
            raise ValueError(f"unknown outcome or reason: {outcome}, {reason}")
        self.seen += times
        self.outcomes[outcome] += times
        if reason:
            self.reasons[reason] += times

    def note(self, name: str, times: int = 1) -> None:
        """A figure worth telling that is no outcome, such as `linked as copies`."""
        self.notes[name] += times

    def add(self, other: Tally) -> None:
        """Take in the counts of another part."""
        self.seen += other.seen
        self.outcomes.update(other.outcomes)
        self.reasons.update(other.reasons)
        self.notes.update(other.notes)

    def close(self) -> None:
        """Check `seen = accepted + duplicate + skipped + rejected + deferred`."""
        if self.seen != sum(self.outcomes.values()):
            raise DisputewireError(f"the sum does not close: seen {self.seen}, outcomes {dict(self.outcomes)}")

    def to_json(self) -> dict[str, Any]:
        """As it stands in the log."""
        outcomes = {name: self.outcomes[name] for name in OUTCOMES}
        return {"seen": self.seen, **outcomes, "reasons": dict(self.reasons), "notes": dict(self.notes)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The tally that `to_json` wrote."""
        outcomes = Counter({name: int(data[name]) for name in OUTCOMES})
        return cls(seen=data["seen"], outcomes=outcomes, reasons=Counter(data["reasons"]), notes=Counter(data["notes"]))
