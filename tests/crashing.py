"""A process that does one thing to a dataset and dies at the n-th operation on its files, as if it were killed.

For a dataset in an object store it dies at the n-th request that changes something there: before it is sent, or when it
was carried out and the answer has not been taken note of.

`Crasher` starts it once; it forks for every job, so that nothing is imported twice. Run as a script it is that process:
a job a line on standard input, the outcome a line on standard output.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from reinschrift.snapshot.clean import clean
from reinschrift.snapshot.erase import erase as erase_documents
from reinschrift.stages import STAGES
from reinschrift.storage import LocalStorage
from reinschrift.storage.objects import ObjectStorage
from reinschrift.storage.working_copy import WorkingCopy
from tests.steps import project_of, rebuild_here

ROOT = Path(__file__).parents[1]
CHANGES = ("os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.truncate")
REQUESTS = ("PutObject", "DeleteObject", "DeleteObjects", "CompleteMultipartUpload")
KILLED = -int(signal.SIGKILL)


class Crasher:
    """Sends jobs to the process and tells how they ended."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._process.stdin is not None
        self._process.communicate(timeout=60)

    def run(self, work: str, output: Path | str, *, point: int = 0, file_bytes: int = 0, **more: Any) -> int:
        """Do `work` on a dataset; return the exit status, `KILLED` if it got to its `point`-th operation.

        `file_bytes`: no file may become larger, as on a full disk. For an address, `copy` is the folder for the work of
        this machine; odd points are before a request, even ones after it.
        """
        job = {"work": work, "output": str(output), "point": point, "file_bytes": file_bytes, **more}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def rebuild(job: dict[str, Any]) -> None:
    """Rebuild from the raw files."""
    rebuild_here(project_of(Path(job["raw"]), job["output"], *job["overrides"]))


def erase(job: dict[str, Any]) -> None:
    """Erase documents."""
    erase_documents(storage_of(job), job["keys"])


def gc(job: dict[str, Any]) -> None:
    """Delete garbage."""
    clean(storage_of(job), 0, delete=True)


def storage_of(job: dict[str, Any]) -> LocalStorage:
    """Return the dataset that a job works on."""
    if "copy" in job:
        return WorkingCopy(job["copy"], ObjectStorage(job["output"]))
    return LocalStorage(job["output"])


WORK: dict[str, Callable[[dict[str, Any]], None]] = {"rebuild": rebuild, "erase": erase, "gc": gc}


def die_at(point: int, folder: str) -> None:
    """Kill this process before its `point`-th change to the files in a folder."""
    left = [point]

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        if is_change(event, arguments, folder):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def die_at_request(point: int, *, after: bool) -> None:
    """Kill this process before its `point`-th change to a store, or after it."""
    import s3fs  # noqa: PLC0415  # only where there is a store

    left = [point]
    call = s3fs.S3FileSystem._call_s3

    async def counted(self: Any, method: str, *arguments: Any, **options: Any) -> Any:
        if "".join(word.capitalize() for word in method.split("_")) not in REQUESTS:
            return await call(self, method, *arguments, **options)
        left[0] -= 1
        is_it = left[0] == 0  # others are sent while this one waits
        if is_it and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return await call(self, method, *arguments, **options)
        finally:  # a refusal is an answer, too
            if is_it:
                os.kill(os.getpid(), signal.SIGKILL)

    s3fs.S3FileSystem._call_s3 = counted


def is_change(event: str, arguments: tuple[Any, ...], folder: str) -> bool:
    """Say whether something that Python is about to do changes files in a folder."""
    if event == "ctypes.dlsym":
        found: bool = arguments[1] == "renameat2"
        return found
    if event == "open":
        path, _, flags = arguments
        return isinstance(path, str) and path.startswith(folder) and bool(flags & (os.O_WRONLY | os.O_RDWR))
    # rmtree names files by their folder's handle, so a relative path may be inside
    return event in CHANGES and (str(arguments[0]).startswith(folder) or not str(arguments[0]).startswith("/"))


def run_forked(job: dict[str, Any]) -> int:
    """Do a job in a child process and return how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        if job["file_bytes"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_bytes"],) * 2)
        os.environ.update(job.get("environment", {}))
        if job["point"] and "copy" in job:
            die_at_request((job["point"] + 1) // 2, after=job["point"] % 2 == 0)
        elif job["point"]:
            die_at(job["point"], job["output"])
        WORK[job["work"]](job)
        status = 0
    except BaseException:  # noqa: BLE001  # the parent is told by the status, people by the traceback
        traceback.print_exc()
    finally:
        os._exit(status)


def main() -> None:
    """Do jobs until there are no more."""
    for stage in STAGES:
        stage.load()
    for line in sys.stdin:
        print(run_forked(json.loads(line)), flush=True)  # noqa: T201  # the answer


if __name__ == "__main__":
    main()
