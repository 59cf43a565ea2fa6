"""The answer to a question in SQL as a file: CSV for spreadsheets, or Parquet."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.errors import ConfigError
from reinschrift.export.new_folder import folder_beside, refuse_within
from reinschrift.export.sheets import Sheets
from reinschrift.storage import Storage, named


def write_answer(reader: pa.RecordBatchReader, storage: Storage, output: Path) -> int:
    """Write all rows to a file by its ending, whole or not at all; return how many.

    Raises `ConfigError` for another ending, for a file that is there, and for a place within the dataset.
    """
    if output.suffix not in _WRITERS:
        raise ConfigError("The answer can be written as .csv or .parquet.", context={"file": output})
    refuse_within(storage, output)
    if os.path.lexists(output):
        raise ConfigError("The file is there already.", hint="Name another, or remove it.", context={"file": output})
    with named(output), folder_beside(output) as folder:
        n_rows = _WRITERS[output.suffix](reader, folder / output.name)
        for file in folder.iterdir():
            file.rename(output.parent / file.name)
    return n_rows


def _write_parquet(reader: pa.RecordBatchReader, place: Path) -> int:
    n_rows = 0
    with pq.ParquetWriter(place, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            n_rows += batch.num_rows
    return n_rows


def _write_sheets(reader: pa.RecordBatchReader, place: Path) -> int:
    n_rows = 0
    with closing(Sheets(place.parent, place.stem)) as sheets:
        sheets.write(reader.schema.empty_table())  # an answer without rows has columns
        for batch in reader:
            sheets.write(pa.Table.from_batches([batch]))
            n_rows += batch.num_rows
    return n_rows


_WRITERS: dict[str, Callable[[pa.RecordBatchReader, Path], int]] = {".csv": _write_sheets, ".parquet": _write_parquet}
