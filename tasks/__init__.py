"""Disputewire: the day's news in, a ledger of who claims what about whom out.

    fetch         sources -> entries, fetches, captures, and WARC files with what came over the wire
    receive       an object that arrived -> captures, as if fetched
    parse         WARC -> revisions: one distinct text of one article each
    deduplicate   revisions -> copies and stories
    classify      stories -> labels, parties, statements, timeline; then links to claims and disputes
    publish       checks -> snapshot, views, a page of the day

Each step reads a batch and the log, and commits rows with one numbered entry (`tasks.lake`).

    DisputewireError            exit status
    ├── ConfigError             2   a file or setting that people wrote is wrong: names file, line and mend
    ├── StorageError            3   bytes could not be made safe: disk full, store refused
    ├── CheckFailed             1   a blocking check found rows: the last snapshot stays
    └── ItemError               -   one item is bad: becomes a row in `rejects`, never ends a run
"""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["CheckFailed", "ConfigError", "DisputewireError", "ItemError", "StorageError"]


class DisputewireError(Exception):
    """Anything that ends a run. `status` is the exit status of the command line."""

    status = 1


class ConfigError(DisputewireError):
    """What people wrote in a file or the environment is wrong."""

    status = 2


class StorageError(DisputewireError):
    """Bytes could not be made safe."""

    status = 3


class CheckFailed(DisputewireError):
    """A blocking check found rows; nothing was published."""


class ItemError(DisputewireError):
    """One item is bad. `reason` is a code of `schemas.vocabulary.Reason`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason, self.message = reason, message

    def __str__(self) -> str:
        return self.message
