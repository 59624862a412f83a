"""# backfill

Brings in a span of the past from WARC files: one mapped task a file, each a batch of its own, beside live runs.

**If it fails**: the task that failed names its file; the others are in. Clear it alone.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from dags.chain import CAPTURES, DEFAULTS, here, wake


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    max_active_tasks=2,
    default_args=DEFAULTS,
    tags=["disputewire", "by hand"],
    doc_md=__doc__,
    params={"paths": Param([], type="array", items={"type": "string"}, description="WARC files, local or s3://bucket/key")},
)
def backfill() -> None:
    @task
    def paths() -> list[str]:
        return list(get_current_context()["params"]["paths"])

    @task(outlets=[CAPTURES])
    def register(path: str) -> list[str]:
        from tasks.fetch.receive import receive

        batches = receive(here(), [path])
        wake(CAPTURES, *batches)
        return batches

    register.expand(path=paths())


backfill()
