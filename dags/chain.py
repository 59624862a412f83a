"""What the DAGs share: the assets that chain them, their defaults, and the batch that a run is keyed with.

Each asset is partitioned by batch id. A keyless event wakes nothing, so every producer adds the batch as the partition.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from airflow.sdk import (
    Asset,
    CronPartitionTimetable,
    PartitionedAssetTimetable,
    PartitionedAtRuntime,
    get_current_context,
)

if TYPE_CHECKING:
    from tasks.lake import Lake

CAPTURES = Asset("captures")
REVISIONS = Asset("revisions")
STORIES = Asset("stories")
STATEMENTS = Asset("statements")
PUBLISHED = Asset("published")

# What wakes each step: reconcile sends the same signal again where it was lost.
WAKES = {"parse": CAPTURES, "deduplicate": REVISIONS, "classify": STORIES, "publish": STATEMENTS}

DEFAULTS: dict[str, Any] = {
    "owner": "disputewire",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "execution_timeout": timedelta(hours=2),
}

BATCH = re.compile(r"\d{4}-\d{2}-\d{2}[A-Za-z0-9_-]{0,54}")


def on(asset: Asset) -> PartitionedAssetTimetable:
    """Start once for each batch that an asset gets."""
    return PartitionedAssetTimetable(assets=asset)


def daily() -> CronPartitionTimetable | PartitionedAtRuntime:
    """The clock of `fetch`: DISPUTEWIRE_SCHEDULE is a cron expression in UTC, or `off`; runs by hand name their batch."""
    cron = os.environ.get("DISPUTEWIRE_SCHEDULE", "0 6 * * *")
    return PartitionedAtRuntime() if cron == "off" else CronPartitionTimetable(cron, timezone="UTC", key_format="%Y-%m-%dT%H%M")


def batch() -> str:
    """The batch that this run is keyed with. Text from outside: refused unless it looks like one."""
    key = get_current_context().get("partition_key") or ""
    if not BATCH.fullmatch(key):
        raise ValueError(f"partition key {key[:80]!r} is not a batch id; trigger with one such as 2026-11-23T0600")
    return key


def here() -> Lake:
    """The lake that the environment names. Imported here, so that a DAG parses without our code."""
    from tasks import lake, settings

    return lake.open_lake(settings.load())


def told() -> list[Any]:
    """What watchers told of, where they started this run: text from outside, for the task to judge."""
    events = get_current_context()["triggering_asset_events"]
    return [(event.extra or {}).get("payload") for found in events.values() for event in found]


def wake(asset: Asset, *batches: str) -> None:
    """Tell the next step which batches wait for it."""
    if batches:
        get_current_context()["outlet_events"][asset].add_partitions(list(batches))
