"""What every worker process does before and around its work."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection
from typing import Any

from reinschrift.imports import collect_rarely, import_little

# Each worker has one core; libraries that start a thread a core would have them fight.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "ARROW_IO_THREADS")


def begin_worker() -> None:
    """Prepare a process of the local pool: one thread, deaf to Ctrl-C, gone when its driver is gone."""
    _hold_to_little()
    # Ctrl-C reaches the whole process group; the driver alone decides what becomes of the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), name="end-with-driver", daemon=True).start()


def prepare_template(load: Callable[..., None], **asked: bool) -> None:
    """Prepare the process that workers are forked from: one thread, and what `load` loads is theirs without a copy."""
    _hold_to_little()
    with suppress(Exception):  # what fails here, fails again and is reported where a worker does it
        load(**asked)
    gc.freeze()


def load_stages(*, with_pages: bool) -> None:
    """Load what a shard needs; where machine code must be compiled first, the workers do that together."""
    from reinschrift.run.compile import is_compiled  # noqa: PLC0415  # it imports NumPy, which asks for the threads
    from reinschrift.shard.load import load_for_shards  # noqa: PLC0415  # likewise

    if is_compiled(with_pages=False):
        load_for_shards(with_pages=with_pages and is_compiled(with_pages=True))


def load_steps() -> None:
    """Import what makes tables of finished shards: neither models nor readers."""
    import reinschrift.run.rebuild  # noqa: F401, PLC0415  # likewise


def _hold_to_little() -> None:
    """Hold this process to one thread, few imports and few looks for garbage."""
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # before anything reads it
    collect_rarely()
    import_little()
    cap_threads()


def cap_threads() -> None:
    """Hold Arrow to one thread in this process."""
    import pyarrow as pa  # noqa: PLC0415  # 0.1 s that only workers need to spend

    pa.set_cpu_count(1)


def run_capped(function: Callable[..., Any], *args: Any) -> Any:
    """Run `function(*args)` with Arrow held to one thread: for clusters, whose workers we do not start."""
    cap_threads()
    return function(*args)


def _end_with(sentinel: int) -> None:
    # A driver killed by SIGKILL cannot say goodbye; without this its workers would wait for work for ever.
    connection.wait([sentinel])
    os._exit(1)
