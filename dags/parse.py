"""# parse

Reads a batch's archive into revisions: one distinct text of one article each. Needs no network.

**If it fails**: a page that cannot be read is one row in `rejects` and never fails the run, so a failure means that the lake
could not be read or written. Mend it and clear the task; `reconcile` wakes what is behind.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from dags.chain import CAPTURES, DEFAULTS, REVISIONS, batch, here, on, wake


@dag(
    schedule=on(CAPTURES),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    default_args=DEFAULTS,
    tags=["disputewire", "chain"],
    doc_md=__doc__,
)
def parse() -> None:
    @task
    def plan() -> list[str]:
        from tasks import lake, parse

        return lake.plan(here(), parse.STEP, batch(), "pages")

    @task
    def pages(part: str) -> int:
        from tasks import lake, parse

        return lake.work(here(), parse.STEP, batch(), "pages", part).seen

    @task(outlets=[REVISIONS], trigger_rule="none_failed")
    def commit() -> str:
        from tasks import lake, parse

        lake.commit(here(), parse.STEP, batch())
        wake(REVISIONS, batch())
        return batch()

    pages.expand(part=plan()) >> commit()


parse()
