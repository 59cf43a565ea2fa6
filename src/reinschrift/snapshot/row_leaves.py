"""Rows as entries of a Merkle tree: what of a row is hashed, written so that anybody can write it again.

An entry has the columns of a row that are no lists and no structs, by their names in order: `name=LENGTH:VALUE;`, the
length in bytes of UTF-8, or `name=~;` where there is no value. Values are written as Arrow casts them to text.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby, pairwise

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant, one_chunk, utf8_of
from reinschrift.snapshot.merkle import hash_leaf


def plain_columns(schema: pa.Schema) -> list[str]:
    """Return the columns that count, in the order of an entry."""
    return sorted(field.name for field in schema if not pa.types.is_nested(field.type))


def hash_rows(rows: pa.Table) -> list[bytes]:
    """Return the leaf of each row."""
    if rows.num_rows == 0:
        return []
    parts = [_part_of_entries(name, rows[name]) for name in plain_columns(rows.schema)]
    pieces: list[pa.Array | str] = []
    for is_one, run in groupby(parts, lambda part: isinstance(part, str)):
        same = list(run)
        pieces += ["".join(same)] if is_one else same
    offsets, data = utf8_of(pc.binary_join_element_wise(constant("", rows.num_rows, pa.string()), *pieces, ""))
    view = memoryview(data.data)
    return [hash_leaf(view[start:end]) for start, end in pairwise(offsets.tolist())]


def row_values(rows: pa.Table, number: int) -> dict[str, str | None]:
    """Return the columns that count of one row, as the text that is hashed."""
    row = rows.slice(number, 1)
    return {name: _as_text(row[name])[0].as_py() for name in plain_columns(rows.schema)}


def write_entry(values: Mapping[str, str | None]) -> bytes:
    """Return the entry that a row with these values has."""
    parts = []
    for name in sorted(values):
        value = values[name]
        data = None if value is None else value.encode()
        parts.append(f"{name}=".encode() + (b"~;" if data is None else b"%d:%s;" % (len(data), data)))
    return b"".join(parts)


def _part_of_entries(name: str, column: pa.ChunkedArray) -> pa.Array | str:
    """Return the part of each entry that a column makes; one for all rows where they have one value."""
    if _is_one_value(column):
        value = _as_text(column.slice(0, 1))[0].as_py()
        return write_entry({name: value}).decode()
    values = _as_text(column)
    lengths = pc.binary_length(values).cast(pa.string())
    return pc.coalesce(pc.binary_join_element_wise(f"{name}=", lengths, ":", values, ";", ""), f"{name}=~;")


def _is_one_value(column: pa.ChunkedArray) -> bool:
    if column.null_count or pa.types.is_floating(column.type):  # of these 0 equals -0, which is written otherwise
        return bool(column.null_count == len(column))
    return bool(pc.all(pc.equal(column, column[0])).as_py())


def _as_text(column: pa.ChunkedArray) -> pa.Array:
    return one_chunk(column).cast(pa.string())
