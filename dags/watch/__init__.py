"""What wakes `receive` from outside: a queue, an inbox, or both. Read from the environment when the DAG is parsed."""

from __future__ import annotations

import os

from airflow.sdk import Asset, AssetWatcher

__all__ = ["arrivals"]

# Seconds between two looks: what a person notices, against requests that cost money.
PAUSE = 2


def arrivals() -> list[Asset] | None:
    """The asset that watchers tell of, as a schedule; None where the environment names nothing to watch."""
    watchers = [*_queue(os.environ.get("DISPUTEWIRE_QUEUE")), *_inbox(os.environ.get("DISPUTEWIRE_INBOX"))]
    return [Asset("arrivals", watchers=watchers)] if watchers else None


def _queue(url: str | None) -> list[AssetWatcher]:
    """An SQS queue, by its URL. A message stays in it until `receive` has done its work and deletes it."""
    if not url:
        return []
    from airflow.providers.common.messaging.triggers.msg_queue import MessageQueueTrigger

    # No Airflow connection: the watcher and the tasks read one standard AWS environment.
    trigger = MessageQueueTrigger(
        scheme="sqs",
        sqs_queue=url,
        aws_conn_id=None,
        max_messages=10,
        waiter_delay=PAUSE,
        delete_message_on_reception=False,
    )
    return [AssetWatcher(name="queue", trigger=trigger)]


def _inbox(folder: str | None) -> list[AssetWatcher]:
    if not folder:
        return []
    from dags.watch.inbox import InboxTrigger

    return [AssetWatcher(name="inbox", trigger=InboxTrigger(folder=folder, pause=PAUSE / 2))]
