"""Files of the inbox: each makes a batch and is moved to `taken/`, or is moved to `refused/` with a letter that says why.

The move is the acknowledgement: a file that still lies there is announced again, and is the same batch.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tasks import ConfigError, ItemError, StorageError
from tasks.fetch.receive.admission import Admitted, admit
from tasks.fetch.receive.attempts import attempt, forget
from tasks.fetch.receive.messages import ENDINGS
from tasks.inbox import look
from tasks.lake import Lake
from tasks.letters import Left, write

__all__ = ["take_file"]


def take_file(lake: Lake, identity: str) -> tuple[str, ...]:
    """Make the batch of the file with this id (`tasks.inbox.look`), and move it; none where it was taken or changed since.

    Raises StorageError or ConfigError, and leaves the file where it is.
    """
    if not lake.settings.inbox:
        raise ConfigError("files need DISPUTEWIRE_INBOX, the folder they are dropped in")
    path = look(Path(lake.settings.inbox)).get(identity)
    if path is None:
        return ()
    with _locked(path) as is_ours:
        if not is_ours:
            return ()
        made = _work(lake, identity, path)
        forget(lake, identity)
    return made.batches


def _work(lake: Lake, identity: str, path: Path) -> Admitted:
    try:
        with attempt(lake, identity):
            _check(path, lake.settings.receive.max_object_bytes)
            made = admit(lake, str(path.absolute()))
            _clear(lake, identity, path, made)
    except ItemError as error:
        made = Admitted(left=(Left.of(path.name, error),))
        _clear(lake, identity, path, made)
    return made


def _clear(lake: Lake, identity: str, path: Path, made: Admitted) -> None:
    if made.left:
        write(lake, identity, made.left, "")
    _move(path, "taken" if made.batches else "refused", identity)


def _check(path: Path, limit: int) -> None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ItemError("archive_path", "a link or a device, not a file")
    if not path.name.endswith(ENDINGS):
        raise ItemError("other_kind", f"one of {', '.join(ENDINGS)} is expected")
    if status.st_size > limit:
        raise ItemError("too_big_wire", f"{status.st_size} bytes; max_object_bytes is {limit}")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether the file is ours to work on; another worker may have it, or have moved it. The lock ends with its holder."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        # A link, or a file that we may not read: nothing to lock; its check or its reading says what is wrong.
        yield os.path.lexists(path)
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        is_ours = path.exists()
    except BlockingIOError:
        is_ours = False
    try:
        yield is_ours
    finally:
        os.close(descriptor)


def _move(path: Path, folder: str, identity: str) -> None:
    try:
        (path.parent / folder).mkdir(exist_ok=True)
        target = path.parent / folder / path.name
        path.rename(target if not os.path.lexists(target) else target.with_name(f"{identity}-{path.name}"))
    except OSError as error:
        raise StorageError(f"could not move {path} to {folder}/: {error.strerror}; it comes again when mended") from error
