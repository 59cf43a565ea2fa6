"""Measure what can be measured of a document's quality; no opinions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import n_chars, numbers, one_chunk, set_columns
from reinschrift.settings.stages import StageSettings
from reinschrift.stages.quality.signals import measure
from reinschrift.stages.quality.stop_words import NO_LIST

_DAMAGE = ("mojibake", "entities", "tags", "attributes")  # repairs of what broke a text, not of how it was typed


def measure_quality(batch: Batch, _: StageSettings) -> Batch:
    """Add `documents.quality`, a struct of what was removed and repaired and of the signals of the content.

    The content are the paragraphs without a reason. docs/quality.md defines each signal.
    """
    documents, paragraphs = batch
    content = paragraphs.filter(pc.is_null(paragraphs["reason"]))
    texts, document = one_chunk(content["text"]), numbers(content["document"])
    bounds = np.searchsorted(document, np.arange(documents.num_rows + 1)).astype(np.int64)
    signals = quality_of(texts, bounds, one_chunk(documents["language"]))
    fields = _of_cleaning(documents, np.bincount(document, n_chars(texts), documents.num_rows))
    fields |= {field.name: signals.field(field.name) for field in signals.type}
    quality = pa.StructArray.from_arrays([one_chunk(column) for column in fields.values()], names=list(fields))
    return Batch(set_columns(documents, quality=quality), paragraphs)


def quality_of(texts: pa.Array, bounds: npt.NDArray[np.int64], languages: pa.Array) -> pa.StructArray:
    """Return the signals of documents as they are stored; see `signals.measure` for the arguments."""
    signals, readability = measure(texts, bounds, languages)
    own = signals.pop("stop_word_count")
    fields = {"stop_word_count": pa.array(own, pa.int32(), mask=own == NO_LIST)} | {
        name: pa.array(values, pa.float32() if values.dtype.kind == "f" else pa.int32())
        for name, values in signals.items()
    }
    fields |= readability
    return pa.StructArray.from_arrays(list(fields.values()), names=list(fields))


def _of_cleaning(documents: pa.Table, n_kept: npt.NDArray[Any]) -> dict[str, pa.Array]:
    """Return what cleaning did to each document, of which so many characters are kept."""
    before = n_chars(documents["text"])
    repairs = one_chunk(documents["repairs"])
    counts = {name: repairs.field(name) for name in repairs.type.names}
    damaged = sum(numbers(counts[name]).astype(np.int64) for name in _DAMAGE if name in counts)
    raw = numbers(documents["n_raw_chars"])
    return {
        "n_raw_chars": one_chunk(documents["n_raw_chars"]),
        "share_removed": pa.array(
            np.where(before > 0, 1 - np.minimum(n_kept / np.maximum(before, 1), 1), 0), pa.float32()
        ),
        "damage_ratio": pa.array(np.minimum(damaged / np.maximum(raw, 1), 1), pa.float32()),
        "language_purity": _purity(documents),
        **counts,
    }


def _purity(documents: pa.Table) -> pa.Array:
    """Return the share of each document that is in its language; 0 where it has none."""
    languages = one_chunk(documents["languages"])
    parents = pc.list_parent_indices(languages)
    shares = pc.list_flatten(languages)
    own = pc.equal(pc.struct_field(shares, "language"), one_chunk(documents["language"]).take(parents))
    of_own = np.where(numbers(pc.fill_null(own, fill_value=False)), numbers(pc.struct_field(shares, "share")), 0.0)
    purity = np.bincount(numbers(parents), of_own, documents.num_rows)
    return pa.array(np.minimum(purity, 1.0), pa.float32())
