"""Imported by the process that workers are forked from where every shard is finished: what makes tables."""

from __future__ import annotations

from reinschrift.run.executors.worker import prepare_template


def load() -> None:
    """Import the steps that are left; neither models nor readers are needed."""
    import reinschrift.run.rebuild  # noqa: F401, PLC0415  # it imports NumPy, which asks for the threads


prepare_template(load)
