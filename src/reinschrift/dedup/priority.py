"""The rank of a document, lower is better: which copy stays is a function of metadata and content alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk
from reinschrift.text.arrays import Hashes

_PRIORITY_SHIFT = np.uint64(34)
_LENGTH_SHIFT = np.uint64(18)
NO_PRIORITY = 128
_FIRST_DAY = dt.date(1600, 1, 1)
_NO_DATE = (1 << 18) - 1  # after the year 2300
_FLOAT_ONE = 0x3F800000  # bits of 1.0 as a float32
_KEPT_BITS = 13  # a float32's bits without the lowest 13: 1024 steps from one power of two to the next


def ranks(documents: pa.Table, n_bytes: npt.NDArray[np.int64]) -> Hashes:
    """Return 42 bits a document: source priority (8), longer text first (16), earlier publication first (18).

    Columns: `published` (date32, optional), `priority` (integer 0-255, lower is better, optional). The version in
    which a document first appeared goes above these bits when duplicates are looked for; equal ranks are distinguished
    by the hash of the id.
    """
    priority = np.full(len(n_bytes), NO_PRIORITY, np.int64)
    if "priority" in documents.column_names:
        priority = np.clip(numbers(pc.fill_null(documents["priority"].cast(pa.int64()), NO_PRIORITY)), 0, 255)
    rank = priority.astype(np.uint64) << _PRIORITY_SHIFT
    rank |= _shorter(n_bytes) << _LENGTH_SHIFT
    rank |= _day(documents)
    return rank


def _shorter(n_bytes: npt.NDArray[np.int64]) -> Hashes:
    """Return a number that falls as the length grows, on a log scale, from the bits of a float: exact everywhere."""
    bits = (n_bytes + 1).astype(np.float32).view(np.uint32) - np.uint32(_FLOAT_ONE)
    return np.uint64(0xFFFF) - (bits >> np.uint32(_KEPT_BITS)).astype(np.uint64)


def _day(documents: pa.Table) -> Hashes:
    if "published" not in documents.column_names:
        return np.full(documents.num_rows, _NO_DATE, np.uint64)
    days = one_chunk(documents["published"]).cast(pa.date32()).cast(pa.int32())
    since = numbers(pc.fill_null(days, 1 << 30)).astype(np.int64) - (_FIRST_DAY - dt.date(1970, 1, 1)).days
    return np.clip(since, 0, _NO_DATE).astype(np.uint64)
