"""Conditions on any column of documents, as recipes of mixtures and the register have them, for rows of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.lib import ArrowException

from reinschrift.columns import numbers, one_chunk
from reinschrift.errors import ConfigError

TESTS = ("min", "max", "not")
ANNOTATIONS = "annotations"
"""The column of what other tools or models say, asked as `annotations.SET.NAME`."""


def columns_of(conditions: Mapping[str, Any]) -> list[str]:
    """Return the columns that conditions ask for.

    `quality.word_count` is a field of `quality`, `annotations.SET.NAME` what the annotations of a set say under a name.
    """
    return [name.split(".")[0] for name in conditions]


def check_form(conditions: Mapping[str, Any]) -> None:
    """Raise `TypeError` for what is no condition, whatever the column: no value, list of values or table of tests."""
    for name, condition in conditions.items():
        tests = condition if isinstance(condition, Mapping) else {"not": condition}
        if not tests or {*tests} - {*TESTS}:
            raise TypeError(f"{name} = {condition!r}: there are {', '.join(TESTS)}")
        values = [each for value in tests.values() for each in (value if isinstance(value, list) else [value])]
        if not values or not all(isinstance(value, str | int | float) for value in values):
            raise TypeError(f"{name} = {condition!r}: a value is a text, a number, true or false")


def check_conditions(conditions: Mapping[str, Any], schema: pa.Schema) -> None:
    """Raise `ConfigError` for a condition that these columns cannot be asked."""
    is_true_of(schema.empty_table(), conditions)


def is_true_of(rows: pa.Table, conditions: Mapping[str, Any]) -> npt.NDArray[np.bool_]:
    """Say of each row whether it meets all conditions; a null meets none.

    A condition is a value, a list of which it is one, or a table of `min`, `max` (both included) and `not`.
    """
    found = np.ones(rows.num_rows, bool)
    for name, condition in conditions.items():
        column = _column(rows, name, condition)
        try:
            found &= _meets(column, condition)
        except (ArrowException, NotImplementedError, TypeError) as error:
            raise ConfigError(
                f"The column {name} cannot be asked for {condition!r}: {error}",
                hint=f"A condition is a value, a list of values, or a table of {', '.join(TESTS)}.",
            ) from error
    return found


def _column(rows: pa.Table, name: str, condition: Any) -> pa.Array:
    first, *fields = name.split(".")
    try:
        column = one_chunk(rows[first])
        if first == ANNOTATIONS and fields:
            return _annotated(column, *fields, as_number=_asks_number(condition))
        for field in fields:
            column = pc.struct_field(column, field)
    except (KeyError, TypeError, ArrowException) as error:
        raise ConfigError(
            f"Documents have no column {name}.", hint=f"There are: {', '.join(rows.column_names)}."
        ) from error
    return column


def _annotated(column: pa.ListArray, set_name: str, name: str, *, as_number: bool) -> pa.Array:
    """Return for each row what the annotations of a set say under a name; null where they say nothing."""
    entries = pc.list_flatten(column)
    is_it = _true(pc.and_(pc.equal(entries.field("set"), set_name), pc.equal(entries.field("name"), name)))
    at = np.full(len(column), -1, np.int64)
    at[numbers(pc.list_parent_indices(column))[is_it]] = np.flatnonzero(is_it)
    return entries.field("value" if as_number else "label").take(pa.array(at, mask=at < 0))


def _asks_number(condition: Any) -> bool:
    """Say whether a condition compares numbers; true and false are labels."""
    values = [*condition.values()] if isinstance(condition, Mapping) else [condition]
    flat = [each for value in values for each in (value if isinstance(value, list | tuple) else [value])]
    return any(isinstance(value, int | float) and not isinstance(value, bool) for value in flat)


def _meets(column: pa.Array, condition: Any) -> npt.NDArray[np.bool_]:
    if not isinstance(condition, Mapping):
        return _is_one(column, condition)
    if not condition or {*condition} - {*TESTS}:
        raise TypeError(f"there are {', '.join(TESTS)}")
    found = numbers(pc.is_valid(column)).astype(bool)
    if "min" in condition:
        found &= _true(pc.greater_equal(column, _scalar(condition["min"], column)))
    if "max" in condition:
        found &= _true(pc.less_equal(column, _scalar(condition["max"], column)))
    if "not" in condition:
        found &= ~_is_one(column, condition["not"])
    return found


def _is_one(column: pa.Array, values: Any) -> npt.NDArray[np.bool_]:
    wanted = pa.array(values if isinstance(values, list | tuple) else [values]).cast(column.type)
    return _true(pc.and_(pc.is_valid(column), pc.is_in(column, wanted)))


def _scalar(value: Any, column: pa.Array) -> pa.Scalar:
    return pa.scalar(value) if pa.types.is_floating(column.type) else pa.scalar(value).cast(column.type)


def _true(mask: pa.Array) -> npt.NDArray[np.bool_]:
    return numbers(pc.fill_null(mask, fill_value=False)).astype(bool)
