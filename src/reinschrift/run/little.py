"""What decides who does the work of a rebuild: how much there is, and whether pages may be among it."""

from __future__ import annotations

from reinschrift.shard.plan import Plan

LITTLE_BYTES = 1_000_000
"""Bytes of all files of a plan: some tenths of a second, once the kernels are compiled."""


def may_hold_pages(plan: Plan) -> bool:
    """Say whether a page may be among what is left to do; there is none in plain texts."""
    return any(part.format != "text" for spec in plan.todo for part in spec.parts)


def is_little(plan: Plan) -> bool:
    """Say whether a worker would take longer to start than the work of all steps takes.

    Only for plain texts, which no foreign library parses: what might bring its process down belongs on a worker. Where
    little is left to do of much, the worker starts beside the imports of the driver: that costs a third of a CPU second
    and saves one of waiting.
    """
    parts = [part for spec in plan.shards for part in spec.parts]
    return sum(part.n_bytes for part in parts) <= LITTLE_BYTES and all(part.format == "text" for part in parts)
