"""# reconcile

Wakes the steps that are behind: a lost event, a doubled one, a crash half-way and a retry are one case. The log says what
is behind; a step that is woken twice finds nothing to do.

**If it fails**: the log could not be read. Nothing else depends on this run; the next one is 15 minutes away.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import dag, task

from dags.chain import DEFAULTS, WAKES, here, wake


@dag(
    schedule="*/15 * * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["disputewire", "upkeep"],
    doc_md=__doc__,
)
def reconcile() -> None:
    @task(outlets=list(WAKES.values()))
    def wake_what_is_behind() -> dict[str, list[str]]:

        state = here().state()
        behind = {step: state.behind(step) for step in WAKES}
        for step, batches in behind.items():
            wake(WAKES[step], *batches)
        return behind

    wake_what_is_behind()


reconcile()
