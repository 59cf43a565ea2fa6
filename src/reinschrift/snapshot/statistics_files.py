"""The statistics of shards and snapshots as files: written, read, and counted again from the objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.contract import Contract
from reinschrift.errors import StorageError
from reinschrift.snapshot.card import large_languages
from reinschrift.snapshot.manifest import SPLITS, STATISTICS, TABLES, Manifest, Object
from reinschrift.snapshot.read import is_whole, read_contract, read_rows
from reinschrift.snapshot.statistics import NEEDED, SCHEMA, add_up, count_tables
from reinschrift.snapshot.write import ObjectWriter
from reinschrift.storage import LocalStorage, Storage

ALL = "all"
"""What the object of the statistics has in place of the name of a shard."""


def write_part(storage: LocalStorage, name: str, part: pa.Table) -> str:
    """Write the statistics of one shard; return the hash of the file."""
    sink = pa.BufferOutputStream()
    pq.write_table(part, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    storage.write(name, data)
    return hashlib.sha256(data).hexdigest()


def read_part(storage: LocalStorage, name: str) -> pa.Table:
    """Return the statistics of one shard."""
    return pq.read_table(pa.BufferReader(storage.read(name)))


def is_part_whole(storage: LocalStorage, name: str, digest: str) -> bool:
    """Say whether the statistics of a shard are there, as they were written."""
    return storage.exists(name) and storage.sha256(name) == digest


def write_statistics(storage: LocalStorage, parts: Iterable[pa.Table], schema: pa.Schema = SCHEMA) -> Object:
    """Write the statistics of a snapshot, the sum of those of its shards."""
    with ObjectWriter(storage, STATISTICS, schema) as writer:
        writer.write(add_up(parts))
        return writer.finish(ALL)


def schema_of(contract: Contract) -> pa.Schema:
    """Return the columns of the statistics as a contract describes them; an older one may not know them."""
    return contract.schema(STATISTICS) if STATISTICS in contract.tables else SCHEMA


def read_statistics(storage: Storage, manifest: Manifest) -> pa.Table:
    """Return the statistics of a snapshot; those of a snapshot that has none are counted from its objects.

    Raises `StorageError` if an object is missing or cannot be read.
    """
    if items := manifest.tables.get(STATISTICS):
        found = pa.concat_tables([read_rows(storage, item, STATISTICS, None) for item in items])
        if has_form(found.schema):
            return found.cast(SCHEMA)
    return count_snapshot(storage, manifest)


def language_splits(storage: Storage, manifest: Manifest) -> dict[str, list[str]]:
    """Return the splits in which a language has documents, of those that are configurations of the card.

    None of a snapshot that has no statistics, or whose statistics cannot be read: its card does without.
    """
    languages = large_languages(manifest) if STATISTICS in manifest.tables else []
    if not languages:
        return {}
    columns = ("about", "language", "split")
    try:
        rows = pa.concat_tables(read_rows(storage, one, STATISTICS, columns) for one in manifest.tables[STATISTICS])
    except (StorageError, OSError, ArrowException):
        return {}
    rows = rows.filter(pc.equal(rows["about"], "documents")).select(columns[1:]).group_by([*columns[1:]]).aggregate([])
    there = {(row["language"], row["split"]) for row in rows.to_pylist()}
    return {tag: [split for split in SPLITS if (tag, split) in there] for tag in languages}


def has_form(schema: pa.Schema) -> bool:
    """Say whether statistics have the columns of today, so that they can be added to others."""
    return bool(schema.names == SCHEMA.names and schema.types == SCHEMA.types)


def count_snapshot(storage: Storage, manifest: Manifest) -> pa.Table:
    """Return the statistics of a snapshot, counted from its objects, one shard after the other; no text is read."""
    shards: dict[str, dict[str, list[Object]]] = {}
    for table in TABLES:
        for item in manifest.tables[table]:
            shards.setdefault(item.shard, {name: [] for name in TABLES})[table].append(item)
    return add_up(count_objects(storage, objects) for objects in shards.values())


def count_objects(storage: Storage, objects: Mapping[str, Iterable[Object]]) -> pa.Table:
    """Return the statistics of the objects of one shard."""
    rows = {
        table: pa.concat_tables([read_rows(storage, item, table, NEEDED[table]) for item in objects[table]])
        for table in TABLES
    }
    return count_tables(**rows)


def restore_statistics(storage: LocalStorage, manifest: Manifest) -> None:
    """Write the statistics of a snapshot again where they are gone and its objects are there."""
    for item in manifest.tables.get(STATISTICS, ()):
        if storage.exists(item.name(STATISTICS)) or not _are_there(storage, manifest):
            continue
        written = write_statistics(storage, [count_snapshot(storage, manifest)], _schema_then(storage, manifest))
        if written.sha256 != item.sha256:  # counted by another version of Reinschrift, or written by another pyarrow
            storage.remove(written.name(STATISTICS))


def differs(storage: Storage, manifest: Manifest) -> str | None:
    """Return what is wrong with the statistics of a snapshot whose objects are whole; none if nothing is."""
    for item in manifest.tables.get(STATISTICS, ()):
        if not is_whole(storage, item, STATISTICS):
            return "it is not what was written"
        try:
            found = read_rows(storage, item, STATISTICS, None)
        except ArrowException as error:
            return f"it cannot be read as Parquet: {error}"
        if has_form(found.schema) and not found.cast(SCHEMA).equals(count_snapshot(storage, manifest)):
            return "it does not count what the tables hold"
    return None


def _are_there(storage: LocalStorage, manifest: Manifest) -> bool:
    return all(storage.exists(item.name(table)) for table in TABLES for item in manifest.tables[table])


def _schema_then(storage: LocalStorage, manifest: Manifest) -> pa.Schema:
    """Return the columns as the contract of the snapshot describes them."""
    return schema_of(read_contract(storage, manifest)) if storage.exists(manifest.contract_name) else SCHEMA


def sums(statistics: pa.Table) -> dict[str, int]:
    """Return what the counts of a manifest say, by name, as the statistics have it."""
    found: dict[str, int] = {}
    for about, names in (("documents", ("n_rows", "n_paragraphs", "n_chars")), ("domains", ("n_rows", "n_chars")),
                         ("paragraphs", ("n_rows",))):  # fmt: skip
        rows = statistics.filter(pc.equal(statistics["about"], about))
        found |= {f"{about}.{name}": pc.sum(rows[name], min_count=0).as_py() for name in names}
    removed = statistics.filter(pc.equal(statistics["about"], "removed"))
    for row in removed.group_by(["scope", "reason"]).aggregate([("n_rows", "sum")]).to_pylist():
        found[f"removed.{row['scope']}:{row['reason']}"] = row["n_rows_sum"]
    return found
