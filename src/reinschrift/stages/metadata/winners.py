"""Which of the finds of a document wins."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from reinschrift.columns import one_chunk
from reinschrift.stages.metadata.candidates import BELOW, Find, Value

NO_TRUST = 2
"""The first number in the rank of a date that is taken for nobody's."""


def best_of(finds: list[Find], latest: dict[int, dt.date]) -> dict[tuple[int, str], Find]:
    """Return the winner of each document and field; a date after the record was collected is none of its own.

    A date below the text without a label wins only if it is the only one there, and so does an author.
    """
    best: dict[tuple[int, str], Find] = {}
    loose: dict[int, int] = {}
    below: dict[int, set[Value]] = {}
    for find in finds:
        if find.field == "author" and find.rank[0] == BELOW:
            below.setdefault(find.document, set()).add(find.value)
        if find.field == "published" and find.rank[0]:
            loose[find.document] = loose.get(find.document, 0) + 1
    for find in finds:
        if find.field == "published":
            limit = latest.get(find.document)
            is_loose = find.rank[0] == NO_TRUST or (find.rank[0] and loose[find.document] > 1)
            if is_loose or (limit is not None and find.value > limit):  # type: ignore[operator]
                continue
        if find.field == "author" and find.rank[0] == BELOW and len(below[find.document]) > 1:
            continue
        key = (find.document, find.field)
        if key not in best or find.rank < best[key].rank:
            best[key] = find
    return best


def latest_days(documents: pa.Table) -> dict[int, dt.date]:
    """Return the day after each document was collected, where that is known: nothing in it can be later."""
    collected = one_chunk(documents["collected"])
    if collected.null_count == len(collected):
        return {}
    days = collected.cast(pa.date32()).to_pylist()
    return {number: day + dt.timedelta(days=1) for number, day in enumerate(days) if day is not None}
