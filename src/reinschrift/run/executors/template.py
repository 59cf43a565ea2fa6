"""How the workers of this machine begin: forked from one process that has loaded what all of them need."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import context, forkserver
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

PAGES, TEXTS, TABLES = (f"reinschrift.run.executors.loaded_{name}" for name in ("pages", "texts", "tables"))
"""What the template imports before the first worker is forked from it, by what is to be read: at most pages, plain
texts alone, or nothing but finished shards. A worker loads by itself what it needs beyond that."""
HAS_TEMPLATE = sys.platform == "linux"
"""Elsewhere the system's own libraries may not be used after a fork: there each worker loads everything itself."""

_pools: set[object] = set()
_lock = threading.Lock()
_main_lock = threading.Lock()
_server: Any = forkserver._forkserver  # noqa: SLF001  # it has no public name


def use_template(pool: object, loaded: str = PAGES) -> None:
    """Enter a pool; the template itself starts with the first worker. All pools of a process share one."""
    with _lock:
        _pools.add(pool)
        if HAS_TEMPLATE and _server._forkserver_pid is None:  # noqa: SLF001  # a program's own stays as it is
            forkserver.set_forkserver_preload([loaded])


def release_template(pool: object, *, at_once: bool = False) -> None:
    """End the template with the last pool, and wait for it, so that its time counts as the driver's.

    `at_once` kills it: it may still be loading.
    """
    with _lock:
        if pool not in _pools:
            return
        _pools.remove(pool)
        if _pools or not HAS_TEMPLATE or _server._preload_modules not in ([PAGES], [TEXTS], [TABLES]):  # noqa: SLF001
            return
        pid = _server._forkserver_pid  # noqa: SLF001
        if at_once and pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        _server._stop()  # noqa: SLF001


@contextmanager
def template_ahead(loaded: str) -> Iterator[None]:
    """Start the template now, for the pools of the block: it loads beside what the driver does before its work."""
    early = object()
    use_template(early, loaded)
    try:
        if HAS_TEMPLATE:
            with _without_main(), suppress(OSError):  # a pool will say so
                _server.ensure_running()
        yield
    finally:
        release_template(early, at_once=True)


class _NoMain:
    """A process that does not run the driver's main program again before its work."""

    def start(self) -> None:
        with _without_main():
            super().start()  # type: ignore[misc]  # of the process that it is mixed into


class _Forked(_NoMain, context.ForkServerProcess):
    """Forked from the template."""


class _Spawned(_NoMain, context.SpawnProcess):
    """Begun from nothing."""


class Context(context.ForkServerContext if HAS_TEMPLATE else context.SpawnContext):  # type: ignore[misc]
    """The context of one pool, which knows the pool's processes."""

    def __init__(self) -> None:
        super().__init__()
        self._started: list[BaseProcess] = []

    def Process(self, *args: Any, **kwargs: Any) -> BaseProcess:  # noqa: N802  # the base's name
        """Return a process that is not yet started."""
        worker = (_Forked if HAS_TEMPLATE else _Spawned)(*args, **kwargs)
        self._started.append(worker)
        return worker

    def kill(self) -> None:
        """Kill those that are started."""
        for worker in self._started:
            with suppress(ValueError, AttributeError):  # closed, or not yet started
                worker.kill()


@contextmanager
def _without_main() -> Iterator[None]:
    # A worker would import the driver's `__main__`: Prefect's engine in a scheduled run (80 MB, 1 s a worker), or a
    # user's script without the customary guard, which would start itself over. Our work needs neither.
    with _main_lock:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
