"""Which part of the dataset for training each document is in: train, validation or test."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk
from reinschrift.settings.tree import SnapshotSettings


def split_of(documents: pa.Table, settings: SnapshotSettings) -> pa.Array:
    """Return train, validation or test for each document, by nothing but itself, so that it stays where it is.

    Drawn is the name of its cluster, or of its source; where a day is set, its date of publication decides instead.
    """
    if settings.test_from or settings.validation_from:
        published = documents["published"]
        is_test, is_validation = (
            numbers(pc.fill_null(pc.greater_equal(published, day), fill_value=False))
            if day
            else np.zeros(len(published), bool)
            for day in (settings.test_from, settings.validation_from)
        )
    else:
        drawn = _draw(documents[settings.split_by])
        is_test, is_validation = drawn < settings.test_share, drawn < settings.test_share + settings.validation_share
    return pa.array(np.where(is_test, "test", np.where(is_validation, "validation", "train")), pa.string())


def splits_of(of_documents: pa.ChunkedArray, owners: pa.ChunkedArray, ids: pa.ChunkedArray) -> dict[str, pa.Array]:
    """Return the split of each row of `documents` and of `paragraphs`.

    Args:
        of_documents: the split of each document.
        owners: the id of each paragraph's document; those of one document stand together.
        ids: the id of each document.
    """
    documents = one_chunk(of_documents)
    return {"documents": documents, "paragraphs": documents.take(one_chunk(pc.index_in(owners, one_chunk(ids))))}


def _draw(names: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    """Return a number from 0 to 1 for each name, always the same one."""
    encoded = one_chunk(pc.dictionary_encode(names))
    of_name = [
        int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) / 2**64 for name in encoded.dictionary.to_pylist()
    ]
    drawn: npt.NDArray[np.float64] = np.array(of_name, np.float64)[numbers(encoded.indices)]
    return drawn
