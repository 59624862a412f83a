"""# classify

Reads each new article (is it a dispute, of what type, who says what of whom), then links what was read to claims and
disputes. Reading fans out; linking is one run at a time, because it depends on what is there. Where a language model is set,
`ask_and_link` asks it first, within its budget; a model that does not answer fails nothing.

**If it fails**: an article that breaks a rule is one row in `rejects`, so a failure means that the lake could not be read or
written. Mend it and clear the task; parts that are done are kept.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from dags.chain import DEFAULTS, STATEMENTS, STORIES, batch, here, on, wake


@dag(
    schedule=on(STORIES),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["disputewire", "chain"],
    doc_md=__doc__,
)
def classify() -> None:
    @task
    def plan() -> list[str]:
        from tasks import classify, lake

        return lake.plan(here(), classify.STEP, batch(), "read")

    @task
    def read(part: str) -> int:
        from tasks import classify, lake

        return lake.work(here(), classify.STEP, batch(), "read", part).seen

    @task(outlets=[STATEMENTS], trigger_rule="none_failed")
    def ask_and_link() -> str:
        from tasks import classify, lake

        for part in lake.plan(here(), classify.STEP, batch(), "ask"):
            lake.work(here(), classify.STEP, batch(), "ask", part)
        lake.commit(here(), classify.STEP, batch())
        wake(STATEMENTS, batch())
        return batch()

    read.expand(part=plan()) >> ask_and_link()


classify()
