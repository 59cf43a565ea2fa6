"""Turns a column of any Arrow type into a column of texts, as `values.as_text` does with one value."""

from __future__ import annotations

import uuid
import warnings
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant
from reinschrift.sources.readers.values import MOST_TIME_CHARS, TIMES, as_text
from reinschrift.text.decoding import decode

BYTES = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
    pa.types.is_fixed_size_binary,
)
AS_THEY_ARE = (pa.types.is_integer, pa.types.is_date, pa.types.is_timestamp, pa.types.is_time)
SAYS_NOTHING = (pa.types.is_null, pa.types.is_boolean, pa.types.is_duration, pa.types.is_interval)
"""Types that no field of ours is written in: a length of time is no day, and yes is no text."""

UUID_BYTES = 16
WHOLE = 1 << 63


def column_texts(ours: str, column: pa.Array) -> pa.Array:
    """Return a column of any type as text, with nothing as null; what Python cannot hold is no obstacle."""
    column = _plain(column)
    kind = column.type
    if any(is_kind(kind) for is_kind in SAYS_NOTHING):
        return constant(None, len(column), pa.string())
    if any(is_kind(kind) for is_kind in BYTES):
        texts = _valid_utf8(ours, column)
    elif any(is_kind(kind) for is_kind in AS_THEY_ARE):
        texts = _cast(column)
    elif pa.types.is_floating(kind):
        texts = _floats(column)
    elif pa.types.is_decimal(kind):
        texts = pc.replace_substring_regex(column.cast(pa.string()), r"(\.\d*?)0+$", r"\1")
        texts = pc.replace_substring_regex(texts, r"\.$", "")
    else:
        texts = pa.array([as_text(ours, value) for value in python_values(column)], pa.string())
    trimmed = texts if ours in {"text", "html"} else pc.utf8_trim_whitespace(texts)
    too_long = pc.greater(pc.binary_length(trimmed), 4 * MOST_TIME_CHARS if ours in TIMES else WHOLE - 1)
    is_none = pc.or_(pc.equal(pc.binary_length(trimmed), 0), too_long)
    return pc.if_else(is_none, pa.scalar(None, pa.string()), trimmed)


def python_values(column: pa.Array) -> list[Any]:
    """Return a nested column as Python values, maps as mappings; one that Python cannot hold is None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a key that a map holds twice, the last one counts
        try:
            return list(column.to_pylist(maps_as_pydicts="lossy"))
        except (ValueError, OverflowError, TypeError, KeyError):
            return [_python_value(value) for value in column]


def _python_value(value: pa.Scalar) -> Any:
    try:
        return value.as_py(maps_as_pydicts="lossy")
    except (ValueError, OverflowError, TypeError, KeyError):
        return None  # such as a day in the year 300,000


def _plain(column: pa.Array) -> pa.Array:
    """Return a column without what is only a way to store it: a dictionary, runs, a type that others defined."""
    if isinstance(column.type, pa.UuidType):
        raw = column.storage.to_pylist()
        return pa.array([value and str(uuid.UUID(bytes=value)) for value in raw], pa.string())
    if isinstance(column.type, pa.BaseExtensionType):
        return _plain(column.storage)
    if pa.types.is_dictionary(column.type):
        return _plain(_looked_up(column))
    if pa.types.is_run_end_encoded(column.type):
        return _plain(pc.run_end_decode(column))
    return column


def _looked_up(column: pa.DictionaryArray) -> pa.Array:
    """Return the entries of a dictionary that a column names; null where it is damaged and has no such entry."""
    try:
        return column.dictionary_decode()
    except IndexError:
        named = column.indices
        there = pc.and_(pc.greater_equal(named, 0), pc.less(named, len(column.dictionary)))
        return column.dictionary.take(pc.if_else(there, named, pa.scalar(None, named.type)))


def _cast(column: pa.Array) -> pa.Array:
    """Return numbers, days and times as text; times of a zone that this machine does not know are UTC."""
    if pa.types.is_timestamp(column.type) and _has_zone(column.type):
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    return column.cast(pa.string())


def _has_zone(of_times: pa.TimestampType) -> bool:
    try:
        return of_times.tz is not None
    except UnicodeDecodeError:
        return True  # one whose name is damaged


def _floats(column: pa.Array) -> pa.Array:
    """Return numbers as text, whole ones without a fraction; NaN and the infinities as null."""
    wide = column.cast(pa.float64())
    finite = pc.if_else(pc.is_finite(wide), wide, pa.scalar(None, pa.float64()))
    is_whole = pc.and_(pc.equal(pc.floor(finite), finite), pc.less(pc.abs(finite), float(1 << 53)))
    whole = pc.if_else(is_whole, finite, 0.0).cast(pa.int64()).cast(pa.string())
    return pc.if_else(is_whole, whole, finite.cast(pa.string()))


def _valid_utf8(ours: str, column: pa.Array) -> pa.Array:
    """Return texts; those that are no UTF-8 are decoded as what they are. Reading Parquet does not check it."""
    raw = column.cast(pa.large_binary())
    try:
        return raw.cast(pa.large_string()).cast(pa.string())
    except pa.ArrowInvalid:
        return pa.array([_decoded(ours, value) for value in raw.to_pylist()], pa.string())


def _decoded(ours: str, value: bytes | None) -> str | None:
    if value is None:
        return None
    if ours == "record":  # an id is seldom a text; the digits of its bytes name it as well
        return str(uuid.UUID(bytes=value)) if len(value) == UUID_BYTES else value.hex()
    return decode(value, None).text
