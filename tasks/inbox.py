"""What lies in the inbox, the folder where people drop files: seen by the trigger that watches it and by the task it wakes.

A file's id is made of its name, size and time of change, so no name from outside travels through the scheduler, and a file
that still grows has another id at each look. Light to import: the trigger lives in Airflow's own process.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from pathlib import Path

__all__ = ["look"]

# Names under which programs write before they rename: none of our business yet.
UNFINISHED = (".part", ".tmp", ".crdownload")


def look(folder: Path) -> dict[str, Path]:
    """Everything that lies in a folder, by id, the oldest first; folders, hidden and unfinished names left out."""
    found = []
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith(UNFINISHED):
                continue
            with contextlib.suppress(FileNotFoundError):
                status = entry.stat(follow_symlinks=False)
                if not stat.S_ISDIR(status.st_mode):
                    found.append((status.st_mtime_ns, _id(entry.name, status), Path(entry.path)))
    return {identity: path for _, identity, path in sorted(found)}


def _id(name: str, status: os.stat_result) -> str:
    natural = b"%s\0%d\0%d" % (os.fsencode(name), status.st_size, status.st_mtime_ns)
    return hashlib.sha256(natural).hexdigest()[:20]
