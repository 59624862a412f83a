"""Prints what Airflow reads in our DAG files, as JSON. Run in a process of its own: `python -m tests.dags.tell fetch parse`."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

HEAVY = {"tasks", "duckdb", "boto3", "aiohttp", "trafilatura"}


def tell(name: str) -> dict[str, Any]:
    """One DAG: its words, its clock, its tasks, and what heavy code importing it loaded."""
    before = set(sys.modules)
    dag = getattr(importlib.import_module(f"dags.{name}"), name)()
    clock = dag.timetable
    return {
        "id": dag.dag_id,
        "tags": sorted(dag.tags),
        "doc": dag.doc_md or "",
        "catchup": dag.catchup,
        "runs": dag.max_active_runs,
        "timetable": type(clock).__name__,
        "asset": getattr(getattr(clock, "asset_condition", None), "name", None),
        "key_format": getattr(clock, "key_format", None),
        "watchers": {w.name: w.trigger.serialize() for a in _assets(clock) for w in a.watchers},
        "loaded": sorted(m for m in set(sys.modules) - before if m.split(".")[0] in HEAVY),
        "tasks": [{"owner": t.owner, "retries": t.retries, "outlets": [a.name for a in t.outlets]} for t in dag.tasks],
    }


def _assets(clock: Any) -> list[Any]:
    """Assets that start a DAG."""
    condition = getattr(clock, "asset_condition", None)
    return list(getattr(condition, "objects", [condition] if condition else []))


if __name__ == "__main__":
    sys.stdout.write(json.dumps({name: tell(name) for name in sys.argv[1:]}))
