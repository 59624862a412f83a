"""# receive

Makes batches of what arrives (WARC, a list of addresses, a page) and carries them through the chain. Woken by a message on
the queue `DISPUTEWIRE_QUEUE` or a file in the folder `DISPUTEWIRE_INBOX`, or started by hand with paths, local or `s3://`.
The same object gives the same batch however often it is announced. What makes none leaves a letter: `disputewire rejects list`.

**If it fails**: storage or a setting is wrong; the log says which. Nothing is lost: a message stays in the queue and a file in
the inbox until its batch is committed, and both come again by themselves. After a run by hand, clear the task.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from dags.chain import CAPTURES, DEFAULTS, here, told, wake
from dags.watch import arrivals


@dag(
    schedule=arrivals(),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=2,
    max_active_tasks=2,
    default_args=DEFAULTS,
    tags=["disputewire", "chain"],
    doc_md=__doc__,
    params={
        "paths": Param([], type="array", items={"type": "string"}, description="Files to bring in, local or s3://bucket/key")
    },
)
def receive() -> None:
    @task
    def plan() -> list[str]:
        from tasks.fetch.receive.arrivals import arrivals

        return sorted(arrivals(get_current_context()["params"]["paths"], told()))

    @task(outlets=[CAPTURES])
    def register(arrival: str) -> list[str]:
        from tasks.fetch.receive.arrivals import arrivals, take

        batches = take(here(), arrivals(get_current_context()["params"]["paths"], told())[arrival])
        wake(CAPTURES, *batches)
        return batches

    register.expand(arrival=plan())


receive()
