"""Rows of Parquet files in bounded pieces, and single rows by their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq

from reinschrift.errors import StorageError
from reinschrift.snapshot.validate.report import MAX_EXAMPLES, shorten

TEXT_BYTES = 16 << 20  # of text in one piece; the checks of texts need some five times this
KEYS = {
    "documents": ("id",),
    "paragraphs": ("document_id", "position"),
    "removed": ("document_id", "scope", "position"),
    "statistics": ("about", "source", "language", "reason"),
}


class TableFiles(NamedTuple):
    """The Parquet files of one table, in order: together they are its rows."""

    table: str
    paths: tuple[str, ...]
    filesystem: pa.fs.FileSystem | None = None


def read_schemas(files: TableFiles) -> Iterator[tuple[str, pa.Schema, int]]:
    """Yield path, Arrow schema and number of rows of each file; raises `StorageError` if one cannot be read."""
    for path in files.paths:
        with _open(path, files.filesystem) as file:
            yield path, file.schema_arrow, file.metadata.num_rows


def read_even(files: TableFiles, columns: Sequence[str], n_rows: int) -> Iterator[pa.Table]:
    """Yield the rows in tables of exactly `n_rows`, the last one shorter; every column a single chunk."""
    waiting: list[pa.Table] = []
    count = 0
    for piece in _pieces(files, columns, lambda _: n_rows):
        waiting.append(piece)
        count += piece.num_rows
        while count >= n_rows:
            table = pa.concat_tables(waiting)
            yield table.slice(0, n_rows).combine_chunks()
            waiting, count = [table.slice(n_rows)], count - n_rows
    if count:
        yield pa.concat_tables(waiting).combine_chunks()


def read_bounded(files: TableFiles, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the rows in tables of about `TEXT_BYTES` at most, each of one file; a longer row comes alone."""

    def rows_of(metadata: pq.FileMetaData) -> int:
        size = sum(
            metadata.row_group(group).column(column).total_uncompressed_size
            for group in range(metadata.num_row_groups)
            for column in range(metadata.num_columns)
            if metadata.schema.column(column).path == "text"
        )
        return max(1, min(50_000, int(TEXT_BYTES * metadata.num_rows // max(size, 1))))

    return _pieces(files, columns, rows_of)


class RowReader:
    """Reads tables from an iterator by numbers of rows."""

    def __init__(self, pieces: Iterable[pa.Table]) -> None:
        self._pieces = iter(pieces)
        self._rest: pa.Table | None = None

    def take(self, n_rows: int) -> pa.Table | None:
        """Return the next `n_rows` rows as one table of single chunks; none if there are none to take."""
        taken: list[pa.Table] = []
        while n_rows > 0:
            piece = self._rest if self._rest is not None else next(self._pieces)
            taken.append(piece.slice(0, n_rows))
            self._rest = piece.slice(n_rows) if piece.num_rows > n_rows else None
            n_rows -= taken[-1].num_rows
        return pa.concat_tables(taken).combine_chunks() if taken else None


def rows_at(files: TableFiles, columns: Sequence[str], numbers: npt.NDArray[np.int64]) -> pa.Table:
    """Return the rows with the given numbers (ascending, counted over all files)."""
    first, found = 0, []
    for table in read_even(files, columns, 100_000):
        here = numbers[(numbers >= first) & (numbers < first + table.num_rows)] - first
        found.append(table.take(pa.array(here)))
        first += table.num_rows
        if first > numbers.max(initial=-1):
            break
    return pa.concat_tables(found)


def examples_at(
    files: TableFiles, numbers: npt.NDArray[np.int64], columns: Sequence[str] = ()
) -> tuple[dict[str, Any], ...]:
    """Return the first failing rows, by number, as keys and the given columns."""
    if not len(numbers):
        return ()
    shown = [*KEYS[files.table], *(name for name in columns if name not in KEYS[files.table])]
    return _examples(rows_at(files, shown, np.sort(numbers)[:MAX_EXAMPLES]))


def examples_of(table: str, rows: pa.Table, failing: pa.Array, **values: pa.Array) -> tuple[dict[str, Any], ...]:
    """Return the first rows where `failing` is true as their keys and the given values."""
    numbers = pa.array(np.flatnonzero(failing.to_numpy(zero_copy_only=False))[:MAX_EXAMPLES])
    shown = {name: rows[name].take(numbers) for name in KEYS[table]}
    return _examples(pa.table(shown | {name: value.take(numbers) for name, value in values.items()}))


def _examples(rows: pa.Table) -> tuple[dict[str, Any], ...]:
    return tuple({name: shorten(value) for name, value in row.items()} for row in rows.to_pylist())


def _pieces(files: TableFiles, columns: Sequence[str], rows_of: Any) -> Iterator[pa.Table]:
    for path in files.paths:
        with _open(path, files.filesystem) as file:
            try:
                for batch in file.iter_batches(rows_of(file.metadata), columns=list(columns)):
                    yield pa.Table.from_batches([batch])
            except (pa.ArrowException, OSError) as error:
                raise _unreadable(path, error) from error


def _open(path: str, filesystem: pa.fs.FileSystem | None) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, filesystem=filesystem, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: Exception) -> StorageError:
    return StorageError(
        f"A file of the tables cannot be read back: {error}",
        hint="The disk may be full or damaged; rebuild to write the file anew.",
        context={"file": path},
    )
