"""Imported by the process that workers are forked from: what reads shards is loaded once, and shared by all."""

from __future__ import annotations

from reinschrift.run.executors.worker import prepare_template


def load() -> None:
    """Load what a shard needs; where machine code must be compiled first, the workers do that together."""
    from reinschrift.run.compile import is_compiled  # noqa: PLC0415  # it imports NumPy, which asks for the threads
    from reinschrift.shard.load import load_for_shards  # noqa: PLC0415  # likewise

    if is_compiled(with_pages=False):
        load_for_shards(with_pages=is_compiled(with_pages=True))


prepare_template(load)
