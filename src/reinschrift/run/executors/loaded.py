"""Imported by the process that workers are forked from: what every worker needs is loaded once, and shared by all."""

from __future__ import annotations

import gc
import os
from contextlib import suppress

from reinschrift.imports import collect_rarely, import_little
from reinschrift.run.executors.worker import ONE_THREAD, cap_threads


def load() -> None:
    """Load what a shard needs; where machine code must be compiled first, the workers do that together."""
    from reinschrift.run.compile import is_compiled  # noqa: PLC0415  # it imports NumPy, which asks for the threads
    from reinschrift.shard.load import load_for_shards  # noqa: PLC0415  # likewise

    if is_compiled(with_pages=False):
        load_for_shards(with_pages=is_compiled(with_pages=True))


os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
collect_rarely()
import_little()
cap_threads()
with suppress(Exception):  # what fails here, fails again and is reported where a worker does it
    load()
gc.freeze()
