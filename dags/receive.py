"""# receive

Registers files that arrived (WARC, or a list of addresses) as batches and carries them through the chain. Triggered with
the paths, local or `s3://`; the same object gives the same batch however often it is announced.

**If it fails**: the object could not be read or copied; the message names it. Nothing was registered; clear the task.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from dags.chain import CAPTURES, DEFAULTS, here, wake


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    default_args=DEFAULTS,
    tags=["disputewire", "chain"],
    doc_md=__doc__,
    params={"paths": Param([], type="array", items={"type": "string"}, description="WARC files, local or s3://bucket/key")},
)
def receive() -> None:
    @task(outlets=[CAPTURES])
    def register() -> list[str]:
        from tasks.fetch.receive import receive

        batches = receive(here(), get_current_context()["params"]["paths"])
        wake(CAPTURES, *batches)
        return batches

    register()


receive()
