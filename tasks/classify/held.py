"""Links to disputes as they hold: what machines said, what merged since, and what people decided (as `known_links`)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from schemas import DisputeLink, Review
from tasks.lake import Reader

__all__ = ["Held", "follow", "held_links"]

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class Held:
    """A link and the dispute it counts for; where a person split it off, the dispute that it would else count for."""

    link: DisputeLink
    dispute_id: str
    parted_from: str | None


def held_links(reader: Reader, where: str = "true", parameters: Sequence[Any] = ()) -> list[Held]:
    """Links that meet a condition and that no person rejected, in the order of their ids."""
    reviews = sorted(reader.rows(Review, "record = 'dispute_links'"), key=lambda r: (r.known_at, r.review_id))
    refused = {name for name, last in {r.row_id: r for r in reviews}.items() if last.decision == "reject"}
    said = {r.row_id: r for r in reviews if r.field == "dispute_id"}
    parted = {r.value for r in said.values() if r.decision == "split"}
    merges = dict(reader.sql("select old_id, new_id from redirects where record = 'dispute' order by known_at"))
    # What a person says is a dispute of its own goes on as no other.
    kept = {old: new for old, new in merges.items() if old not in parted}
    rows = sorted(reader.rows(DisputeLink, where, parameters), key=lambda r: r.link_id)
    return [_hold(row, said.get(row.link_id), kept, merges) for row in rows if row.link_id not in refused]


def _hold(row: DisputeLink, said: Review | None, kept: Mapping[str, str], merges: Mapping[str, str]) -> Held:
    dispute = follow(str(said.value) if said else row.dispute_id, kept)
    is_split = said is not None and said.decision == "split"
    return Held(link=row, dispute_id=dispute, parted_from=follow(row.dispute_id, merges) if is_split else None)


def follow(name: Key, merges: Mapping[Key, Key]) -> Key:
    """What goes on in place of a name; merges in a circle come to an end."""
    seen: set[Key] = set()
    while name in merges and name not in seen:
        seen.add(name)
        name = merges[name]
    return name
