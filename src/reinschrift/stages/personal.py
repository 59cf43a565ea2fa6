"""The stage `personal`: addresses and numbers that belong to persons are counted and masked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.personal import PLACEHOLDERS, Found, mask_paragraphs
from reinschrift.personal.finders import KINDS
from reinschrift.settings.stages import PersonalSettings

SPANS = pa.list_(
    pa.struct([("stage", pa.string()), ("reason", pa.string()), ("text", pa.string()), ("n_chars", pa.int64())])
)
"""The type of `paragraphs.spans`: what was masked in a paragraph; `text` is the placeholder, `n_chars` the length of
what it stands for, which itself is kept nowhere."""


def mask_personal_data(batch: Batch, settings: PersonalSettings) -> Batch:
    """Replace personal data in `paragraphs.text` by typed placeholders such as `<EMAIL>`, in debris, too.

    Only what stood in rows without a reason is counted. Adds `documents.personal_data` (a struct of int32 counts; null
    for a kind that is left alone) and `paragraphs.spans` (see `SPANS`). Doing it twice changes nothing more.
    """
    documents, paragraphs = batch
    is_content = one_chunk(pc.is_null(paragraphs["reason"]))
    texts = one_chunk(paragraphs["text"])
    masked, found = mask_paragraphs(texts, numbers(paragraphs["document"]), settings)
    found = Found(*(column[numbers(is_content).astype(bool)[found.row]] for column in found))
    modes = np.array([getattr(settings, kind.counted_as) for kind in KINDS])
    paragraphs = set_columns(
        paragraphs,
        text=masked,
        spans=_spans_column(found, modes[found.kind] == "mask", paragraphs.num_rows),
    )
    owners = numbers(paragraphs["document"])[found.row]
    counts = [
        pa.nulls(documents.num_rows, pa.int32())
        if mode == "leave"
        else pa.array(np.bincount(owners[found.kind == kind], minlength=documents.num_rows), pa.int32())
        for kind, mode in enumerate(modes)
    ]
    personal_data = pa.StructArray.from_arrays(counts, names=[kind.counted_as for kind in KINDS])
    return Batch(set_columns(documents, personal_data=personal_data), paragraphs)


def _spans_column(found: Found, is_masked: npt.NDArray[np.bool_], n_rows: int) -> pa.Array:
    row, kind, lengths = (column[is_masked] for column in found)
    reasons = pa.array([each.reason for each in KINDS], pa.string()).take(pa.array(kind))
    stage = constant("personal", len(row), pa.string())
    fields = [stage, reasons, PLACEHOLDERS.take(pa.array(kind)), pa.array(lengths, pa.int64())]
    spans = pa.StructArray.from_arrays(fields, fields=list(SPANS.value_type))
    return pa.ListArray.from_arrays(
        pa.array(np.searchsorted(row, np.arange(n_rows + 1)), pa.int32()), spans, type=SPANS
    )
