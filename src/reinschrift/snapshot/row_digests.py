"""One number for each row of a table, over columns of any type: equal rows have equal numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk
from reinschrift.text.hashing import GOLDEN, TOKEN_BASE, mix_all

Digests = npt.NDArray[np.uint64]
_NULL = GOLDEN


def digest_rows(table: pa.Table, names: Sequence[str]) -> Digests:
    """Return a number for each row over the named columns, in whatever order they are named; names count."""
    total = np.zeros(table.num_rows, np.uint64)
    for name in sorted(names):
        total = mix_all(total * TOKEN_BASE + _of_text(name) + _of_column(one_chunk(table[name])))
    return total


def hash_texts(texts: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the SHA-256 of each text, in hex."""
    return pa.array([hashlib.sha256(text.as_buffer()).hexdigest() for text in one_chunk(texts)], pa.string())


def _of_text(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]))


def _of_column(column: pa.Array) -> Digests:
    kind = column.type
    if pa.types.is_struct(kind):
        digest = np.zeros(len(column), np.uint64)
        for field in sorted(kind, key=lambda field: field.name):
            digest = mix_all(
                digest * TOKEN_BASE + _of_text(field.name) + _of_column(pc.struct_field(column, field.name))
            )
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        coded = column.dictionary_encode(null_encoding="encode")
        digest = _of_values(coded.dictionary.to_pylist())[numbers(coded.indices)]
    elif pa.types.is_floating(kind):
        digest = mix_all(numbers(pc.fill_null(column, 0)).astype(np.float64).view(np.uint64))
    elif pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        digest = mix_all(numbers(pc.fill_null(column.cast(pa.int64()), 0)).astype(np.int64).view(np.uint64))
    elif pa.types.is_temporal(kind):
        days = column.cast(pa.timestamp("us")) if pa.types.is_date(kind) else column
        digest = mix_all(numbers(pc.fill_null(days.cast(pa.int64()), 0)).astype(np.int64).view(np.uint64))
    else:
        digest = _of_values(column.to_pylist())
    nulls = numbers(pc.is_null(column)).astype(bool)
    return np.where(nulls, _NULL, digest)


def _of_values(values: Iterable[object]) -> Digests:
    return np.array([_of_text(repr(value)) for value in values], np.uint64)
