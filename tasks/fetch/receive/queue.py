"""Messages of a queue (SQS): each announces objects, is worked on while it stays hidden, and is deleted once it is done.

Order of effects: attempt mark, batch committed, letter, note that it is done, delete. A worker that dies between any two is
followed by a redelivery that finds what is done and goes on from there.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tasks import ConfigError, ItemError, StorageError
from tasks.fetch.receive.admission import Admitted, admit
from tasks.fetch.receive.attempts import attempt, done, finish
from tasks.fetch.receive.messages import Announced, read
from tasks.lake import Lake
from tasks.letters import Left, write
from tasks.storage import connect

__all__ = ["Message", "take_message"]

log = logging.getLogger(__name__)
# A receipt that is no longer valid: the message was handed out again, and whoever has it now finds that it is done.
STALE = {"ReceiptHandleIsInvalid", "InvalidParameterValue", "MessageNotInflight"}
AGAIN = Left(item="message", outcome="duplicate", reason="known", message="delivered again after it was done")
GONE = {"404", "NoSuchKey", "NoSuchBucket"}


@dataclass(frozen=True, kw_only=True)
class Message:
    """One delivery of a message: `id` is the same at each delivery, `receipt` is not."""

    id: str
    body: str
    receipt: str


def take_message(lake: Lake, message: Message) -> tuple[str, ...]:
    """Make the batches that a message announces, and acknowledge it; the batches, also those an earlier delivery made.

    Raises StorageError or ConfigError, and leaves the message to be delivered again.
    """
    url, bounds = lake.settings.queue, lake.settings.receive
    if not url or not bounds.allow:
        raise ConfigError("a queue needs DISPUTEWIRE_QUEUE, and DISPUTEWIRE_ALLOW=bucket/prefix to say what it may announce")
    queue = _connect()
    known = done(lake, message.id)
    if known is None:
        with _hidden(queue, url, message.receipt, bounds.visibility_seconds):
            made = _work(lake, message)
    else:
        made = Admitted(batches=known.batches)
        if known.receipt != message.receipt:
            write(lake, message.id, [AGAIN], message.body)
    _delete(queue, url, message.receipt)
    return made.batches


def _work(lake: Lake, message: Message) -> Admitted:
    try:
        with attempt(lake, message.id):
            made = Admitted()
            for told in read(message.body, lake.settings.receive):
                made += _fetched(lake, told) if isinstance(told, Announced) else Admitted(left=(told,))
            _note(lake, message, made)
    except ItemError as error:
        made = Admitted(left=(Left.of("message", error),))
        _note(lake, message, made)
    return made


def _note(lake: Lake, message: Message, made: Admitted) -> None:
    if made.left:
        write(lake, message.id, made.left, message.body)
    finish(lake, message.id, message.receipt, made.batches)


def _fetched(lake: Lake, told: Announced) -> Admitted:
    try:
        _weigh(told, lake.settings.receive.max_object_bytes)
    except ItemError as error:
        return Admitted(left=(Left.of(told.address, error),))
    return admit(lake, told.address)


def _weigh(told: Announced, limit: int) -> None:
    """Refuse an object that is too big by what the store says, whatever the message claims, or that is gone."""
    with _reached(f"could not ask for {told.address}"):
        try:
            size = connect().head_object(Bucket=told.bucket, Key=told.key)["ContentLength"]
        except ClientError as error:
            if _code(error) in GONE:
                raise ItemError("gone", "the object was gone when we came") from error
            raise
    if size > limit:
        raise ItemError("too_big_wire", f"{size} bytes; max_object_bytes is {limit}")


def _connect() -> Any:
    """A client of SQS from the standard AWS environment (keys, region, AWS_ENDPOINT_URL_SQS)."""
    with _reached("no queue to ask"):
        return boto3.client("sqs", config=Config(retries={"max_attempts": 5, "mode": "standard"}, connect_timeout=10))


def _delete(queue: Any, url: str, receipt: str) -> None:
    with _reached("could not acknowledge a message"):
        try:
            queue.delete_message(QueueUrl=url, ReceiptHandle=receipt)
        except ClientError as error:
            if _code(error) not in STALE:
                raise


@contextlib.contextmanager
def _hidden(queue: Any, url: str, receipt: str, seconds: int) -> Iterator[None]:
    """Keep a message from other consumers while it is worked on, `seconds` at a time, and no longer than its worker lives."""
    stop = threading.Event()

    def extend() -> None:
        while True:
            try:
                queue.change_message_visibility(QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=seconds)
            except (BotoCoreError, ClientError) as error:
                # The message may be handed out a second time: that costs work, never a row.
                log.warning("visibility not extended: %s", error)
            if stop.wait(seconds / 3):
                return

    thread = threading.Thread(target=extend, name="visibility", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def _reached(what: str) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StorageError(f"{what}: {error}; the message stays in the queue and comes again") from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
