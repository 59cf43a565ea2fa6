"""The answer to a question in SQL as a file: CSV for spreadsheets, or Parquet."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.errors import ConfigError
from reinschrift.export.sheets import Sheets
from reinschrift.storage import named


def write_answer(reader: pa.RecordBatchReader, output: str) -> int:
    """Write all rows to a file by its ending; return how many. `ConfigError` for another ending, or a file there."""
    place = Path(output)
    if place.suffix not in {".csv", ".parquet"}:
        raise ConfigError("The answer can be written as .csv or .parquet.", context={"file": output})
    if place.exists():
        raise ConfigError("The file is there already.", hint="Name another, or remove it.", context={"file": output})
    n_rows = 0
    with named(place):
        if place.suffix == ".parquet":
            with pq.ParquetWriter(place, reader.schema, compression="zstd") as writer:
                for batch in reader:
                    writer.write_batch(batch)
                    n_rows += batch.num_rows
            return n_rows
        sheets = Sheets(place.parent, place.stem)
        try:
            for batch in reader:
                sheets.write(pa.Table.from_batches([batch]))
                n_rows += batch.num_rows
        finally:
            sheets.close()
    return n_rows
