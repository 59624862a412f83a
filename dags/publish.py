"""# publish

Checks what is committed, then puts a new snapshot before readers: views, published files, the page of the day. Takes all
batches that wait.

**If it fails**: a blocking check found rows (the log names the check and shows the first of them): the last snapshot
stands, readers see nothing new. Mend the cause, or replay the step that made the rows, then clear the task.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from dags.chain import DEFAULTS, PUBLISHED, STATEMENTS, batch, here, on, wake


@dag(
    schedule=on(STATEMENTS),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["disputewire", "chain"],
    doc_md=__doc__,
)
def publish() -> None:
    @task(outlets=[PUBLISHED])
    def snapshot() -> str:
        from tasks import publish

        publish.publish(here())
        wake(PUBLISHED, batch())
        return batch()

    snapshot()


publish()
