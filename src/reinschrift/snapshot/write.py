"""Rows to Parquet objects whose name is the hash of their bytes."""

from __future__ import annotations

import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import constant
from reinschrift.errors import StageError, StorageError
from reinschrift.snapshot.manifest import IDS, ROOTED, SPLIT_TABLES, SPLITS, Object
from reinschrift.snapshot.merkle import root_of
from reinschrift.snapshot.row_leaves import hash_rows
from reinschrift.storage import TEMPORARY, LocalStorage, named, sha256_of

# Dictionaries pay on columns with few values only; on texts and ids they cost 6 % (measured with zstd 3).
FEW_VALUES = (
    "source", "source_format", "license", "rights", "language", "language_detector", "kind", "split", "scope",
    "stage", "reason", "domain", "site_name", "matched_snapshot",
)  # fmt: skip

# A filter says of an id that it is not in a row group, without reading the group's ids: ids are hashes, so their least
# and greatest say nothing. 60,000 documents in 20 groups: .4 % more bytes, as long to write; DuckDB says in half the
# time (6.1 of 11.9 ms) that an id is nowhere.
IDS_A_GROUP = 1 << 16
"""Distinct ids that a filter is made for; the writer folds one that holds fewer to the size that these need."""


class ObjectWriter:
    """Writes one table of one shard, batch by batch, to a temporary file, and names it by its content.

    A batch becomes a row group. The bytes depend on the rows, the schema and pyarrow's version alone. As a context
    it leaves nothing behind if the block fails.
    """

    def __init__(self, storage: LocalStorage, table: str, schema: pa.Schema) -> None:
        self._storage = storage
        self._table = table
        self._schema = schema
        folder = storage.path(f"objects/{table}")
        self._temporary: Path = folder / f"{TEMPORARY}{uuid.uuid4().hex}.parquet"
        self._n_rows = 0
        self._leaves: list[bytes] = []
        self._writer = self._begin()

    def _begin(self) -> pq.ParquetWriter:
        """Begin the file; on a full disk nothing is left of it."""
        try:
            with named(self._temporary):
                self._temporary.parent.mkdir(parents=True, exist_ok=True)
                return pq.ParquetWriter(
                    self._temporary,
                    self._schema,
                    compression="zstd",
                    compression_level=3,
                    use_dictionary=[name for name in self._schema.names if name in FEW_VALUES],
                    write_page_index=True,
                    write_page_checksum=True,
                    bloom_filter_options={
                        name: {"ndv": IDS_A_GROUP, "fpp": 0.01} for name in IDS if name in self._schema.names
                    },
                )
        except StorageError:
            self._temporary.unlink(missing_ok=True)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            with named(self._temporary):
                self._writer.close()
        except StorageError:  # closing writes the footer; on a full disk that fails once more
            if error[0] is None:
                raise
        finally:
            self._temporary.unlink(missing_ok=True)

    def write(self, rows: pa.Table) -> None:
        """Add rows; their columns are put in the contract's order and types."""
        if rows.num_rows == 0:
            return
        # One chunk a column: the layout of pages follows the layout in memory, and bytes must not depend on it.
        own = conform(rows, self._schema, self._table).combine_chunks()
        with named(self._temporary):
            self._writer.write_table(own, row_group_size=rows.num_rows)
        self._n_rows += rows.num_rows
        if self._table in ROOTED:
            self._leaves += hash_rows(own)

    def finish(self, shard: str, split: str = "") -> Object:
        """Close the file, give it its name, and return what the manifest says of it."""
        with named(self._temporary):
            self._writer.close()
        digest = sha256_of(self._temporary)
        root = root_of(self._leaves).hex() if self._table in ROOTED else ""
        item = Object(shard, digest, self._temporary.stat().st_size, self._n_rows, split, root)
        there = self._storage.path(item.name(self._table))
        if there.exists() and sha256_of(there) == digest:
            self._temporary.unlink()
        else:  # none, or a damaged one
            with self._storage.writing(item.name(self._table)) as place:
                self._temporary.rename(place)
        return item


class TableWriter:
    """Writes one table of one shard: an object for each split that has rows, so that whoever trains reads only theirs.

    A table without splits, or without rows, becomes one object. As a context it leaves nothing behind if the block
    fails.
    """

    def __init__(self, storage: LocalStorage, table: str, schema: pa.Schema) -> None:
        self._place = (storage, table, schema)
        self._files = ExitStack()
        self._writers: dict[str, ObjectWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._files.close()

    def write(self, rows: pa.Table, splits: pa.Array | None = None) -> None:
        """Add rows, each to the object of its split; without splits all to one."""
        if splits is None:
            self._writer("").write(rows)
            return
        for split in SPLITS:
            found = rows.filter(pc.equal(splits, split))
            if found.num_rows:
                self._writer(split).write(found)

    def finish(self, shard: str) -> tuple[Object, ...]:
        """Close the files; return the objects, in the order of `SPLITS`."""
        if not self._writers:
            self._writer(SPLITS[0] if self._place[1] in SPLIT_TABLES else "")
        return tuple(self._writers[split].finish(shard, split) for split in ("", *SPLITS) if split in self._writers)

    def _writer(self, split: str) -> ObjectWriter:
        if split not in self._writers:
            self._writers[split] = self._files.enter_context(ObjectWriter(*self._place))
        return self._writers[split]


_ZERO = {pa.string(): "", pa.bool_(): False}


def _missing(n_rows: int, kind: pa.DataType) -> pa.Array:
    if not pa.types.is_struct(kind):
        return constant(None, n_rows, kind)
    # The writer looks at a struct's fields without asking whether the struct is null, so they must hold something.
    fields = [constant(None if field.nullable else _ZERO.get(field.type, 0), n_rows, field.type) for field in kind]
    return pa.StructArray.from_arrays(fields, fields=list(kind), mask=pa.array(np.ones(n_rows, bool)))


def conform(rows: pa.Table, schema: pa.Schema, table: str) -> pa.Table:
    """Return `rows` with exactly the columns and types of `schema`; a nullable column may be missing."""
    columns = []
    for field in schema:
        if field.name in rows.column_names:
            columns.append(rows[field.name].cast(field.type))
        elif field.nullable:
            columns.append(_missing(rows.num_rows, field.type))
        else:
            raise StageError(
                f"The table {table} lacks the column {field.name}.", hint="This is a defect of Reinschrift."
            )
    return pa.Table.from_arrays(columns, schema=schema)
