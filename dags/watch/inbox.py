"""The trigger of the inbox: looks at a folder and tells of files that have stood still for one look."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from tasks.inbox import look

__all__ = ["InboxTrigger"]

MAX_FILES = 10  # an event, as of a queue


class InboxTrigger(BaseEventTrigger):
    """Yields an event with the ids of settled files (`tasks.inbox.look`), again each `recall` seconds while they lie there."""

    def __init__(self, *, folder: str, pause: float = 1.0, recall: float = 60.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.folder, self.pause, self.recall = folder, pause, recall

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """As the triggerer makes it again."""
        return "dags.watch.inbox.InboxTrigger", {"folder": self.folder, "pause": self.pause, "recall": self.recall}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look for ever."""
        before: Collection[str] = ()
        told: dict[str, float] = {}
        while True:
            now = await self._look()
            # What has left the folder is forgotten, so this holds no more than the folder does.
            told = {file: at for file, at in told.items() if file in now and time.monotonic() - at < self.recall}
            due = [file for file in now if file in before and file not in told][:MAX_FILES]
            if due:
                told |= dict.fromkeys(due, time.monotonic())
                yield TriggerEvent({"files": due})  # type: ignore[no-untyped-call]
            before = now
            await asyncio.sleep(self.pause)

    async def _look(self) -> list[str]:
        try:
            return list(await asyncio.to_thread(look, Path(self.folder)))
        except OSError as error:
            # A disk that is away for a while must not end the watch.
            self.log.warning("cannot look at %s: %s", self.folder, error)
            return []
