"""How well labels are given: precision and recall of each class on the labelled sample that ships (models/evaluation).

The sample is kept apart from training. `floors.toml` beside it says what may not be undercut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks.classify.relevance import Gate, judge
from tasks.evaluate import article_of
from tasks.labelled import Row, read_rows
from tasks.settings import MODELS, read_toml

__all__ = ["FOLDER", "Share", "below", "measure", "table"]

FOLDER = MODELS / "evaluation"
Pair = tuple[Row, Gate]
# What a row has, and what it is given.
Sides = tuple[set[str], set[str]]


@dataclass(frozen=True, kw_only=True)
class Share:
    """Of one class: rows that have it and are given it, rows that are given it only, rows that have it only."""

    right: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Of those given, the share that is right; 0 where none is."""
        return self.right / (self.right + self.false) if self.right + self.false else 0.0

    @property
    def recall(self) -> float:
        """Of those that have it, the share that is given it; 0 where none has."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = 2 * self.right + self.false + self.missed
        return 2 * self.right / total if total else 0.0


def measure(path: Path) -> dict[str, Share]:
    """Shares by `scheme code` for a table of rows; `dispute_type *` and `reported_stage *` sum over their codes.

    An abstention counts as a no. The recall of `reported_stage *` is the accuracy of the stage over all disputes.
    """
    pairs = [(row, judge(article_of(row.row_id, row.title, row.text))) for row in read_rows(path)]
    return {f"{scheme} {code}": share for scheme, sides in SIDES.items() for code, share in _shares(map(sides, pairs))}


def below(name: str, shares: Mapping[str, Share]) -> list[str]:
    """What is under a floor of floors.toml (`"scheme code figure" = least`), each in a sentence."""
    floors: dict[str, float] = read_toml(FOLDER / "floors.toml")[name]
    found = {key: _figure(key, shares) for key in floors}
    return [
        f"{name}: {key} is {found[key]:.3f}, under its floor {least}" for key, least in floors.items() if found[key] < least
    ]


def table(shares: Mapping[str, Share]) -> str:
    """One line a class."""
    lines = [f"{'':44}{'precision':>9}{'recall':>8}{'f1':>6}{'rows':>6}"]
    for name, share in shares.items():
        rows = share.right + share.missed
        lines.append(f"{name:44}{share.precision:9.2f}{share.recall:8.2f}{share.f1:6.2f}{rows:6}")
    return "\n".join(lines)


def _figure(key: str, shares: Mapping[str, Share]) -> float:
    name, figure = key.rsplit(" ", 1)
    return float(getattr(shares[name], figure))


def _shares(sides: Iterable[Sides]) -> Iterator[tuple[str, Share]]:
    """Of each code that is wanted or given, and of all together."""
    right, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for wanted, given in sides:
        right.update(wanted & given)
        false.update(given - wanted)
        missed.update(wanted - given)
    codes = sorted(right.keys() | false.keys() | missed.keys())
    for code in codes:
        yield code, Share(right=right[code], false=false[code], missed=missed[code])
    if len(codes) > 1:
        yield "*", Share(right=right.total(), false=false.total(), missed=missed.total())


def _relevance(pair: Pair) -> Sides:
    row, gate = pair
    word = {"tech_dispute"}
    return word if row.is_dispute else set(), word if gate.is_dispute else set()


def _types(pair: Pair) -> Sides:
    row, gate = pair
    return set(row.types), {code for code, _, _ in gate.types} if gate.is_dispute else set()


def _stage(pair: Pair) -> Sides:
    row, gate = pair
    return {row.stage} if row.stage else set(), {gate.stage} if gate.is_dispute and gate.stage else set()


SIDES: Mapping[str, Callable[[Pair], Sides]] = {"relevance": _relevance, "dispute_type": _types, "reported_stage": _stage}
