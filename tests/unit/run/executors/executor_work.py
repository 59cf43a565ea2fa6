"""Small pieces of work for workers to do."""

import os
import signal
import time
from pathlib import Path

import pyarrow as pa

from reinschrift.errors import UnreadableFileError


def square(number: int) -> int:
    return number**2


def process() -> int:
    return os.getpid()


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
