"""The rows of a table shared out among several readers: each row is given to just one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds

from reinschrift.look.rows import Rows
from reinschrift.text.hashing import by_chance


class Reader(NamedTuple):
    """One of several readers: a worker of a rank."""

    number: int
    """From 0."""
    n_readers: int


def tables_of_share(rows: Rows, reader: Reader, seed: int | None = None) -> Iterator[pa.Table]:
    """Yield the rows that one reader gets, row group by row group; all readers together get every row once.

    Whole row groups are shared out, the largest first, each to the reader with the fewest rows. Where there are fewer
    row groups than readers, each reader takes of every group one row in `n_readers`. With a `seed` the groups and the
    rows of each come in another order.
    """
    pieces = list(rows.dataset.get_fragments())
    groups = [group for piece in pieces for group in piece.split_by_row_group()]
    own = range(len(groups)) if len(groups) < reader.n_readers else _own_groups(groups, reader)
    order = list(own) if seed is None else sorted(own, key=lambda number: int(_keys(number, 1, seed)[0]))
    for number in order:
        part = _with_dataset(rows, groups[number]).to_arrow()
        if len(groups) < reader.n_readers:
            part = part.take(np.arange(reader.number, part.num_rows, reader.n_readers))
        yield part if seed is None else part.take(np.argsort(_keys(number, part.num_rows, seed), kind="stable"))


def _own_groups(groups: list[ds.Fragment], reader: Reader) -> list[int]:
    """Return the numbers of the row groups of a reader."""
    sizes = [group.row_groups[0].num_rows for group in groups]
    loads = np.zeros(reader.n_readers, np.int64)
    own = []
    for number in sorted(range(len(groups)), key=lambda one: (-sizes[one], one)):
        least = int(loads.argmin())
        loads[least] += sizes[number]
        if least == reader.number:
            own.append(number)
    return sorted(own)


def _keys(number: int, n_rows: int, seed: int) -> np.ndarray:
    """Return what to sort the rows of a row group by."""
    own_seed = int(by_chance(np.array([number], np.uint64), seed)[0])
    return by_chance(np.arange(n_rows, dtype=np.uint64), own_seed)


def _with_dataset(rows: Rows, group: ds.Fragment) -> Rows:
    alone = ds.FileSystemDataset([group], rows.dataset.schema, rows.dataset.format, rows.dataset.filesystem)
    return Rows(alone, rows.filter, rows.columns)
