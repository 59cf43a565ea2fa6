"""Small pieces of work for workers to do."""

import gc
import os
import signal
import sys
import time
from pathlib import Path

import pyarrow as pa

from reinschrift.errors import UnreadableFileError


def square(number: int) -> int:
    return number**2


def process() -> int:
    return os.getpid()


def origin() -> tuple[int, bool, int]:
    """Return the parent's number, whether the stages are loaded, and how many objects no garbage is looked for in."""
    return os.getppid(), "reinschrift.stages.lines" in sys.modules, gc.get_freeze_count()


def has_module(name: str) -> bool:
    return name in sys.modules


def arrow_threads() -> int:
    return int(pa.cpu_count())


def append(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("x")


def fail(path: str) -> None:
    raise UnreadableFileError("It is cut off.", context={"path": path})


def kill_self() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def note_and_sleep(folder: str, seconds: float) -> None:
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(seconds)
