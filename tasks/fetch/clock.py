"""When a source is due: its clock is folded from its earlier polls, by what they brought and how they failed.

Nothing is kept but the `polls` rows themselves: lose everything else, and every clock is where it was. The weights of
failures are those of Media Cloud's rss-fetcher (mediacloud/rss-fetcher, `fetcher/tasks.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from tasks.fetch.rows import TEMPORARY
from tasks.settings import FetchSettings

__all__ = ["FINE", "Clock", "Past", "clock"]

FINE = frozenset({"ok", "unchanged"})
WINDOW = 8  # earlier polls that tell the yield
EARLY = 0.1  # of an interval: a run that comes a little before the time is not sent home

# What a failure weighs: hard ones are the source's own, temporary ones the network's.
BRIEF, SOFT, HARD = 0.25, 0.5, 1.0
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(TEMPORARY, BRIEF),
        **dict.fromkeys(("framing", "decode", "ratio", "xml_broken", "too_big_wire", "too_big_decoded", "robots"), SOFT),
    }
)


@dataclass(frozen=True, kw_only=True)
class Past:
    """One earlier poll: the instant of its batch (UTC), what it came to, and how many items were new."""

    at: datetime
    outcome: str
    items_new: int


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A source's clock. `due_at` is None where it was never polled."""

    interval: timedelta
    failure_weight: float = 0.0
    due_at: datetime | None = None
    is_paused: bool = False

    def is_due(self, now: datetime) -> bool:
        """Whether a run at this instant asks the source."""
        return self.due_at is None or now >= self.due_at - EARLY * self.interval


def clock(polls: Sequence[Past], limits: FetchSettings) -> Clock:
    """The clock that earlier polls of a source leave it with, in any order."""
    past = sorted(polls, key=lambda p: p.at)
    if not past:
        return Clock(interval=timedelta(minutes=limits.first_poll_minutes))
    failed = _since_last_success(past)
    weight = sum(WEIGHTS.get(p.outcome, HARD) for p in failed)
    is_paused = bool(failed) and (failed[-1].outcome == "gone" or _is_long(past, failed, limits))
    slowest = timedelta(minutes=limits.max_poll_minutes)
    paced = _by_yield([p for p in past if p.outcome in FINE], limits)
    interval = slowest if is_paused else min(slowest, paced * 2 ** min(weight, 16))
    return Clock(interval=interval, failure_weight=weight, due_at=past[-1].at + interval, is_paused=is_paused)


def _since_last_success(past: Sequence[Past]) -> Sequence[Past]:
    last = max((n for n, p in enumerate(past) if p.outcome in FINE), default=-1)
    return past[last + 1 :]


def _is_long(past: Sequence[Past], failed: Sequence[Past], limits: FetchSettings) -> bool:
    good = len(past) - len(failed)
    since = past[good - 1].at if good else past[0].at
    return failed[-1].at - since >= timedelta(days=limits.pause_after_days)


def _by_yield(good: Sequence[Past], limits: FetchSettings) -> timedelta:
    """Two polls for each new item: over the last polls, or over the last gap alone where that was livelier.

    The first poll ever lists old and new alike and tells nothing.
    """
    if len(good) < 2:
        return timedelta(minutes=limits.first_poll_minutes)
    window = good[-WINDOW:]
    pace = min(_pace(window), _pace(window[-2:]) if window[-1].items_new else timedelta.max)
    return min(max(pace, timedelta(minutes=limits.min_poll_minutes)), timedelta(minutes=limits.max_poll_minutes))


def _pace(polls: Sequence[Past]) -> timedelta:
    return (polls[-1].at - polls[0].at) / max(1, 2 * sum(p.items_new for p in polls[1:]))
