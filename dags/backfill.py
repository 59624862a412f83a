"""# backfill

Brings in a span of the past from WARC files: one mapped task a file, each a batch of its own, beside live runs. The files are
`paths`, or those of a `month` of Common Crawl's news from `first` to `last`; of each, only pages in `languages` and of `hosts`.

**If it fails**: the task that failed names its file; the others are in. Clear it alone: what is in is not read again.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from dags.chain import CAPTURES, DEFAULTS, here, wake

TEXT = {"type": "string", "maxLength": 2048}


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    max_active_tasks=2,
    default_args=DEFAULTS,
    tags=["disputewire", "by hand"],
    doc_md=__doc__,
    params={
        "month": Param(None, type=["null", "string"], pattern=r"^20\d\d/(0[1-9]|1[0-2])$", description="Such as 2026/11"),
        "first": Param(1, type="integer", minimum=1, description="First file of the month, from 1"),
        "last": Param(None, type=["null", "integer"], minimum=1, description="Last file of the month; without it, all"),
        "paths": Param([], type="array", items=TEXT, description="WARC files, local or s3://bucket/key"),
        "languages": Param([], type="array", items=TEXT, description="Only pages in these (en, pt-BR)"),
        "hosts": Param([], type="array", items=TEXT, description="Only pages of these, and of hosts below them"),
    },
)
def backfill() -> None:
    @task
    def paths() -> list[str]:
        from tasks.fetch.receive.months import asked_for

        return asked_for(here().settings, get_current_context()["params"])

    @task(outlets=[CAPTURES])
    def register(path: str) -> list[str]:
        from tasks.fetch.receive import receive

        form = get_current_context()["params"]
        batches = receive(here(), [path], languages=form["languages"], hosts=form["hosts"])
        wake(CAPTURES, *batches)
        return batches

    register.expand(path=paths())


backfill()
