"""Replay and publish in a process of its own, without any network: the models folder is read when modules are imported.

`python -m tests.flow.relabel {foresee|replay|killed|publish} LAKE SOURCES`, with DISPUTEWIRE_MODELS.
"""

from __future__ import annotations

import os
import socket
import sys
from datetime import date

from tasks.lake import Lake, open_lake
from tasks.publish import publish
from tasks.replay import foresee, replay
from tasks.settings import load
from tasks.storage import Folder
from tests.faults.mortal import KILLED

SINCE, UNTIL = date(2026, 11, 20), date(2026, 11, 23)


class Doomed(Folder):
    """A folder whose writer dies when it turns to the log."""

    def create(self, key: str, data: bytes) -> bool:
        if key.startswith("log/"):
            os._exit(KILLED)
        return super().create(key, data)


def refuse(*_: object) -> None:
    raise AssertionError("a replay touched the network")


def do(verb: str, lake: Lake) -> None:
    """One verb; its summary line goes to standard output."""
    if verb == "killed":
        lake.storage.__class__ = Doomed
    verbs = {"foresee": foresee, "replay": replay, "killed": replay}
    told = str(publish(lake)) if verb == "publish" else verbs[verb](lake, "classify", SINCE, UNTIL)
    sys.stdout.write(told)


if __name__ == "__main__":
    socket.socket.connect = refuse  # type: ignore[assignment]
    do(sys.argv[1], open_lake(load({"DISPUTEWIRE_LAKE": sys.argv[2], "DISPUTEWIRE_SOURCES": sys.argv[3]})))
