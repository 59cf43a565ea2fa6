"""Pairs rows that left one place with rows of the same text that came to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from reinschrift.text.arrays import RowNumbers


def pair_moved(dropped: pa.Table, new_ones: pa.Table, moved: Mapping[str, str]) -> tuple[RowNumbers, RowNumbers]:
    """Return which rows of `dropped` moved, and to which rows of `new_ones`, each once, in the order of both.

    A document has moved if its text came under another id; a paragraph if its text stands at another position of its
    document, or in the document that its own has moved to, by `moved`.
    """
    is_paragraph = bool(new_ones.num_rows) and new_ones["position"].null_count == 0
    waiting: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (identity, text) in enumerate(_keys(new_ones)):
        waiting[identity if is_paragraph else "", text].append(row)
    pairs = []
    for row, (identity, text) in enumerate(_keys(dropped)):
        there = waiting.get((moved.get(identity, identity) if is_paragraph else "", text))
        if there:
            pairs.append((row, there.pop(0)))
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _keys(rows: pa.Table) -> list[tuple[str, str]]:
    return list(zip(rows["document_id"].to_pylist(), rows["hash"].to_pylist(), strict=True))
