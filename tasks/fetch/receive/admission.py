"""One object or file that was announced: a batch, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from tasks import ConfigError, ItemError
from tasks.fetch.receive import receive
from tasks.lake import Lake
from tasks.letters import Left

__all__ = ["Admitted", "admit"]


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """The batches there are now, and what made none. A duplicate has both: its batch is an older one."""

    batches: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()

    def __add__(self, other: Admitted) -> Admitted:
        return Admitted(batches=self.batches + other.batches, left=self.left + other.left)


def admit(lake: Lake, address: str) -> Admitted:
    """Bring an object in. Raises StorageError, and ConfigError where it is not the object that is wrong."""
    before = set(lake.state().batches())
    try:
        batches = tuple(receive(lake, [address]))
    except ItemError as error:
        return Admitted(left=(Left.of(address, error),))
    except ConfigError as error:
        # To a person who names a file by hand, a file that cannot be used is a mistake of theirs; here it is the file's.
        if not isinstance(error.__cause__, ItemError):
            raise
        return Admitted(left=(Left.of(address, ItemError(error.__cause__.reason, str(error))),))
    known = [b for b in batches if b in before]
    left = (Left(item=address, outcome="duplicate", reason="known", message=f"it is batch {b} already") for b in known)
    return Admitted(batches=batches, left=tuple(left))
