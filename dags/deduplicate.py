"""# deduplicate

Finds which of a batch's articles are copies of others, and which story each belongs to. One run at a time: it compares
with all that is there.

**If it fails**: the lake could not be read or written. Nothing is half done; mend it and clear the task.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from dags.chain import DEFAULTS, REVISIONS, STORIES, batch, here, on, wake


@dag(
    schedule=on(REVISIONS),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["disputewire", "chain"],
    doc_md=__doc__,
)
def deduplicate() -> None:
    @task(outlets=[STORIES])
    def link() -> str:
        from tasks import deduplicate, lake

        lake.run(here(), deduplicate.STEP, batch())
        wake(STORIES, batch())
        return batch()

    link()


deduplicate()
