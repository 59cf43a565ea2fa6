"""Expectations on the values of one column, checked on Arrow columns over every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk
from reinschrift.contract import NOT_NULL, Expectation
from reinschrift.snapshot.validate.report import Outcome
from reinschrift.snapshot.validate.rows import examples_of


def check_values(expectations: Iterable[Expectation], rows: pa.Table) -> Iterator[Outcome]:
    """Yield the outcome of each expectation on these rows; nulls fail only where null itself is what is wrong."""
    for expectation in expectations:
        if expectation.column is None:
            continue
        column = column_at(rows, expectation.column)
        failing = pc.fill_null(CHECKS[expectation.name](column, **expectation.arguments), False)  # noqa: FBT003  # Arrow's signature
        n_failing = pc.sum(failing).as_py() or 0
        examples = examples_of(expectation.table, rows, failing, **{expectation.column: column}) if n_failing else ()
        yield Outcome(
            expectation.table, expectation.name, expectation.column, "arrow", rows.num_rows, n_failing, examples
        )


def column_at(rows: pa.Table, name: str) -> pa.Array:
    """Return a column, or the field of a struct as `struct.field`; null where the struct is null."""
    first, *fields = name.split(".")
    column = one_chunk(rows[first])
    return pc.struct_field(column, fields) if fields else column


def _outside_set(column: pa.Array, value_set: list[Any]) -> pa.Array:
    return pc.and_(pc.is_valid(column), pc.invert(pc.is_in(column, pa.array(value_set, column.type))))


def _unlike_regex(column: pa.Array, regex: str) -> pa.Array:
    return pc.invert(pc.match_substring_regex(column, regex))


def _outside_bounds(column: pa.Array, min_value: float | None, max_value: float | None) -> pa.Array:
    # Written so that NaN, which is neither below nor above, is outside.
    high_enough = pc.greater_equal(column, min_value) if min_value is not None else pc.is_valid(column)
    low_enough = pc.less_equal(column, max_value) if max_value is not None else pc.is_valid(column)
    return pc.and_(pc.is_valid(column), pc.invert(pc.and_(high_enough, low_enough)))


def _outside_lengths(column: pa.Array, min_value: int | None, max_value: int | None) -> pa.Array:
    return _outside_bounds(pc.utf8_length(column), min_value, max_value)


CHECKS: dict[str, Callable[..., pa.Array]] = {
    NOT_NULL: pc.is_null,
    "expect_column_values_to_be_in_set": _outside_set,
    "expect_column_values_to_match_regex": _unlike_regex,
    "expect_column_values_to_be_between": _outside_bounds,
    "expect_column_value_lengths_to_be_between": _outside_lengths,
}
