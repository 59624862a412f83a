"""Bytes on disk or in a bucket: the one room that touches them.

Keys are relative paths with `/`. Content-named files never change, so writing one twice is writing it once; only a
handful of names (snapshot.json, views.sql, published/*) are ever replaced, each in one go.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tasks import ConfigError, StorageError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["Bucket", "Folder", "Storage", "Stored", "connect", "connect_outside", "open_url", "told"]

KEY = re.compile(r"[A-Za-z0-9_=.-]+(/[A-Za-z0-9_=.-]+)*")
TEMPORARY = ".tmp-"
PATIENT = Config(retries={"max_attempts": 5, "mode": "standard"}, connect_timeout=10, read_timeout=60)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file as a listing shows it."""

    key: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """What a lake needs of a place that keeps bytes. Every method raises StorageError when bytes are not safe."""

    @property
    def root(self) -> str:
        """The address that readers use: a folder or s3://bucket/prefix."""

    def read(self, key: str) -> bytes | None:
        """The bytes under a key; None if there are none."""

    def read_part(self, key: str, start: int, length: int) -> bytes:
        """Some bytes of a file that is there."""

    def put(self, key: str, data: bytes | Path) -> None:
        """Keep bytes under a name that is made from them: idempotent."""

    def create(self, key: str, data: bytes) -> bool:
        """Keep bytes under a name only if it is free; False if another writer was first."""

    def replace(self, key: str, data: bytes | Path) -> None:
        """Put new bytes in place of the old, in one go."""

    def delete(self, key: str) -> None:
        """Remove a file; one that is gone already is fine."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """Files below a prefix that ends in `/`, sorted by key, temporary ones left out."""

    def local(self, key: str) -> Path:
        """A path on this machine with the bytes of a content-named file."""

    def sweep(self, older_than: datetime) -> int:
        """Remove what a killed writer left half written; how many."""


def open_url(url: str, *, cache: Path) -> Storage:
    """A storage for a folder or an `s3://bucket/prefix`; `cache` keeps what is read from a bucket."""
    if url.startswith("s3://"):
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        if not bucket:
            raise ConfigError(f"lake {url}: an s3 address names a bucket, s3://bucket/prefix (DISPUTEWIRE_LAKE)")
        return Bucket(bucket, prefix.strip("/"), cache=cache)
    if "://" in url:
        raise ConfigError(f"lake {url}: a folder or s3://bucket/prefix is expected (DISPUTEWIRE_LAKE)")
    return Folder(Path(url))


def check_key(key: str) -> str:
    """Refuse a key that could leave the root or hide a file."""
    if not KEY.fullmatch(key) or any(part in {".", ".."} for part in key.split("/")):
        raise StorageError(f"key {key[:200]!r}: only [A-Za-z0-9_=.-] between slashes, and no dots alone")
    return key


@contextlib.contextmanager
def told(action: str, name: object) -> Iterator[None]:
    """What goes wrong inside is a StorageError that says what was done to what."""
    try:
        yield
    except OSError as error:
        what = "no space left" if error.errno in {errno.ENOSPC, errno.EDQUOT} else error.strerror or str(error)
        raise StorageError(f"could not {action} {name}: {what}; nothing was committed, run again when mended") from error
    except (BotoCoreError, ClientError) as error:
        raise StorageError(f"could not {action} {name}: {error}; nothing was committed, run again when mended") from error


class Folder:
    """A lake on a local disk. Write to a temporary name, flush, rename, flush the folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def root(self) -> str:
        return str(self.path)

    def read(self, key: str) -> bytes | None:
        path = self.path / check_key(key)
        with told("read", path):
            try:
                return path.read_bytes()
            except FileNotFoundError:
                return None

    def read_part(self, key: str, start: int, length: int) -> bytes:
        with told("read", self.path / key), self.local(key).open("rb") as file:
            file.seek(start)
            return file.read(length)

    def put(self, key: str, data: bytes | Path) -> None:
        if not (self.path / check_key(key)).exists():
            self.replace(key, data)

    def create(self, key: str, data: bytes) -> bool:
        path = self.path / check_key(key)
        with told("create", path), self._written(path, data) as temporary:
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            _flush_folder(path.parent)
            return True

    def replace(self, key: str, data: bytes | Path) -> None:
        path = self.path / check_key(key)
        with told("write", path), self._written(path, data) as temporary:
            temporary.replace(path)
            _flush_folder(path.parent)

    def delete(self, key: str) -> None:
        path = self.path / check_key(key)
        with told("delete", path):
            path.unlink(missing_ok=True)

    def list(self, prefix: str) -> Iterator[Stored]:
        top = self.path / check_key(prefix.rstrip("/")) if prefix else self.path
        with told("list", top):
            for folder, subfolders, names in os.walk(top):
                subfolders.sort()
                for name in sorted(n for n in names if not n.startswith(TEMPORARY)):
                    path = Path(folder) / name
                    with contextlib.suppress(FileNotFoundError):
                        status = path.stat()
                        when = datetime.fromtimestamp(status.st_mtime, UTC)
                        yield Stored(key=str(path.relative_to(self.path)), size=status.st_size, modified_at=when)

    def local(self, key: str) -> Path:
        path = self.path / check_key(key)
        if not path.is_file():
            raise StorageError(f"{path} is named by the log but is not there; restore it, or replay the step that made it")
        return path

    def sweep(self, older_than: datetime) -> int:
        """Remove temporary files that a killed writer left; how many."""
        old = [p for p in self.path.rglob(f"{TEMPORARY}*") if p.stat().st_mtime < older_than.timestamp()]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    @contextlib.contextmanager
    def _written(self, path: Path, data: bytes | Path) -> Iterator[Path]:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.parent / f"{TEMPORARY}{uuid.uuid4().hex}"
        try:
            with temporary.open("wb") as file:
                for block in _blocks(data):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)


def _blocks(data: bytes | Path) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as file:
        while block := file.read(1 << 20):
            yield block


def _flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
