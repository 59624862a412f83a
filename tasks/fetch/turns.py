"""All hosts at once, each in its own turn: every item is asked for or put off, and a run ends when the rest says nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

from tasks import ItemError
from tasks.fetch.client import Failure
from tasks.fetch.manners import Host
from tasks.settings import FetchSettings

__all__ = ["side_by_side"]

T = TypeVar("T")
Turn = Callable[[T], Awaitable[None]]
PutOff = Callable[[T, ItemError], None]
LOOK_SECONDS = 0.5


async def side_by_side(
    queues: Iterable[tuple[str, Iterable[T]]],
    turn: Turn[T],
    put_off: PutOff[T],
    *,
    hosts: Mapping[str, Host],
    limits: FetchSettings,
) -> None:
    """Give each host its turn, its items one by one. `queues` are hosts with their items, `hosts` those asked so far.

    A host may take `max_host_seconds`. When only hosts are left that have said nothing for `patience_seconds`, the run does
    not wait for them. Raises what a turn raised, once all have ended.
    """
    tasks = {asyncio.create_task(_one(name, items, turn, put_off, limits)): name for name, items in queues}

    def is_silent(name: str) -> bool:
        return name in hosts and hosts[name].silence() > limits.patience_seconds

    try:
        while waiting := [t for t in tasks if not t.done()]:
            await asyncio.wait(waiting, timeout=LOOK_SECONDS)
            left = [tasks[t] for t in waiting if not t.done()]
            if left and all(map(is_silent, left)):
                break
    finally:
        for task in tasks:
            task.cancel("patience")
    for done in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(done, Exception):
            raise done


async def _one(name: str, items: Iterable[T], turn: Turn[T], put_off: PutOff[T], limits: FetchSettings) -> None:
    until = time.monotonic() + limits.max_host_seconds
    refusal: ItemError | None = None
    for item in items:
        if refusal is None and time.monotonic() > until:
            refusal = Failure("over_share", f"{name} has had its share of this run (settings.fetch.max_host_seconds)")
        if refusal:
            put_off(item, refusal)
            continue
        try:
            await turn(item)
        except asyncio.CancelledError as cancelled:
            if cancelled.args != ("patience",):
                raise
            told = f"{name} said nothing while the run waited for it alone (settings.fetch.patience_seconds)"
            refusal = Failure("timeout", told)
            put_off(item, refusal)
