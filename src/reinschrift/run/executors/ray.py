"""Run shards on a Ray cluster: one that is there, or one on this machine for this run alone."""

from __future__ import annotations

import importlib
import logging
import os
import socket
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from reinschrift.errors import ConfigError
from reinschrift.run.executors.local import workers_here
from reinschrift.run.executors.lost import forwarded
from reinschrift.run.executors.worker import run_capped

if TYPE_CHECKING:
    from reinschrift.settings.run import RunSettings


class RayExecutor:
    """Ray tasks as futures. Workers need `reinschrift` and a way to the files; they need no Prefect."""

    def __init__(self, ray: Any, workers: int) -> None:
        self._ray = ray
        self._remote = ray.remote(run_capped)
        self._references: dict[Future[Any], Any] = {}
        self.workers = workers

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Run `function(*args)` on a worker of the cluster."""
        reference = self._remote.remote(function, *args)
        future = forwarded(reference.future(), self._ray.exceptions.WorkerCrashedError)
        self._references[future] = reference
        future.add_done_callback(lambda done: self._references.pop(done, None))
        return future

    def stop(self) -> None:
        """Kill what is not finished."""
        for future, reference in list(self._references.items()):
            future.cancel()
            self._ray.cancel(reference, force=True)
        self._ray.shutdown()

    def close(self) -> None:
        """Wait for all work, then leave the cluster; one that was started here ends."""
        self._ray.wait(list(self._references.values()), num_returns=len(self._references)) if self._references else None
        self._ray.shutdown()


def open_ray(settings: RunSettings) -> RayExecutor:
    """Connect to the cluster at `run.address`, or start one on this machine.

    Raises `ConfigError` if Ray is not installed or nothing answers at the address.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # no telemetry
    try:
        ray: Any = importlib.import_module("ray")  # not among our dependencies
    except ImportError as error:
        raise ConfigError(
            "The executor ray needs the package ray, which is not installed.",
            hint='Install it with pip install "reinschrift[ray]", or set run.executor to "local" or "dask".',
        ) from error
    workers = settings.workers or workers_here()
    try:
        _ensure_answer(settings)
        ray.init(
            address=settings.address,
            num_cpus=None if settings.address else workers,
            include_dashboard=None if settings.address else False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(
            "No Ray cluster answers.",
            hint="Start one with ray start --head, or correct run.address; take it out for one on this machine.",
            context={"run.address": settings.address},
        ) from error
    if settings.address and settings.workers is None:
        workers = max(1, int(ray.cluster_resources().get("CPU", 1)))
    return RayExecutor(ray, workers)


def _ensure_answer(settings: RunSettings) -> None:
    """Raise `OSError` if nothing listens at `run.address`: Ray itself would ask for minutes."""
    host, _, port = (settings.address or "").removeprefix("ray://").rpartition(":")
    if port.isdigit():  # not so "auto"
        socket.create_connection((host, int(port)), timeout=min(settings.start_timeout, 30)).close()
