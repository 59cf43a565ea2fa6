"""Where machine code is kept: a folder of the user's own that can be written, or none."""

from __future__ import annotations

import os
import stat
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

DAY_SECONDS = 86_400
MOST_DAYS = 60
"""Machine code that nobody has used for so many days is removed."""


@cache
def folder_of_machine_code() -> Path | None:
    """Return the folder for machine code, made if need be; None where this user can write nowhere.

    `NUMBA_CACHE_DIR`, else `reinschrift/kernels` in the user's cache, else a folder in the system's folder for
    temporary files that belongs to this user alone: what is read from it is run.
    """
    for folder in _candidates():
        with suppress(OSError, RuntimeError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = folder.stat()
            if kept.st_uid == os.getuid() and not kept.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                with tempfile.TemporaryFile(dir=folder):
                    pass
                _remove_unused(folder)
                return folder
    return None


def _candidates() -> list[Path]:
    found = []
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        found.append(Path(given) / "reinschrift")
    if given := os.environ.get("XDG_CACHE_HOME"):
        found.append(Path(given) / "reinschrift" / "kernels")
    with suppress(RuntimeError):  # no home
        found.append(Path.home() / ".cache" / "reinschrift" / "kernels")
    with suppress(OSError):  # no folder for temporary files, either
        found.append(Path(tempfile.gettempdir()) / f"reinschrift-kernels-{os.getuid()}")
    return found


def _remove_unused(folder: Path) -> None:
    """Remove what has not been used for long; at most once a day a folder."""
    mark = folder / "swept"
    now = time.time()
    with suppress(OSError):
        if mark.exists() and now - mark.stat().st_mtime < DAY_SECONDS:
            return
        mark.touch()
        for entry in os.scandir(folder):
            if entry.is_file() and now - entry.stat().st_mtime > MOST_DAYS * DAY_SECONDS:
                Path(entry.path).unlink(missing_ok=True)


def write_whole(file: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file whole or not at all; `write` is given the open file. Raises `OSError`."""
    temporary = file.with_suffix(f".{uuid.uuid4().hex[:8]}")
    try:
        with temporary.open("wb") as handle:
            write(handle)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def lock_file(path: Path, most_seconds: float) -> int | None:
    """Lock a file, waiting while another process holds it; None after `most_seconds`, and where locks are unknown."""
    try:
        import fcntl  # noqa: PLC0415  # not on every system

        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except (ImportError, OSError):
        return None
    deadline = time.monotonic() + most_seconds
    while time.monotonic() < deadline:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(0.02)
        else:
            return handle
    os.close(handle)
    return None


def unlock_file(handle: int, path: Path) -> None:
    """Release a lock and take its file away; a process that still waits for it holds the same, now nameless, file."""
    path.unlink(missing_ok=True)
    os.close(handle)
