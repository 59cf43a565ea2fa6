"""Find, start, reuse and stop the local Prefect server, without importing Prefect.

A server is known by its home, a folder that holds its database, its log and two files: `server.lock`, which the
server's process keeps locked for as long as it lives, and `server.starting`, which is locked while one is being
started. Who finds `server.lock` free knows that no server is there, whatever is written in it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reinschrift.errors import ConfigError
from reinschrift.run.server.api import is_healthy
from reinschrift.run.server.in_use import LOCK
from reinschrift.run.server.process import LOG, ONE_RUN, STOP_TIMEOUT, Wish, end_process, is_server_of, start_process
from reinschrift.storage.lock import is_locked, read_holder, take_lock, write_holder

STARTING = "server.starting"
START_TIMEOUT = 180.0
IDLE_MINUTES = 10.0


@dataclass(frozen=True)
class Server:
    """A Prefect server that answers."""

    url: str
    """Address of its API."""
    pid: int | None = None
    """Its process; none for a server that is not ours."""

    @property
    def ui(self) -> str:
        """Address of its pages, for a browser."""
        return self.url.removesuffix("/api")


def ensure_server(home: Path, timeout: float = START_TIMEOUT, idle_minutes: float = IDLE_MINUTES) -> Server:
    """Return the server to use: the one in `PREFECT_API_URL`, else the one of `home`, started if it is not there.

    A server that was started stays when this process ends, until nobody has used it for `idle_minutes` (0: for good).
    Raises `ConfigError` if it does not come up within
    `timeout` seconds, if the one in `PREFECT_API_URL` does not answer, or if another machine runs the one of `home`.
    """
    given = os.environ.get("PREFECT_API_URL")
    if given:
        return _given_server(given)
    starting = take_lock(home / STARTING, wait=True)  # the second of two callers waits here, then finds
    try:
        return find_server(home, waits=False) or _start_detached(home, timeout, idle_minutes)
    finally:
        _let_go(starting)


def find_server(home: Path, patience: float = 10.0, *, waits: bool = True) -> Server | None:
    """Return the server of `home` if one lives, none if not.

    One that is too busy to answer gets `patience` seconds; with `waits`, one that is being started gets all the time
    it takes. Raises `ConfigError` if it stays silent or belongs to another machine.
    """
    deadline = time.monotonic() + patience
    while is_locked(home / LOCK):
        record = read_holder(home / LOCK)
        if record.get("host", socket.gethostname()) != socket.gethostname():
            raise ConfigError(
                "The Prefect server of this project runs on another machine.",
                hint="Stop it there with reinschrift server stop, or set PREFECT_API_URL to a server both can reach.",
                context={"home": home, "host": record["host"]},
            )
        if "url" in record and is_server_of(home, record["url"]):
            return Server(record["url"], record["pid"])
        if time.monotonic() > deadline and not (waits and is_locked(home / STARTING)):
            raise _silent(home, record)
        time.sleep(0.1)
    return None


@contextmanager
def server_for_one_run(home: Path, timeout: float = START_TIMEOUT) -> Iterator[Server]:
    """Give a server that ends with the block, or with this process, whichever is first.

    It keeps its history in the same database as the lasting one, but plans no schedules and shows no pages. If a
    server is there already, that one is given and left alone.
    """
    given = os.environ.get("PREFECT_API_URL")
    found = _given_server(given) if given else find_server(home)
    if found is not None:
        yield found
        return
    process, url, tether = _start_tethered(home, timeout)
    try:
        yield Server(url, process.pid)
    finally:
        end_process(process)
        os.close(tether)


def stop_server(home: Path) -> bool:
    """Stop the server of `home`; say whether there was one."""
    if not is_locked(home / LOCK):
        return False
    record = read_holder(home / LOCK)
    if record.get("host") != socket.gethostname() or "pid" not in record:
        raise _silent(home, record)
    for ask, patience in ((signal.SIGTERM, STOP_TIMEOUT), (signal.SIGKILL, 5.0)):
        with suppress(ProcessLookupError):
            os.kill(record["pid"], ask)
        if _has_vanished(home / LOCK, patience):
            return True
    raise _silent(home, record)


def _given_server(url: str) -> Server:
    if not is_healthy(url):
        raise ConfigError(
            "The Prefect server named in PREFECT_API_URL does not answer.",
            hint="Start it, or unset PREFECT_API_URL to have a local one started.",
            context={"PREFECT_API_URL": url},
        )
    return Server(url)


def _start_detached(home: Path, timeout: float, idle_minutes: float) -> Server:
    alive = _take_soon(home / LOCK)
    if alive is None:
        raise _silent(home, read_holder(home / LOCK))
    try:
        port = read_holder(home / LOCK).get("port")
        (home / LOCK).write_text("", encoding="utf-8")  # what an earlier server wrote is true no longer
        watched = ["reinschrift.run.server.in_use", str(home), str(idle_minutes), "prefect"]
        process, url = start_process(home, watched, {}, (alive,), Wish(port, timeout))
    finally:
        os.close(alive)  # the server's own copy keeps the lock
    process.returncode = 0  # it is meant to outlive us; without this Python warns that a child was forgotten
    write_holder(home / LOCK, pid=process.pid, url=url, port=int(url.split(":")[2].split("/")[0]))
    return Server(url, process.pid)


def _start_tethered(home: Path, timeout: float) -> tuple[subprocess.Popen[bytes], str, int]:
    """Start a server that lives no longer than this process; return it, its address, and our end of the pipe."""
    starting = take_lock(home / STARTING, wait=True)
    theirs, ours = os.pipe()
    try:
        command = ["reinschrift.run.server.die_with_parent", str(theirs), "prefect"]
        process, url = start_process(home, command, ONE_RUN, (theirs,), Wish(None, timeout))
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
        _let_go(starting)
    return process, url, ours


def _take_soon(lock: Path, seconds: float = 5.0) -> int | None:
    # Nobody lives who holds it; somebody may be asking just now whether it is held.
    deadline = time.monotonic() + seconds
    while (handle := take_lock(lock)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return handle


def _let_go(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _has_vanished(lock: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_locked(lock) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_locked(lock)


def _silent(home: Path, record: dict[str, Any]) -> ConfigError:
    return ConfigError(
        "The local Prefect server is there but does not answer.",
        hint="Wait a moment and try again; if it stays silent, end its process by hand.",
        context={"log": home / LOG, **record},
    )
