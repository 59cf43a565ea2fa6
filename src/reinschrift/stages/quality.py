"""Measure what can be said of a document's quality; no opinions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import n_chars, numbers, one_chunk, set_columns
from reinschrift.settings.stages import QualitySettings


def measure_quality(batch: Batch, settings: QualitySettings) -> Batch:  # noqa: ARG001  # every stage takes its settings
    """Add `documents.quality`, a struct: the length as read, the share of it removed, each count of repairs."""
    documents, paragraphs = batch
    content = numbers(pc.is_null(paragraphs["reason"])).astype(bool)
    lengths = np.bincount(
        numbers(paragraphs["document"])[content], n_chars(paragraphs["text"])[content], documents.num_rows
    )
    before = n_chars(documents["text"])
    removed = np.where(before > 0, 1.0 - np.minimum(lengths / np.maximum(before, 1), 1.0), 0.0)
    repairs = one_chunk(documents["repairs"])
    fields = {"n_raw_chars": documents["n_raw_chars"], "share_removed": pa.array(removed, pa.float32())}
    fields |= {name: repairs.field(name) for name in repairs.type.names}
    quality = pa.StructArray.from_arrays([one_chunk(column) for column in fields.values()], names=list(fields))
    return Batch(set_columns(documents, quality=quality), paragraphs)
