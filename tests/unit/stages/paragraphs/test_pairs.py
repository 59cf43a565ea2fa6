"""Rows that share pairs of words: how far the search for the row with most of them goes."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.stages.paragraphs.pairs import Table, best_other, chain

ORIGINAL = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("between", "is_found"), [(50, True), (80, False)])
def test_a_pair_in_many_rows_says_little_about_any(between: int, *, is_found: bool) -> None:
    """Fifty rows that have a pair of words too hide no original; behind eighty it is looked for no more."""
    rows = [ORIGINAL]
    rows += [[*ORIGINAL[at : at + 2], 100 + number] for number in range(between) for at in range(len(ORIGINAL) - 1)]
    rows.append(ORIGINAL)
    hashes = np.array([word for row in rows for word in row], np.uint64)
    bounds = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    nodes = np.empty((len(hashes), 2), np.int32)
    table = Table(np.empty(1024, np.int32), np.zeros(1024, np.int32), np.empty(1024, np.uint64), nodes, 1023, 1)
    chain(hashes, bounds, table)
    other, n_pairs = best_other(hashes, bounds, len(rows) - 1, table, np.zeros(len(rows), np.int32))
    assert (other == 0 and n_pairs == len(ORIGINAL) - 1) == is_found
