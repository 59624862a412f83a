"""What a queue message announces: S3 notifications, bare or wrapped by SNS or EventBridge, read without trusting a word.

Pure: a body goes in, objects and what is to be left come out. Only created objects under an allowed bucket and prefix are
announced. A notification's key is URL-encoded and is decoded once; an EventBridge key is not encoded and stays as it is
(Amazon S3 User Guide, "Event message structure" and "EventBridge event message structure").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from tasks import ItemError
from tasks.letters import Left
from tasks.settings import Receive

__all__ = ["ENDINGS", "Announced", "read"]

ENDINGS = (".warc", ".warc.gz", ".urls", ".html")
MAX_KEY_BYTES = 1024  # of S3
MAX_WRAPS = 2  # SNS around EventBridge
CONFIRMATIONS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")  # of SNS
CREATED = re.compile(r"(s3:)?ObjectCreated:\w+")
UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, kw_only=True)
class Announced:
    """An object that a message says was created."""

    bucket: str
    key: str

    @property
    def address(self) -> str:
        """As people write it: s3://bucket/key."""
        return f"s3://{self.bucket}/{self.key}"


def read(body: str, bounds: Receive) -> list[Announced | Left]:
    """What a message announces, record by record; a record that cannot be taken says why. Never raises."""
    try:
        event = _unwrap(body, bounds)
        return [_judge(record, bounds) for record in _records(event, bounds)]
    except ItemError as error:
        return [Left.of("message", error)]


def _judge(record: Any, bounds: Receive) -> Announced | Left:
    item = "message"
    try:
        place = _place(record)
        if place is None:
            return Left(item=item, outcome="skipped", reason="other_event", message="no object was created")
        item = f"s3://{place[0]}/{place[1]}"
        return _checked(*place, bounds)
    except UnicodeError:
        return Left.of(item, ItemError("archive_path", "a key that is not UTF-8"))
    except ItemError as error:
        return Left.of(item, error)


def _unwrap(body: str, bounds: Receive) -> dict[str, Any]:
    """The innermost event."""
    if len(body.encode("utf-8", "replace")) > bounds.max_message_bytes:
        raise ItemError("field_too_long", f"a message of more than {bounds.max_message_bytes} bytes")
    event = _object(body)
    for _ in range(MAX_WRAPS):
        if event.get("Type") != "Notification":
            return event
        event = _object(event.get("Message"))
    raise ItemError("bad_message", "an SNS notification in another, and so on")


def _object(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (TypeError, ValueError) as error:
        raise ItemError("bad_message", f"not JSON: {error}") from error
    except RecursionError as error:
        raise ItemError("bad_message", "JSON nested too deep") from error
    if not isinstance(found, dict):
        raise ItemError("bad_message", f"a JSON object is expected, not {type(found).__name__}")
    return found


def _records(event: dict[str, Any], bounds: Receive) -> Iterator[Any]:
    if "Records" not in event:
        yield event
        return
    records = event["Records"]
    if not isinstance(records, list) or not records:
        raise ItemError("bad_message", "Records is not a list of events")
    if len(records) > bounds.max_records:
        raise ItemError("too_many_items", f"{len(records)} records in one message; max_records is {bounds.max_records}")
    yield from records


def _place(record: Any) -> tuple[str, str] | None:
    """Bucket and key of an object that a record says was created, the key decoded; None for an event of another kind."""
    if not isinstance(record, dict):
        raise ItemError("bad_message", f"a record is a JSON object, not {type(record).__name__}")
    if record.get("source") == "aws.s3":
        if record.get("detail-type") != "Object Created":
            return None
        return _text(record, "detail", "bucket", "name"), _text(record, "detail", "object", "key")
    if record.get("Event") == "s3:TestEvent" or record.get("Type") in CONFIRMATIONS:
        return None
    if not _text(record, "eventSource").endswith(":s3"):
        raise ItemError("bad_message", f"an event of {record['eventSource']!r}, not of S3")
    if not CREATED.fullmatch(_text(record, "eventName")):
        return None
    return _text(record, "s3", "bucket", "name"), unquote_plus(_text(record, "s3", "object", "key"), errors="strict")


def _text(value: Any, *path: str) -> str:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, str):
        raise ItemError("bad_message", f"no text at {'.'.join(path)}")
    return value


def _checked(bucket: str, key: str, bounds: Receive) -> Announced:
    if not key or len(key.encode()) > MAX_KEY_BYTES or UNSAFE.search(key):
        raise ItemError("archive_path", f"a key of 1 to {MAX_KEY_BYTES} bytes without control characters is expected")
    if any(part in {".", ".."} for part in key.split("/")):
        raise ItemError("archive_path", "no . or .. in a key")
    if "/" in bucket or not f"{bucket}/{key}".startswith(bounds.allow):
        raise ItemError("not_allowed_bucket", "not under a place of [receive] allow")
    if not key.endswith(ENDINGS):
        raise ItemError("other_kind", f"one of {', '.join(ENDINGS)} is expected")
    return Announced(bucket=bucket, key=key)
