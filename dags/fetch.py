"""# fetch

Polls the sources that are due by their clocks, in parallel chunks of hosts, then visits the pages they led to, and archives
what they answer as one batch. Every host belongs to one chunk; a page that leads to another chunk's host is followed at the
end, by one worker. It may run hourly: what is not due rests.

**If it fails**: `poll` or `visit` failing means that the archive could not be written (disk, bucket): mend it and clear the
task; parts that are done are kept, nothing is fetched twice. A source or page that fails never fails the run: see
`disputewire rejects list` and the `coverage` view. A batch that is committed is never fetched again.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from dags.chain import CAPTURES, DEFAULTS, batch, daily, here, wake


@dag(
    schedule=daily(),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["disputewire", "chain"],
    doc_md=__doc__,
)
def fetch() -> None:
    @task
    def plan() -> list[str]:
        from tasks import fetch, lake

        return lake.plan(here(), fetch.STEP, batch(), "poll")

    @task
    def poll(part: str) -> int:
        from tasks import fetch, lake

        return lake.work(here(), fetch.STEP, batch(), "poll", part).seen

    @task
    def visit(part: str) -> int:
        from tasks import fetch, lake

        return lake.work(here(), fetch.STEP, batch(), "visit", part).seen

    @task(outlets=[CAPTURES], trigger_rule="none_failed")
    def follow_and_commit() -> str:
        from tasks import fetch, lake

        for part in lake.plan(here(), fetch.STEP, batch(), "follow"):
            lake.work(here(), fetch.STEP, batch(), "follow", part)
        lake.commit(here(), fetch.STEP, batch())
        wake(CAPTURES, batch())
        return batch()

    parts = plan()
    poll.expand(part=parts) >> visit.expand(part=parts) >> follow_and_commit()


fetch()
