"""The profile of the tables: for each rule of a column and piece of rows its counts, nulls, extremes and failures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.contract import NOT_NULL, Expectation
from reinschrift.snapshot.validate.report import Outcome
from reinschrift.snapshot.validate.values import column_at

SAMPLE_ROWS = 1_000
"""Real rows of each table that Great Expectations sees, spread evenly from the first to the last."""
PROFILE = pa.schema(
    [
        ("table", pa.string()),
        ("column", pa.string()),
        ("rule", pa.string()),
        ("piece", pa.int64()),
        ("rows", pa.int64()),
        ("failing", pa.int64()),
        ("nulls", pa.int64()),
        ("nulls_allowed", pa.int64()),
        ("smallest", pa.float64()),
        ("at_least", pa.float64()),
        ("largest", pa.float64()),
        ("at_most", pa.float64()),
    ]
)
"""Smallest and largest are those of the values, or of their lengths where the rule is on lengths; else null."""
BOUNDED = ("expect_column_values_to_be_between", "expect_column_value_lengths_to_be_between")


def profile_rows(
    piece: int, expectations: Iterable[Expectation], rows: pa.Table, outcomes: Iterable[Outcome]
) -> Iterator[Mapping[str, Any]]:
    """Yield the row of each expectation on a piece of a table, with what Arrow found there."""
    for expectation, outcome in zip(expectations, outcomes, strict=True):
        column = column_at(rows, str(expectation.column))
        yield {
            "table": expectation.table,
            "column": expectation.column,
            "rule": expectation.name,
            "piece": piece,
            "rows": rows.num_rows,
            "failing": outcome.rows_failing,
            "nulls": column.null_count,
            "nulls_allowed": 0 if expectation.name == NOT_NULL else rows.num_rows,
            **(_extremes(expectation, column) if expectation.name in BOUNDED else {}),
        }


def _extremes(expectation: Expectation, column: pa.Array) -> dict[str, float | None]:
    values = pc.utf8_length(column) if "lengths" in expectation.name else column
    found = pc.min_max(values).as_py()
    return {
        "smallest": found["min"],
        "at_least": expectation.arguments["min_value"],
        "largest": found["max"],
        "at_most": expectation.arguments["max_value"],
    }


def sample_of(rows: pa.Table, first: int, n_rows: int) -> pa.Table:
    """Return the rows of a piece that are in the sample; it begins at row `first` of the table's `n_rows`."""
    chosen = np.unique(np.linspace(0, max(n_rows - 1, 0), min(SAMPLE_ROWS, n_rows)).astype(np.int64))
    here = chosen[(chosen >= first) & (chosen < first + rows.num_rows)] - first
    return rows.take(pa.array(here))
