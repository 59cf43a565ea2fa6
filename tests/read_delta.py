"""Read every version of a Delta table with each of its readers; run by the Python of the group `export`.

Prints for each reader and version how many rows there are, and whether a URL is among them. DuckDB reads in two ways:
by its extension `delta`, and, where that cannot be had, the files that the log names.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import deltalake
import duckdb
import duckdb_extension_delta
import polars as pl

NAMES = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")


def read(place: str, url: str) -> Iterator[tuple[str, int, bool]]:
    """Yield reader, rows, and whether the URL is there, version by version."""
    access = {name: os.environ[name] for name in NAMES if name in os.environ} | {"AWS_ALLOW_HTTP": "true"}
    options = access if "://" in place else None
    last = deltalake.DeltaTable(place, storage_options=options).version()
    connection = duckdb.connect()
    (extension,) = Path(duckdb_extension_delta.__file__).parent.rglob("delta.duckdb_extension")
    connection.load_extension(str(extension))  # it is signed; a download would ask for the network
    for version in range(last + 1):
        table = deltalake.DeltaTable(place, version=version, storage_options=options)
        rows = table.to_pyarrow_table()
        yield "deltalake", rows.num_rows, url in rows["url"].to_pylist()
        frame = pl.scan_delta(place, version=version, storage_options=options).collect()
        yield "polars", frame.height, url in frame["url"].to_list()
        if options is None:
            counted = "SELECT count(*), coalesce(bool_or(url = ?), false) FROM"
            found = connection.execute(f"{counted} delta_scan(?, version => {version})", [url, place])
            yield "duckdb", *one_row(found)
            found = connection.execute(f"{counted} read_parquet(?)", [url, table.file_uris()])
            yield "duckdb without the extension", *one_row(found)


def one_row(found: duckdb.DuckDBPyConnection) -> tuple[int, bool]:
    (row,) = found.fetchall()
    return row


if __name__ == "__main__":
    counts: dict[str, list[tuple[int, bool]]] = {}
    for reader, n_rows, holds in read(sys.argv[1], sys.argv[2]):
        counts.setdefault(reader, []).append((n_rows, holds))
    print(json.dumps(counts))  # noqa: T201  # the answer
