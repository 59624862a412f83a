"""Messages as S3, SNS and EventBridge write them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus


def record(key: str, *, bucket: str = "partner", name: str = "ObjectCreated:Put", **more: Any) -> dict[str, Any]:
    """One record of a notification; the key is encoded as S3 does it."""
    made = {"eventSource": "aws:s3", "eventName": name, "awsRegion": "us-east-1"}
    told = {"bucket": {"name": bucket}, "object": {"key": quote_plus(key), "size": 10, "eTag": "0"}}
    return {**made, "s3": told, **more}


def raw(key: str, **more: Any) -> dict[str, Any]:
    """A record whose key is written as it is given."""
    made = record("", **more)
    made["s3"]["object"]["key"] = key
    return made


def notice(*records: Any) -> str:
    """The body of a notification."""
    return json.dumps({"Records": list(records)})


def sns(body: str) -> str:
    """A body in an SNS envelope."""
    return json.dumps({"Type": "Notification", "MessageId": "1", "TopicArn": "arn:aws:sns:us-east-1:1:t", "Message": body})


def bridge(key: str, *, bucket: str = "partner", kind: str = "Object Created") -> str:
    """An event of EventBridge, which writes keys as they are."""
    detail = {"version": "0", "bucket": {"name": bucket}, "object": {"key": key, "size": 10, "etag": "0"}}
    return json.dumps({"version": "0", "id": "1", "detail-type": kind, "source": "aws.s3", "detail": detail})
