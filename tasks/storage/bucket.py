"""A lake in a bucket, by boto3 and the standard AWS environment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from tasks.storage.place import TEMPORARY, Stored, check_key, told

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["Bucket", "connect", "connect_outside"]

PATIENT = Config(retries={"max_attempts": 5, "mode": "standard"}, connect_timeout=10, read_timeout=60)


def connect() -> S3Client:
    """A client from the standard AWS environment (keys, region, AWS_ENDPOINT_URL_S3)."""
    return boto3.client("s3", config=PATIENT)


def connect_outside() -> S3Client:
    """A client for other people's buckets: where no keys are set, requests go unsigned, as public buckets allow."""
    session = boto3.Session()
    signed = session.get_credentials() is not None
    return session.client("s3", config=PATIENT if signed else PATIENT.merge(Config(signature_version=UNSIGNED)))


class Bucket:
    """A lake under a prefix of a bucket. One PUT a file; what is read is cached by its content-made name."""

    def __init__(self, bucket: str, prefix: str, *, cache: Path) -> None:
        self.bucket, self.prefix, self.cache = bucket, prefix, cache / bucket / prefix

    @property
    def root(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")

    @cached_property
    def _client(self) -> S3Client:
        return connect()

    def _key(self, key: str) -> str:
        return f"{self.prefix}/{check_key(key)}".lstrip("/")

    def read(self, key: str) -> bytes | None:
        with told("read", f"{self.root}/{key}"):
            try:
                return self._client.get_object(Bucket=self.bucket, Key=self._key(key))["Body"].read()
            except ClientError as error:
                if _code(error) in {"NoSuchKey", "404"}:
                    return None
                raise

    def read_part(self, key: str, start: int, length: int) -> bytes:
        span = f"bytes={start}-{start + length - 1}"
        with told("read", f"{self.root}/{key}"):
            return self._client.get_object(Bucket=self.bucket, Key=self._key(key), Range=span)["Body"].read()

    def put(self, key: str, data: bytes | Path) -> None:
        self.replace(key, data)

    def create(self, key: str, data: bytes) -> bool:
        with told("create", f"{self.root}/{key}"):
            try:
                self._client.put_object(Bucket=self.bucket, Key=self._key(key), Body=data, IfNoneMatch="*")
            except ClientError as error:
                # 412: the name is taken. 409: another create of the same name was under way; the loser reads on.
                if _code(error) in {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}:
                    return False
                raise
            return True

    def replace(self, key: str, data: bytes | Path) -> None:
        with told("write", f"{self.root}/{key}"):
            if isinstance(data, bytes):
                self._client.put_object(Bucket=self.bucket, Key=self._key(key), Body=data)
                return
            with data.open("rb") as file:
                self._client.put_object(Bucket=self.bucket, Key=self._key(key), Body=file)

    def delete(self, key: str) -> None:
        with told("delete", f"{self.root}/{key}"):
            self._client.delete_object(Bucket=self.bucket, Key=self._key(key))

    def list(self, prefix: str) -> Iterator[Stored]:
        pages = self._client.get_paginator("list_objects_v2")
        start = f"{self.prefix}/{prefix}".lstrip("/")
        with told("list", f"{self.root}/{prefix}"):
            for page in pages.paginate(Bucket=self.bucket, Prefix=start):
                for item in page.get("Contents", []):
                    key = item["Key"][len(self.prefix) :].lstrip("/")
                    yield Stored(key=key, size=item["Size"], modified_at=item["LastModified"])

    def local(self, key: str) -> Path:
        path = self.cache / check_key(key)
        if path.is_file():
            return path
        with told("read", f"{self.root}/{key}"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=TEMPORARY, delete=False) as file:
                try:
                    self._client.download_fileobj(self.bucket, self._key(key), file)
                    file.flush()
                    Path(file.name).replace(path)
                finally:
                    Path(file.name).unlink(missing_ok=True)
        return path

    def sweep(self, older_than: datetime) -> int:  # noqa: ARG002
        """A bucket has no half-written objects; nothing to remove."""
        return 0


def _code(error: ClientError) -> str:
    details: Any = error.response.get("Error", {})
    return str(details.get("Code", ""))
