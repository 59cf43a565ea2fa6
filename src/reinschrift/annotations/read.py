"""The files of annotations: Parquet, JSON Lines and CSV, as one table of keys and columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.annotations.entries import AnnotationSet
from reinschrift.columns import one_chunk
from reinschrift.errors import ConfigError
from reinschrift.personal import mask_texts
from reinschrift.settings.stages import PersonalSettings
from reinschrift.text.addresses import page_of
from reinschrift.text.unseen import UNSEEN

_PACKED = (".gz", ".zst", ".bz2")
LONGEST_LABEL = 1_000
"""Characters of a label; what is longer is a text, which belongs into a source."""


class Annotations(NamedTuple):
    """The rows of a set."""

    keys: pa.Array
    """Whose each row is, as strings; of an address what all ways to write it have in common. Each once."""
    columns: dict[str, pa.Array]
    """By name: numbers (float64) or labels (string)."""


@cache
def annotations_of(one: AnnotationSet) -> Annotations:
    """Return the rows of a set, read once a process; `ConfigError` says what of its files is not right."""
    tables = [_read_file(Path(file), one) for file in one.files]
    names = one.columns or tuple(dict.fromkeys(name for table in tables for name in table.column_names))
    names = tuple(name for name in names if name != one.key)
    for name in names:
        if not any(name in table.column_names for table in tables):
            raise _wrong(one, f"no file has the column {name}", "Name columns that are there.")
    keys = _once(pa.chunked_array([_keys(table[one.key], one) for table in tables]), one)
    columns = {name: _column([(table, name) for table in tables], one) for name in names}
    has_key = pc.is_valid(keys)
    return Annotations(keys.filter(has_key), {name: column.filter(has_key) for name, column in columns.items()})


def _read_file(file: Path, one: AnnotationSet) -> pa.Table:
    name = file.name
    for ending in _PACKED:
        name = name.removesuffix(ending)
    try:
        if name.endswith(".parquet"):
            table = pq.read_table(file)
        else:
            with pa.input_stream(file, compression="detect") as stream:
                table = pyarrow.csv.read_csv(stream) if name.endswith(".csv") else pyarrow.json.read_json(stream)
    except (OSError, ArrowException) as error:
        raise _wrong(one, f"{file.name} cannot be read: {error}", "They are Parquet, JSON Lines or CSV.") from error
    if one.key not in table.column_names:
        hint = f"Say with key which of its columns has the {one.by}: {', '.join(table.column_names)}."
        raise _wrong(one, f"{file.name} has no column {one.key}", hint)
    return table


def _keys(column: pa.ChunkedArray, one: AnnotationSet) -> pa.Array:
    try:
        keys = one_chunk(column).cast(pa.string())
    except ArrowException as error:
        raise _wrong(one, f"its key {one.key} is no text: {error}", "Keys are texts.") from error
    if one.by == "url":
        return pa.array([None if key is None else page_of(key) for key in keys.to_pylist()], pa.string())
    return keys


def _once(keys: pa.ChunkedArray, one: AnnotationSet) -> pa.Array:
    counts = pc.value_counts(keys.drop_null())
    if twice := next(iter(counts.filter(pc.greater(counts.field("counts"), 1)).to_pylist()), None):
        message = f"{twice['counts']} rows are for the {one.by} {twice['values']}"
        raise _wrong(one, message, "Keep one row for each document.")
    return one_chunk(keys)


def _column(places: Iterable[tuple[pa.Table, str]], one: AnnotationSet) -> pa.Array:
    parts = [
        one_chunk(table[name]) if name in table.column_names else pa.nulls(table.num_rows) for table, name in places
    ]
    are_numbers = all(_is_number(part.type) or pa.types.is_null(part.type) for part in parts)
    try:
        column = one_chunk(
            pa.chunked_array([part.cast(pa.float64() if are_numbers else pa.string()) for part in parts])
        )
    except ArrowException as error:
        raise _wrong(
            one, f"a column is neither of numbers nor of labels: {error}", "Name others by columns."
        ) from error
    return column if are_numbers else _labels(column, one)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _labels(column: pa.Array, one: AnnotationSet) -> pa.Array:
    """Return labels without what a terminal would obey, and without addresses and numbers of persons."""
    if (pc.max(pc.utf8_length(column)).as_py() or 0) > LONGEST_LABEL:
        message = f"a label has more than {LONGEST_LABEL:,} characters"
        raise _wrong(one, message, "Texts belong into a source; name other columns by columns.")
    few = pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.unique(column), UNSEEN, " "))
    masked, _ = mask_texts(few, PersonalSettings())
    return masked.take(pc.index_in(column, value_set=pc.unique(column)))


def _wrong(one: AnnotationSet, message: str, hint: str) -> ConfigError:
    return ConfigError(f"The annotations {one.name} cannot be joined: {message}.", hint=hint)
