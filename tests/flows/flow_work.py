"""Pieces of work for the flow of these tests; workers import them from here."""

import os
import signal
import time
from pathlib import Path


def work(folder: str, number: int, seconds: float) -> int:
    """Leave the worker's number, take some time, and return the piece's."""
    (Path(folder) / f"worker-{os.getpid()}").touch()
    time.sleep(seconds)
    return number


def die_once(folder: str, number: int) -> int:
    """Kill the worker at the first try."""
    first = Path(folder) / f"tried-{number}"
    if not first.exists():
        first.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail_for_good(folder: str, number: int) -> None:
    """Fail in a way that another try cannot mend, and count the tries."""
    from reinschrift.errors import UnreadableFileError  # noqa: PLC0415

    with (Path(folder) / f"tries-{number}").open("a") as tries:
        tries.write("x")
    raise UnreadableFileError("This file stays unreadable.")
