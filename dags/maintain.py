"""# maintain

Weekly: removes what neither the log nor a recent snapshot names, and re-reads every file in force against its sum.

**If it fails**: `verify` names files that are missing or damaged. Restore them, or replay the step that made them; raw
archive files have no other source than a backup.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from dags.chain import DEFAULTS, here


@dag(
    schedule="0 3 * * 0",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["disputewire", "upkeep"],
    doc_md=__doc__,
)
def maintain() -> None:
    @task
    def sweep() -> str:
        from tasks import maintain

        return maintain.sweep(here())

    @task
    def verify() -> str:
        from tasks import maintain

        return maintain.verify(here())

    sweep() >> verify()


maintain()
