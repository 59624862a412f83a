"""Does what `backfill` does with a form, task by task and without a scheduler: `python -m tests.dags.filled '{"month": ...}'`.

Prints as JSON what each task gave, and which partitions it woke. Run in a process of its own, as Airflow makes a home.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from airflow.sdk.execution_time.context import OutletEventAccessors, set_current_context

from dags.backfill import backfill
from dags.chain import CAPTURES


def filled(form: dict[str, Any]) -> dict[str, Any]:
    """The files that the form asks for, the batches that they became, and the partitions that wake `parse`."""
    dag = backfill()
    dag.params.update(form)
    params = dag.params.validate()
    events = OutletEventAccessors()
    with set_current_context({"params": params, "outlet_events": events}):  # type: ignore[typeddict-item]
        paths = dag.get_task("paths").python_callable()
        batches = [dag.get_task("register").python_callable(path) for path in paths]
    return {"paths": paths, "batches": batches, "woken": sorted(events[CAPTURES].partition_keys)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(filled(json.loads(sys.argv[1]))))
