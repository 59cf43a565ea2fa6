"""Finds what a shard, of a snapshot or of unpublished work, holds of erased documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from reinschrift.snapshot.find import named_by_id
from reinschrift.snapshot.manifest import TABLES, Manifest, Object
from reinschrift.snapshot.read import read_rows
from reinschrift.sources.left_out.erased import REASON, Erased
from reinschrift.sources.left_out.numbered import OF_PLACE, Numbered, Place, find_moved, in_changed_files
from reinschrift.storage import Storage

Objects = dict[str, tuple[Object, ...]]
"""The objects of one shard, by table."""
Read = Callable[[str, Sequence[str], ds.Expression | None], pa.Table]
"""Gives the rows of a table of a shard: of the columns, those that it has."""
OF_DOCUMENT = (*OF_PLACE, "record", "source_format")


def shards_of(manifest: Manifest) -> list[Objects]:
    """Return the objects of each shard of a snapshot."""
    names = dict.fromkeys(item.shard for item in manifest.tables["documents"])
    return [
        {table: tuple(item for item in manifest.tables[table] if item.shard == name) for table in TABLES}
        for name in names
    ]


def hashes_of(objects: Objects) -> tuple[str, ...]:
    """Return what tells a shard from others, in whatever snapshots it is."""
    return tuple(item.sha256 for table in TABLES for item in objects[table])


def reader_of(storage: Storage, objects: Objects) -> Read:
    """Return what reads the tables of a shard of a snapshot."""

    def read(table: str, columns: Sequence[str], where: ds.Expression | None) -> pa.Table:
        parts = [read_rows(storage, item, table, columns, where) for item in objects[table]]
        return pa.concat_tables(parts, promote_options="default")

    return read


def reader_of_work(folder: Path) -> Read:
    """Return what reads the tables of a finished shard that may never have been published."""

    def read(table: str, columns: Sequence[str], where: ds.Expression | None) -> pa.Table:
        file = folder / f"{table}.parquet"
        there = pq.read_schema(file).names
        return pq.read_table(file, columns=[name for name in columns if name in there], filters=where)

    return read


def documents_in(read: Read, ids: Collection[str] | None = None, paths: Collection[str] | None = None) -> pa.Table:
    """Return the documents of a shard, all or with these ids or paths, as `OF_DOCUMENT`; those erased before not."""
    kept = read("documents", OF_DOCUMENT, _where("id", ids, paths))
    of_removed = ("document_id", *OF_DOCUMENT[1:], "scope", "reason")
    removed = read("removed", of_removed, _where("document_id", ids, paths))
    is_other = pc.and_(pc.equal(removed["scope"], "document"), pc.not_equal(removed["reason"], REASON))
    return _together(kept, removed.filter(is_other), OF_DOCUMENT)


def texts_in(read: Read, ids: Collection[str]) -> pa.Table:
    """Return all text that a shard kept or removed of these documents: `id` and `text`, several rows a document."""
    kept = read("documents", ("id", "text"), _where("id", ids))
    removed = read("removed", ("document_id", "text", "scope"), _where("document_id", ids))
    is_whole = pc.not_equal(removed["scope"], "span")  # a span is part of a paragraph
    return _together(kept, removed.filter(is_whole), ("id", "text"))


def erased_in(read: Read, erased: Erased) -> pa.Table:
    """Return the documents of a shard that are erased ones, as `OF_DOCUMENT`."""
    documents = documents_in(read, erased.all_ids)
    known = documents.filter(erased.among(documents, with_pages=False))
    moved = [identity for identity, _ in moved_in(read, erased.numbered, erased.key)]
    more = documents_in(read, set(moved) - {*known["id"].to_pylist()})
    return pa.concat_tables([known, more]).combine_chunks()


def moved_in(read: Read, numbered: Sequence[Numbered], key: bytes) -> dict[Place, dict[int, float]]:
    """Return where a shard has numbered records in a file with another content, as `find_moved` gives them."""
    if not numbered:
        return {}
    files = documents_in(read)
    changed = files.filter(in_changed_files(numbered, key, files))
    if changed.num_rows == 0:
        return {}
    found = find_moved(numbered, key, changed, texts_in(read, changed["id"].to_pylist()))
    places = dict(zip(changed["id"].to_pylist(), changed["source_sha256"].to_pylist(), strict=True))
    return {(identity, places[identity]): which for identity, which in found.items()}


def _where(column: str, ids: Collection[str] | None, paths: Collection[str] | None = None) -> ds.Expression | None:
    if ids is not None:
        return pc.field(column).isin(pa.array(sorted(ids), pa.string()))
    return None if paths is None else pc.field("source_path").isin(pa.array(sorted(paths), pa.string()))


def _together(kept: pa.Table, removed: pa.Table, names: Sequence[str]) -> pa.Table:
    """Return rows of both tables with these columns as text, null where a table does not have one."""
    schema = pa.schema([(name, pa.string()) for name in names])
    parts = (
        part.select([name for name in names if name in part.column_names]) for part in (kept, named_by_id(removed))
    )
    plain = [part.replace_schema_metadata().cast(pa.schema([(name, pa.string()) for name in part.column_names]))
             for part in parts]  # fmt: skip
    return pa.concat_tables([schema.empty_table(), *plain], promote_options="default").combine_chunks()
