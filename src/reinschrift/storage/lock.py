"""Let one process at a time into a folder, by a lock that the system releases however the process ends."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reinschrift.errors import CommitConflictError, StorageError

DATASET_LOCK = ".rebuild.lock"


@contextmanager
def dataset_lock(folder: str | Path) -> Iterator[None]:
    """Keep every other rebuild out of a dataset's folder for as long as the block runs.

    The lock is advisory (`flock`) and dies with its process, so a killed run leaves nothing to clear away; the small
    file `.rebuild.lock` stays. It holds between processes of one machine and, where the file system supports it,
    between machines. Raises `CommitConflictError` while another run holds it, `StorageError` where the folder cannot
    be written.
    """
    path = Path(folder) / DATASET_LOCK
    handle = take_lock(path)
    if handle is None:
        holder = read_holder(path)
        raise CommitConflictError(
            "Another rebuild of this dataset is running.",
            hint="Wait until it has ended, or give this one a folder of its own with --output.",
            context={"folder": folder, **holder},
        )
    try:
        with suppress(OSError):  # on a full disk: it is for messages alone, and `gc` must be able to make room
            write_holder(path)
        yield
    finally:
        os.close(handle)


def take_lock(path: Path, *, wait: bool = False) -> int | None:
    """Lock a file, made if need be, and return its open handle; none where another process holds it.

    The lock lasts until every copy of the handle is closed, those inherited by child processes included.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        if file := next((one for one in path.parents if os.path.isfile(one)), None):  # noqa: PTH113  # it never raises
            raise StorageError(
                "What should be a folder is a file.",
                hint="Move it away, or choose another folder.",
                context={"file": file},
            ) from error
        raise StorageError(
            f"The folder cannot be locked: {error.strerror}.",
            hint="Choose a shorter name."
            if error.errno == errno.ENAMETOOLONG
            else "Choose a folder that this user may write to.",
            context={"path": path},
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def is_locked(path: Path) -> bool:
    """Say whether a process holds the lock of a file. Two that ask at once do not take each other for the holder."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def write_holder(path: Path, **more: Any) -> None:
    """Write into a locked file who holds it. Readers may look at any time, so the file is short and written at once."""
    holder = {"host": socket.gethostname(), "pid": os.getpid(), "since": datetime.now(UTC).isoformat("T", "seconds")}
    path.write_text(json.dumps(holder | more) + "\n", encoding="utf-8")


def read_holder(path: Path) -> dict[str, Any]:
    """Return what the holder of a lock wrote about itself; nothing if it has not done so yet."""
    with suppress(OSError, ValueError):
        holder = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(holder, dict):
            return holder
    return {}
