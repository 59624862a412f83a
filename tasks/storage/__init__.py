"""Bytes on disk or in a bucket: the one room that touches them.

Keys are relative paths with `/`. Content-named files never change, so writing one twice is writing it once; only a
handful of names (snapshot.json, views.sql, published/*) are ever replaced, each in one go.
"""

from __future__ import annotations

from pathlib import Path

from tasks import ConfigError
from tasks.storage.bucket import Bucket, connect, connect_outside
from tasks.storage.folder import Folder
from tasks.storage.place import Storage, Stored, told

__all__ = ["Bucket", "Folder", "Storage", "Stored", "connect", "connect_outside", "open_url", "told"]


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
