"""Do little work in the driver's own process: a worker would take longer to start than to do it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from typing import Any


class DriverExecutor:
    """Runs each piece in the thread that submits it, one at a time."""

    workers = 1

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._is_stopped = False

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Run `function(*args)` and return when it is done."""
        done: Future[Any] = Future()
        with self._one_at_a_time, _like_a_worker():
            if self._is_stopped:
                raise CancelledError
            done.set_running_or_notify_cancel()
            try:
                done.set_result(function(*args))
            except Exception as error:  # noqa: BLE001  # whoever waits for the result raises it
                done.set_exception(error)
        return done

    def stop(self) -> None:
        """Take no more work; a piece that has begun runs to its end, which is near."""
        self._is_stopped = True

    def close(self) -> None:
        """Nothing is left to wait for."""


@contextmanager
def _like_a_worker() -> Iterator[None]:
    """Hold Arrow to one thread while the block runs."""
    import pyarrow as pa  # noqa: PLC0415  # as little as can be is imported with the executors

    threads = pa.cpu_count()
    pa.set_cpu_count(1)
    try:
        yield
    finally:
        pa.set_cpu_count(threads)
