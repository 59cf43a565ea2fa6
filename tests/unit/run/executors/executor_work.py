"""Small pieces of work for workers to do."""

import os
import signal
import time
from pathlib import Path

import pyarrow as pa

from reinschrift.errors import UnreadableFileError


def square(number):
    return number**2


def process():
    return os.getpid()


def arrow_threads():
    return pa.cpu_count()


def append(path):
    with Path(path).open("a") as file:
        file.write("x")


def fail(path):
    raise UnreadableFileError("It is cut off.", context={"path": path})


def kill_self():
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(seconds):
    time.sleep(seconds)


def note_and_sleep(folder, seconds):
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(seconds)
