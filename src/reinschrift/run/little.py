"""Which work is so little that the driver does it: a worker would take longer to start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reinschrift.shard.plan import Plan
from reinschrift.snapshot.assemble import is_assembled

LITTLE_BYTES = 1_000_000
"""Bytes of all files that are still to do: some tenths of a second, once the kernels are compiled."""
LITTLE_TO_ASSEMBLE = 10_000_000
"""Bytes of the shards still to assemble: as long as it takes to start a worker."""
LITTLE_TO_DECIDE = 256_000_000
"""Bytes of all files of a plan: the driver has room for what is known of so many documents."""


def is_little(plan: Plan) -> bool:
    """Say whether a worker would take longer to start than the steps refine and decide take.

    Only for plain texts, which no foreign library parses: what might bring its process down belongs on a worker.
    """
    parts = [part for spec in plan.todo for part in spec.parts]
    return (
        sum(part.n_bytes for part in parts) <= LITTLE_BYTES
        and all(part.format == "text" for part in parts)
        and sum(spec.n_bytes for spec in plan.shards) <= LITTLE_TO_DECIDE
    )


def is_little_to_assemble(pieces: Mapping[str, tuple[Any, ...]]) -> bool:
    """Say likewise of the step assemble, by those of its pieces that are not there yet."""
    n_bytes = 0
    for spec, *others in pieces.values():
        n_bytes += spec.n_bytes if not is_assembled(spec, *others) else 0
        if n_bytes > LITTLE_TO_ASSEMBLE:
            return False
    return True
