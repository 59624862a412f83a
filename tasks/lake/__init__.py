"""The lake: observations in Parquet, a log that says which count, and how a step's work comes to count."""

from __future__ import annotations

from tasks.lake.log import CHAIN, ENTRANCES, INPUTS, Commit, Entry, File, Log, Replay, State
from tasks.lake.parquet import Reader, create_table, empty_select, export, select_files, write_rows, write_table
from tasks.lake.steps import Job, Lake, Phase, Step, Work, captured_at, commit, open_lake, plan, run, work
from tasks.lake.tally import Tally

__all__ = [
    "CHAIN",
    "ENTRANCES",
    "INPUTS",
    "Commit",
    "Entry",
    "File",
    "Job",
    "Lake",
    "Log",
    "Phase",
    "Reader",
    "Replay",
    "State",
    "Step",
    "Tally",
    "Work",
    "captured_at",
    "commit",
    "create_table",
    "empty_select",
    "export",
    "open_lake",
    "plan",
    "run",
    "select_files",
    "work",
    "write_rows",
    "write_table",
]
