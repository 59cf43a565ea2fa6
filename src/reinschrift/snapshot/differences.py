"""Which rows of two columns differ, whatever their type; and what a document's paragraphs are, as one number."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk
from reinschrift.snapshot.manifest import Object
from reinschrift.snapshot.read import read_rows
from reinschrift.storage import Storage
from reinschrift.text.hashing import mix_all

# What makes a paragraph what it is; its text is the document's between `start` and `end`.
_COLUMNS = ("position", "start", "end", "kind", "language", "language_score")


def rows_that_differ(old: pa.ChunkedArray | pa.Array, new: pa.ChunkedArray | pa.Array) -> npt.NDArray[np.bool_]:
    """Return for each row whether the two values differ; null is equal to null alone. Any type, structs and lists too.

    Columns whose types cannot be compared differ in every row.
    """
    old, new = one_chunk(old), one_chunk(new)
    differs: npt.NDArray[np.bool_] = numbers(pc.xor(pc.is_null(old), pc.is_null(new))).astype(bool)
    if pa.types.is_struct(new.type) and pa.types.is_struct(old.type):
        return differs | _structs(old, new)
    if pa.types.is_list(new.type) and pa.types.is_list(old.type):
        return _lists(old, new, differs)
    if old.type != new.type:
        try:
            new = new.cast(old.type)
        except pa.ArrowInvalid:
            return np.ones(len(old), bool)
    unequal = pc.fill_null(pc.not_equal(old, new), False)  # noqa: FBT003  # Arrow's signature
    differs |= numbers(unequal).astype(bool)
    return differs


def _structs(old: pa.StructArray, new: pa.StructArray) -> npt.NDArray[np.bool_]:
    names, others = ({field.name for field in one.type} for one in (old, new))
    differs = np.full(len(old), names != others)
    for name in sorted(names & others):
        differs |= rows_that_differ(pc.struct_field(old, name), pc.struct_field(new, name))
    return differs


def _lists(old: pa.ListArray, new: pa.ListArray, one_is_null: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    lengths, others = (numbers(pc.fill_null(pc.list_value_length(one), 0)) for one in (old, new))
    differs: npt.NDArray[np.bool_] = one_is_null | (lengths != others)
    same = pa.array(~differs)
    row = np.repeat(np.flatnonzero(~differs), lengths[~differs])
    differs[row[rows_that_differ(old.filter(same).flatten(), new.filter(same).flatten())]] = True
    return differs


def digest_paragraphs(storage: Storage, item: Object, ids: pa.ChunkedArray) -> pa.Array:
    """Return for each document of a shard a number (uint64) over its paragraphs; equal ones have equal paragraphs.

    The texts are not read: with the same text of the document, the offsets tell them. `copies` is left out.
    """
    rows = read_rows(storage, item, "paragraphs", ["document_id", *_COLUMNS])
    each = np.zeros(rows.num_rows, np.uint64)
    for name in _COLUMNS:
        if name in rows.column_names:
            each = mix_all(each ^ _as_number(one_chunk(rows[name])))
    document = numbers(pc.fill_null(pc.index_in(rows["document_id"], one_chunk(ids)), -1))
    sums = np.zeros(len(ids), np.uint64)
    np.add.at(sums, document[document >= 0], each[document >= 0])
    return pa.array(sums)


def _as_number(column: pa.Array) -> npt.NDArray[np.uint64]:
    if pa.types.is_string(column.type):
        coded = column.dictionary_encode(null_encoding="encode")
        values = [hashlib.sha256(repr(value).encode()).digest()[:8] for value in coded.dictionary.to_pylist()]
        of_rows: npt.NDArray[np.uint64] = np.frombuffer(b"".join(values), np.uint64)[numbers(coded.indices)]
        return of_rows
    if pa.types.is_floating(column.type):
        bits: npt.NDArray[np.uint64] = numbers(pc.fill_null(column, -1)).astype(np.float64).view(np.uint64)
        return bits
    whole: npt.NDArray[np.uint64] = numbers(pc.fill_null(column, -1)).astype(np.int64).view(np.uint64)
    return whole
