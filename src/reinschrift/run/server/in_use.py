"""End the local server some minutes after its last use; who uses it says so by a lock.

`python -m reinschrift.run.server.in_use HOME MINUTES MODULE …` runs a module as the main program of a server's process.
Whoever uses the server holds `server.used` shared, and sets its time when done; the server's process takes it whole
before it ends, so nobody builds on a server that is about to go. However a user ends, the system lets its lock go.
"""

from __future__ import annotations

import fcntl
import os
import runpy
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reinschrift.run.server.api import call
from reinschrift.run.server.own_name import answer_by_own_name
from reinschrift.run.server.rest import rest_longer
from reinschrift.run.server.secret import close_folder, read_secret
from reinschrift.storage.lock import is_locked, read_holder

USED = "server.used"
LOCK = "server.lock"
LOOK = 10.0
"""Seconds between two looks whether somebody uses the server."""
PATIENCE = 15.0
"""Seconds the server has to end well before it is ended."""


@contextmanager
def in_use(home: Path) -> Iterator[None]:
    """Keep the server of `home` from ending for as long as the block runs; wait for one that is just ending."""
    close_folder(home)
    handle = os.open(home / USED, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        os.utime(handle)
        yield
    finally:
        with suppress(OSError):
            os.utime(handle)
        os.close(handle)


def run_while_used(home: Path, minutes: float, module: str, arguments: list[str]) -> None:
    """Run `module` until it ends, or until nobody has used the server of `home` for so many minutes (0: for good)."""
    rest_longer()
    answer_by_own_name()
    if minutes:
        watch = threading.Thread(target=_end_when_idle, args=(home, minutes * 60), name="end-when-idle", daemon=True)
        watch.start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_when_idle(home: Path, seconds: float) -> None:
    used = os.open(home / USED, os.O_RDWR | os.O_CREAT, 0o600)
    last = time.time()
    while True:
        time.sleep(min(LOOK, max(seconds / 4, 0.1)))
        last = max(last, os.fstat(used).st_mtime)
        if is_locked_by_users(used):
            last = time.time()
        elif time.time() - last > seconds:
            if _has_workers(home):
                last = time.time()
            elif _take_whole(used) and time.time() - os.fstat(used).st_mtime > seconds:
                break
            else:
                fcntl.flock(used, fcntl.LOCK_UN)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


def is_locked_by_users(handle: int) -> bool:
    """Say whether somebody uses the server; `handle` is an open `server.used`, and is left unlocked."""
    if not _take_whole(handle):
        return True
    fcntl.flock(handle, fcntl.LOCK_UN)
    return False


def _take_whole(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _has_workers(home: Path) -> bool:
    """Say whether a worker of a work pool waits for runs of this server."""
    url = read_holder(home / LOCK).get("url")
    if not url or not is_locked(home / LOCK):
        return False
    with suppress(OSError, ValueError):
        return any(pool["status"] == "READY" for pool in call(url, "work_pools/filter", {}, secret=read_secret(home)))
    return False


if __name__ == "__main__":
    run_while_used(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4:])
