"""Marks in a batch what holds an item of a held-out set, as a rebuild does once duplicates are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import numbers, set_columns
from reinschrift.held_out.entries import HeldOutSet
from reinschrift.reasons import mark_rows
from reinschrift.shard.separate import positions_of
from reinschrift.snapshot.clear import mark_held_out


def with_held_out(batch: Batch, sets: Sequence[HeldOutSet]) -> Batch:
    """Return a batch after all stages with the documents and paragraphs marked that a held-out set removes.

    `documents` has `held_out` besides, the item of sets of which nothing is removed; `matched_item` names those of the
    others, in both tables.
    """
    if not sets:
        return batch
    document = numbers(batch.paragraphs["document"])
    paragraphs = set_columns(batch.paragraphs, position=positions_of(document))
    rows = np.flatnonzero(numbers(pc.is_null(paragraphs["reason"])).astype(bool))
    documents, removed = mark_held_out(batch.documents, paragraphs.take(pa.array(rows)), sets)
    first = np.searchsorted(document, np.arange(documents.num_rows))
    is_removed = np.zeros(len(document), bool)
    is_removed[first[numbers(removed["document"])] + numbers(removed["position"])] = True
    marks = {name: removed[name] for name in ("reason", "stage", "measured", "threshold", "matched_item")}
    return Batch(documents, mark_rows(paragraphs, is_removed, **marks).drop_columns(["position"]))
