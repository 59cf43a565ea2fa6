"""Turn signals into reasons: the only place that decides what goes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.settings.stages import VerdictsSettings


def give_reasons(batch: Batch, settings: VerdictsSettings) -> Batch:
    """Add `reason`, `measured`, `threshold` and `stage` to documents; null means the document stays.

    A record that its reader could not read keeps the reader's reason. A document with no text is `empty`, one
    of whose lines none is content is `only_debris` (measured: its lines). Reserved rights are `rights_reserved`.
    """
    documents = batch.documents
    n_content = count_content(batch)
    n_rows = np.bincount(numbers(batch.paragraphs["document"]), minlength=documents.num_rows)
    reserved = np.zeros(documents.num_rows, bool)
    for value in settings.remove_rights:
        reserved |= _equal(documents["rights"], value)
    rules: list[tuple[str, str, npt.NDArray[np.bool_], npt.NDArray[Any] | None]] = [
        ("rights_reserved", "rights", reserved, None),
        ("empty", "verdicts", n_rows == 0, None),
        ("only_debris", "verdicts", (n_rows > 0) & (n_content == 0), n_rows),
    ]
    reason, stage = one_chunk(documents["problem"]), _where_not_null(documents["problem"], "read")
    measured: pa.Array = pa.nulls(documents.num_rows, pa.float32())
    for name, where, applies, counted in rules:
        fresh = pc.and_(pc.is_null(reason), pa.array(applies))
        reason = pc.if_else(fresh, name, reason)
        stage = pc.if_else(fresh, where, stage)
        if counted is not None:
            measured = pc.if_else(fresh, pa.array(counted, pa.float32()), measured)
    documents = set_columns(
        documents, reason=reason, measured=measured, threshold=pa.nulls(len(reason), pa.float32()), stage=stage
    )
    return Batch(documents, batch.paragraphs)


def count_content(batch: Batch) -> npt.NDArray[np.int64]:
    """Return for each document how many of its paragraphs have no reason to go."""
    content = numbers(batch.paragraphs["document"])[numbers(pc.is_null(batch.paragraphs["reason"])).astype(bool)]
    return np.bincount(content, minlength=batch.documents.num_rows)


def _equal(column: pa.ChunkedArray, value: str) -> npt.NDArray[np.bool_]:
    return numbers(pc.fill_null(pc.equal(column, value), False)).astype(bool)  # noqa: FBT003  # Arrow's signature


def _where_not_null(column: pa.ChunkedArray, value: str) -> pa.Array:
    return one_chunk(pc.if_else(pc.is_valid(column), value, pa.scalar(None, pa.string())))
