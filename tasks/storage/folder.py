"""A lake on a local disk: every write goes to a temporary name, is flushed, and takes its name in one go."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tasks import StorageError
from tasks.storage.place import TEMPORARY, Stored, check_key, told

__all__ = ["Folder"]


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
