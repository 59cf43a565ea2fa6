"""Counts a copy in a folder again from which retractions took documents: its statistics and its manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import one_chunk
from reinschrift.errors import StorageError
from reinschrift.snapshot.manifest import FORMAT, STATISTICS, TABLES, Manifest, Object
from reinschrift.snapshot.merkle import root_of
from reinschrift.snapshot.prove import rows_root
from reinschrift.snapshot.row_leaves import hash_rows
from reinschrift.snapshot.statistics import NEEDED, add_up, count_tables
from reinschrift.snapshot.view import parts_of
from reinschrift.storage import LocalStorage, sha256_of

NOTE = "retracted"
_OURS = f'"{FORMAT}"'.encode()

Parts = Mapping[str, list[tuple[Path, Object]]]
"""The files of each table, with what the manifest has of them."""


def follow_in_folder(storage: LocalStorage, name: str) -> None:
    """Write the statistics and the manifest of a copy as its tables are now; where nothing went, both stay.

    The manifest has the counts of what is there and a note of what went. One of something else than a snapshot is left
    alone. Raises `StorageError` if a file that it names is gone.
    """
    data = storage.read(name)
    if _OURS not in data:
        return
    manifest = Manifest.from_bytes(data, name)
    folder = PurePosixPath(name).parent
    parts = {
        table: [(storage.path(f"{folder}/{table}/{part}"), item) for part, item in parts_of(manifest, table)]
        for table in manifest.tables
    }
    if missing := [path for each in parts.values() for path, _ in each if not path.exists()]:
        raise StorageError(
            f"The manifest names {missing[0].relative_to(storage.root)}, which is not there.",
            hint="What the manifest and the statistics count may be gone: export again.",
        )
    tables = {table: tuple(_as_it_is(*part) for part in parts[table]) for table in TABLES}
    if all(item == now for table in TABLES for (_, item), now in zip(parts[table], tables[table], strict=True)):
        return
    if STATISTICS in parts:
        ((statistics, item),) = parts[STATISTICS]
        with storage.writing(statistics.relative_to(storage.root).as_posix()) as temporary:
            pq.write_table(_counted(parts), temporary, compression="zstd")
        tables[STATISTICS] = (_as_it_is(statistics, item),)
    went = {
        f"{table}/{path.name}": item.n_rows - left.n_rows
        for table in TABLES
        for (path, item), left in zip(parts[table], tables[table], strict=True)
        if item != left
    }
    notes = [*manifest.notes, {NOTE: went}]
    now = replace(manifest, tables=tables, counts=_counts(parts), rows_root=rows_root(tables), notes=notes)
    storage.write(name, now.to_bytes())


def _counted(parts: Parts) -> pa.Table:
    """Return the statistics of the tables, one shard after the other."""
    shards = dict.fromkeys(item.shard for table in TABLES for _, item in parts[table])
    rows = ({table: _rows(parts, table, NEEDED[table], shard) for table in TABLES} for shard in shards)
    return add_up(count_tables(**of_shard) for of_shard in rows)


def _counts(parts: Parts) -> dict[str, Any]:
    documents = _rows(parts, "documents", ("n_chars", "language"))
    removed = _rows(parts, "removed", ("scope", "reason"))
    reasons = pc.binary_join_element_wise(removed["scope"].cast(pa.string()), removed["reason"].cast(pa.string()), ":")
    return {
        "kept": {
            "documents": documents.num_rows,
            "paragraphs": _rows(parts, "paragraphs", ("document_id",)).num_rows,
            "chars": pc.sum(documents["n_chars"], min_count=0).as_py(),
        },
        "removed": dict(sorted(_numbers(reasons).items())),
        "languages": dict(_numbers(documents["language"].cast(pa.string())).most_common()),
    }


def _numbers(column: pa.ChunkedArray) -> Counter[str]:
    return Counter({each["values"]: each["counts"] for each in one_chunk(column).value_counts().to_pylist()})


def _rows(parts: Parts, table: str, columns: tuple[str, ...], shard: str | None = None) -> pa.Table:
    """Return columns of a table, of one shard or of all; those that it does not have are left out."""
    schema = pq.read_schema(parts[table][0][0])
    chosen = [name for name in columns if name in schema.names]
    some = [path for path, item in parts[table] if shard in (None, item.shard)]
    read = (pq.read_table(path, columns=chosen) for path in some)
    return pa.concat_tables([schema.empty_table().select(chosen), *read]).combine_chunks()


def _as_it_is(path: Path, item: Object) -> Object:
    """Return what a manifest has of a file, as it is now."""
    digest = sha256_of(path)
    if digest == item.sha256:
        return item
    with pq.ParquetFile(path) as file:
        leaves = [
            leaf
            for group in (range(file.num_row_groups) if item.root else ())
            for leaf in hash_rows(file.read_row_group(group))
        ]
        n_rows = file.metadata.num_rows
    root = root_of(leaves).hex() if item.root else ""
    return replace(item, sha256=digest, n_bytes=path.stat().st_size, n_rows=n_rows, root=root)
