"""Run shards in processes on this machine, and outlive any of them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import Any

from reinschrift.errors import ConfigError
from reinschrift.run.executors.lost import lost
from reinschrift.run.executors.template import PAGES, Context, release_template, use_template
from reinschrift.run.executors.worker import begin_worker

MEMORY_A_WORKER = 2 * 10**9
"""Bytes a worker may need: a shard of 64 MB of plain text stays under 1.5 GB."""


class LocalExecutor:
    """A pool of processes that is built anew when one of them dies.

    None is forked from the driver, which runs threads: a fork would copy locks that they hold.
    """

    def __init__(self, workers: int, template: str = PAGES) -> None:
        self.workers = workers
        self._lock = threading.Lock()
        self._stopped = False
        self._new_pool()
        use_template(self, template)

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Run `function(*args)` in a worker.

        The future raises `WorkerLostError` if the worker dies at it; work of other workers that the system's pool
        gives up at the same time is lost alike.
        """
        with self._lock:
            if self._stopped:
                raise CancelledError
            try:
                inner = self._pool.submit(function, *args)
            except BrokenProcessPool:
                self._new_pool()
                inner = self._pool.submit(function, *args)
        outer: Future[Any] = Future()
        outer.set_running_or_notify_cancel()
        inner.add_done_callback(lambda done: self._pass_on(done, outer))
        return outer

    def stop(self) -> None:
        """Kill the workers; futures not yet done raise `CancelledError`."""
        with self._lock:
            self._stopped = True
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._context.kill()
        self._pool.shutdown(wait=True)
        release_template(self, at_once=True)

    def close(self) -> None:
        """Wait for all work, then end the workers."""
        self._pool.shutdown(wait=True)
        release_template(self)

    def _new_pool(self) -> None:
        self._context = Context()
        try:
            self._pool = ProcessPoolExecutor(self.workers, mp_context=self._context, initializer=begin_worker)
        except OSError as error:
            raise ConfigError(
                f"No worker can be started: {error.strerror}.",
                hint="Processes share their locks in /dev/shm: make it one that this user may write to.",
                context={"path": "/dev/shm"},  # noqa: S108  # where Linux has it
            ) from error

    def _pass_on(self, inner: Future[Any], outer: Future[Any]) -> None:
        if inner.cancelled():
            outer.set_exception(CancelledError())
            return
        error = inner.exception()
        if error is None:
            outer.set_result(inner.result())
        elif not isinstance(error, BrokenProcessPool):
            outer.set_exception(error)
        elif self._stopped:
            outer.set_exception(CancelledError())
        else:
            outer.set_exception(lost(error))


def workers_here() -> int:
    """Return how many workers this machine, or the container around us, has cores and memory for."""
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, _memory() // MEMORY_A_WORKER))


def _memory() -> int:
    """Bytes of memory that this process may use: the machine's, or the control group's if that is less."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no control group, or no limit ("max")
        memory = min(memory, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return memory
