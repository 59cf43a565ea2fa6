"""Run shards on a Dask cluster: one that is there, or one on this machine for this run alone."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from reinschrift.errors import ConfigError
from reinschrift.run.executors.local import workers_here
from reinschrift.run.executors.lost import forwarded
from reinschrift.run.executors.worker import run_capped

if TYPE_CHECKING:
    from reinschrift.settings.run import RunSettings


class DaskExecutor:
    """A Dask client's executor. Workers need `reinschrift` and a way to the files; they need no Prefect."""

    def __init__(self, client: Any, cluster: Any, when_lost: type[BaseException]) -> None:
        self._when_lost = when_lost
        self._client = client
        self._cluster = cluster
        # pure=False: Dask would give the remembered result of an earlier call with equal arguments.
        self._executor = client.get_executor(pure=False)
        self.workers = max(1, sum(client.nthreads().values()))

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Run `function(*args)` on a worker of the cluster."""
        return forwarded(self._executor.submit(run_capped, function, *args), self._when_lost)

    def stop(self) -> None:
        """Cancel what is not finished. A shard that a worker has begun runs to its end there, unnoticed."""
        self._executor.shutdown(wait=False)
        self._leave()

    def close(self) -> None:
        """Wait for all work, then leave the cluster; end it if it was ours."""
        self._executor.shutdown(wait=True)
        self._leave()

    def _leave(self) -> None:
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def open_dask(settings: RunSettings) -> DaskExecutor:
    """Connect to the cluster at `run.address`, or start one on this machine.

    Raises `ConfigError` if Dask is not installed or nothing answers at the address.
    """
    try:
        distributed: Any = importlib.import_module("distributed")  # an optional dependency, and a large one
    except ImportError as error:
        raise ConfigError(
            "The executor dask needs the package distributed, which is not installed.",
            hint='Install it with pip install "reinschrift[dask]", or set run.executor to "local".',
        ) from error
    # Dask tells of every worker that goes, with tracebacks; what matters comes back through the futures.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if settings.address is not None:
        return DaskExecutor(_connected(distributed.Client, settings), None, distributed.KilledWorker)
    cluster = distributed.LocalCluster(
        n_workers=settings.workers or workers_here(),
        threads_per_worker=1,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )
    return DaskExecutor(distributed.Client(cluster, timeout=settings.start_timeout), cluster, distributed.KilledWorker)


def _connected(client: Any, settings: RunSettings) -> Any:
    try:
        connected = client(settings.address, timeout=min(settings.start_timeout, 30))
        connected.wait_for_workers(1, timeout=settings.start_timeout)
    except (OSError, ValueError) as error:  # Dask's time-outs are OSErrors
        raise ConfigError(
            "No Dask cluster with workers answers.",
            hint="Start a scheduler and workers, or correct run.address; take it out for a cluster on this machine.",
            context={"run.address": settings.address},
        ) from error
    return connected
