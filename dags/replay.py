"""# replay

Redoes a step and what follows for a span of days from the archive, without the network. The diff is written under
`replays/` in the lake before readers see the result; then `publish` is woken.

**If it fails**: nothing has switched; clear the task and it goes on where it stopped.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import Param, dag, get_current_context, task

from dags.chain import DEFAULTS, STATEMENTS, here, wake


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS,
    tags=["disputewire", "by hand"],
    doc_md=__doc__,
    params={
        "from_step": Param("parse", enum=["parse", "deduplicate", "classify"], description="First step to redo"),
        "since": Param("2026-11-01", type="string", format="date", description="First day of capture"),
        "until": Param("2026-11-30", type="string", format="date", description="Last day of capture"),
        "then": Param("switch", enum=["switch", "only tell"], description="Whether to switch once the diff is written"),
    },
)
def replay() -> None:
    @task(outlets=[STATEMENTS])
    def redo() -> str:
        from datetime import date

        from tasks import replay

        params = get_current_context()["params"]
        place = here()
        verb = replay.replay if params["then"] == "switch" else replay.foresee
        told = verb(place, params["from_step"], date.fromisoformat(params["since"]), date.fromisoformat(params["until"]))
        wake(STATEMENTS, *place.state().behind("publish"))
        return told

    redo()


replay()
