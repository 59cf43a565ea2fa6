"""Marks in a batch what goes by the register's held-out sets and annotations, as a rebuild does in the final tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.annotations.attach import annotate
from reinschrift.annotations.entries import AnnotationSet
from reinschrift.batch import Batch
from reinschrift.columns import numbers, set_columns
from reinschrift.held_out.entries import HeldOutSet
from reinschrift.reasons import mark_rows
from reinschrift.shard.separate import positions_of
from reinschrift.snapshot.assemble import hashes_for
from reinschrift.snapshot.clear import mark_held_out


def as_assembled(batch: Batch, held_out: Sequence[HeldOutSet], annotations: Sequence[AnnotationSet]) -> Batch:
    """Return a batch after all stages with the documents and paragraphs marked that the register's entries remove.

    `documents` has `held_out` and `annotations` besides; `matched_item` names what the marked ones hold or meet.
    """
    if held_out:
        batch = _with_held_out(batch, held_out)
    if not annotations:
        return batch
    kept = batch.paragraphs.filter(pc.is_null(batch.paragraphs["reason"]))
    hashes = hashes_for(annotations, batch.documents, kept)
    return Batch(annotate(batch.documents, hashes, annotations), batch.paragraphs)


def _with_held_out(batch: Batch, sets: Sequence[HeldOutSet]) -> Batch:
    document = numbers(batch.paragraphs["document"])
    paragraphs = set_columns(batch.paragraphs, position=positions_of(document))
    rows = np.flatnonzero(numbers(pc.is_null(paragraphs["reason"])).astype(bool))
    documents, removed = mark_held_out(batch.documents, paragraphs.take(pa.array(rows)), sets)
    first = np.searchsorted(document, np.arange(documents.num_rows))
    is_removed = np.zeros(len(document), bool)
    is_removed[first[numbers(removed["document"])] + numbers(removed["position"])] = True
    marks = {name: removed[name] for name in ("reason", "stage", "measured", "threshold", "matched_item")}
    return Batch(documents, mark_rows(paragraphs, is_removed, **marks).drop_columns(["position"]))
