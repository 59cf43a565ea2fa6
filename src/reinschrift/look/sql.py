"""A snapshot as the tables of a DuckDB connection that reaches nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from reinschrift.errors import ConfigError
from reinschrift.look.dataset import Snapshot
from reinschrift.look.rows import package

LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
"""A question reads the snapshot's tables: no other file, no address, no extension from elsewhere."""


def connect(snapshot: Snapshot) -> Any:
    """Return a DuckDB connection whose tables are those of a snapshot, read as a question needs them.

    Raises `ConfigError` where DuckDB is not installed.
    """
    connection = package("duckdb", 'pip install "reinschrift[sql]"').connect(config=LOCKED)
    for name, rows in snapshot.tables.items():
        connection.register(name, rows.dataset)
    return connection


def ask(snapshot: Snapshot, query: str) -> pa.RecordBatchReader:
    """Return what a question in SQL gives, in batches. Raises `ConfigError` for one that DuckDB does not take."""
    connection = connect(snapshot)
    try:
        asked = connection.sql(query)
        if asked is None:
            raise ConfigError(
                "The statement gives no rows.",
                hint="Ask with SELECT, FROM, DESCRIBE or SUMMARIZE; a snapshot is only read.",
            )
        reader = asked.to_arrow_reader(10_000)
    except package("duckdb").Error as error:
        raise ConfigError(
            f"DuckDB does not take this question: {error}",
            hint=f"The tables are {', '.join(snapshot.tables)}; docs/columns.md has their columns.",
        ) from error
    return pa.RecordBatchReader.from_batches(reader.schema, _batches(reader))


def _batches(reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    """Yield the batches of an answer; a row that the question fails at is named as a fault of the question."""
    try:
        yield from reader
    except OSError as error:  # what DuckDB's errors become on the way through Arrow
        raise ConfigError(
            f"DuckDB could not answer to the end: {error}", hint="TRY_CAST gives null where a value is none of a type."
        ) from error
