"""Where the work on a shard runs: processes on this machine, the driver's own, Dask or Ray, all behind one `submit`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, Protocol

from reinschrift.errors import ConfigError
from reinschrift.run.executors.driver import DriverExecutor
from reinschrift.run.executors.template import PAGES
from reinschrift.settings.run import RunSettings


class Executor(Protocol):
    """Takes work, runs it elsewhere, and gives a future for each piece.

    What travels is pickled: paths, settings and counts, never data.
    """

    workers: int
    """How many pieces run at once."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Run `function(*args)` on a worker. The function must be importable there."""
        ...

    def stop(self) -> None:
        """Give up all work that is not finished, at once; its futures raise `CancelledError`."""
        ...

    def close(self) -> None:
        """Wait for what was submitted, then let the workers go."""
        ...


@contextmanager
def open_executor(settings: RunSettings, *, is_little: bool = False, template: str = PAGES) -> Iterator[Executor]:
    """Give the executor that the settings name; when the block fails, unfinished work is given up.

    `is_little`: all the work takes less time than a worker takes to start, so that the driver may do it where the
    settings name no number of workers. `template`: what workers of this machine have loaded. Raises `ConfigError` where
    the executor cannot be had: not installed, or no cluster at its address.
    """
    executor = _executor(settings, is_little=is_little, template=template)
    with stopped_on_error(executor):
        yield executor
    executor.close()


@contextmanager
def stopped_on_error(executor: Executor) -> Iterator[None]:
    """Give up all unfinished work as soon as the block fails, so that threads waiting for it wake up."""
    try:
        yield
    except BaseException:
        executor.stop()
        raise


def run_on(executor: Executor, function: Callable[..., Any], *args: Any) -> Any:
    """Run `function(*args)` on a worker, wait, and return its result or raise its error."""
    return executor.submit(function, *args).result()


def _executor(settings: RunSettings, *, is_little: bool, template: str) -> Executor:
    # Each is imported only when it is wanted: Dask and Ray are large, and need not be installed.
    if settings.executor == "local":
        from reinschrift.run.executors.local import LocalExecutor, workers_here  # noqa: PLC0415

        _refuse_address(settings)
        if is_little and settings.workers is None:
            return DriverExecutor()
        return LocalExecutor(settings.workers or workers_here(), template)
    if settings.executor == "dask":
        from reinschrift.run.executors.dask import open_dask  # noqa: PLC0415

        return open_dask(settings)
    from reinschrift.run.executors.ray import open_ray  # noqa: PLC0415

    return open_ray(settings)


def _refuse_address(settings: RunSettings) -> None:
    if settings.address is not None:
        raise ConfigError(
            "run.address names a cluster, but run.executor is local.",
            hint='Set run.executor to "dask" or "ray", or take run.address out.',
            context={"run.address": settings.address},
        )
