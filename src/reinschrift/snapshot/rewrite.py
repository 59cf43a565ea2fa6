"""Published objects without some of their documents, and the manifest that then stands in place of the old one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import one_chunk
from reinschrift.snapshot.erased_rows import Objects, erased_in, hashes_of, reader_of, shards_of
from reinschrift.snapshot.find import ID_COLUMN, named_by_id
from reinschrift.snapshot.manifest import STATISTICS, TABLES, Manifest, Object, manifest_name
from reinschrift.snapshot.prove import rows_root
from reinschrift.snapshot.read import read_rows, read_schema
from reinschrift.snapshot.statistics import SCHEMA, negative
from reinschrift.snapshot.statistics_files import count_objects, count_snapshot, has_form, write_statistics
from reinschrift.snapshot.text_index import write_indexes
from reinschrift.snapshot.write import ObjectWriter
from reinschrift.sources.left_out.erased import REASON, Erased, erased_rows
from reinschrift.storage import LocalStorage


@dataclass
class Taken:
    """What was taken out of one shard, in the terms of a manifest's counts."""

    documents: int = 0
    paragraphs: int = 0
    chars: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    """Rows of `removed` by `scope:reason`, those put in counted negative."""
    statistics: list[pa.Table] = field(default_factory=list)
    """What is to be added to the statistics: those of before, negative, and those of after."""

    @property
    def erased(self) -> int:
        """How many documents are now erased that were not before."""
        return -self.removed[f"document:{REASON}"]


class Rewriter:
    """Takes documents out of shards; a shard that several snapshots share is rewritten once."""

    def __init__(self, storage: LocalStorage, erased: Erased) -> None:
        self._storage = storage
        self._erased = erased
        self._done: dict[tuple[str, ...], tuple[Objects, Taken]] = {}

    def revise(self, manifest: Manifest, erasure: str) -> Manifest | None:
        """Return the next revision of a manifest, with the documents gone; none if it holds nothing of them.

        The new objects are written; the manifest is not.
        """
        shards = shards_of(manifest)
        after = [self._rewritten(objects) for objects in shards]
        if all(objects == before for before, (objects, _) in zip(shards, after, strict=True)):
            return None
        tables = {table: tuple(item for objects, _ in after for item in objects[table]) for table in TABLES}
        taken = [one for _, one in after]
        note = {
            "erasure": erasure,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "documents": sum(one.erased for one in taken),
            "amends": hashlib.sha256(
                self._storage.read(manifest_name(manifest.version, manifest.revision))
            ).hexdigest(),
        }
        after_all = replace(manifest, tables=tables)
        changed = {
            "tables": tables | self._statistics(manifest, after_all, taken),
            "counts": _less(manifest.counts, taken),
            "revision": manifest.revision + 1,
            "rows_root": rows_root(tables),
            "notes": [*manifest.notes, note],
        }
        return Manifest(**{**vars(manifest), **changed})

    def _rewritten(self, objects: Objects) -> tuple[Objects, Taken]:
        key = hashes_of(objects)
        if key not in self._done:
            documents = erased_in(reader_of(self._storage, objects), self._erased)
            after, taken = self._rewrite(objects, documents["id"]) if documents.num_rows else (objects, Taken())
            self._done[key] = (after, taken)
        after, taken = self._done[key]
        shard = objects["documents"][0].shard
        return {table: tuple(replace(item, shard=shard) for item in items) for table, items in after.items()}, taken

    def _rewrite(self, objects: Objects, ids: pa.ChunkedArray) -> tuple[Objects, Taken]:
        taken = Taken()
        ids = one_chunk(ids)
        read = reader_of(self._storage, objects)
        erased_tables = {
            table: read(table, _LOOKED_AT[table], pc.field(ID_COLUMN[table]).isin(ids)) for table in TABLES
        }
        _count(taken, erased_tables)
        schema = read_schema(self._storage, objects["removed"][0], "removed")
        of_removed = erased_tables["removed"].filter(pc.equal(erased_tables["removed"]["scope"], "document"))
        of_removed = named_by_id(of_removed)
        stand_in = pa.concat_tables(
            [erased_rows(one.combine_chunks(), schema) for one in (erased_tables["documents"], of_removed)]
        )
        taken.removed[f"document:{REASON}"] -= stand_in.num_rows
        after = {
            table: self._all_without(objects[table], table, ids, stand_in if table == "removed" else None)
            for table in TABLES
        }
        write_indexes(self._storage, after)
        taken.statistics = [self._counted(objects, -1), self._counted(after, 1)]
        return after, taken

    def _counted(self, objects: Objects, sign: int) -> pa.Table:
        part = count_objects(self._storage, objects)
        return part if sign > 0 else negative(part)

    def _statistics(self, before: Manifest, after: Manifest, taken: list[Taken]) -> dict[str, tuple[Object, ...]]:
        """Return the object of the statistics of the revision, written; none if there were none."""
        if STATISTICS not in before.tables:
            return {}
        (item,) = before.tables[STATISTICS]
        schema = read_schema(self._storage, item, STATISTICS)
        if not has_form(schema):
            return {STATISTICS: (write_statistics(self._storage, [count_snapshot(self._storage, after)]),)}
        counted = read_rows(self._storage, item, STATISTICS, None).cast(SCHEMA)
        parts = [counted, *(part for one in taken for part in one.statistics)]
        return {STATISTICS: (write_statistics(self._storage, parts, schema),)}

    def _all_without(
        self, items: tuple[Object, ...], table: str, ids: pa.Array, more: pa.Table | None
    ) -> tuple[Object, ...]:
        """Write the objects of a table again; one without rows is left out, but there is always one."""
        after = [self._without(item, table, ids, more) for item in items]
        return tuple(item for item in after if item.n_rows) or (after[0],)

    def _without(self, item: Object, table: str, ids: pa.Array, more: pa.Table | None) -> Object:
        """Write an object again, row group by row group, without the documents and with some rows `more`."""
        path, files = self._storage.place(item.name(table))
        with (
            pq.ParquetFile(path, filesystem=files) as file,
            ObjectWriter(self._storage, table, file.schema_arrow) as writer,
        ):
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group)
                writer.write(rows.filter(pc.invert(pc.is_in(rows[ID_COLUMN[table]], ids))))
            if more is not None:
                writer.write(more)
            return writer.finish(item.shard, item.split)


_PLACE = ("source", "source_path", "record", "source_format", "source_sha256", "collected", "license", "rights")
_LOOKED_AT = {
    "documents": ("id", "n_chars", "language", *_PLACE),
    "paragraphs": ("document_id",),
    "removed": ("document_id", "scope", "reason", *_PLACE),
}


def _count(taken: Taken, erased_tables: Mapping[str, pa.Table]) -> None:
    documents = erased_tables["documents"]
    taken.documents = documents.num_rows
    taken.chars = pc.sum(documents["n_chars"], min_count=0).as_py()
    taken.paragraphs = erased_tables["paragraphs"].num_rows
    scopes = pc.binary_join_element_wise(erased_tables["removed"]["scope"], erased_tables["removed"]["reason"], ":")
    for counter, values in ((taken.languages, documents["language"]), (taken.removed, scopes)):
        counter.update({entry["values"]: entry["counts"] for entry in one_chunk(values).value_counts().to_pylist()})


def _less(counts: Mapping[str, Any], taken: list[Taken]) -> dict[str, Any]:
    """Return a manifest's counts after documents were taken out: what was read stays, so that all is accounted for."""
    removed, languages = Counter(counts["removed"]), Counter(counts["languages"])
    for one in taken:
        removed.subtract(one.removed)
        languages.subtract(one.languages)
    kept = {name: counts["kept"][name] - sum(getattr(one, name) for one in taken) for name in counts["kept"]}
    alone = sum(n for one in taken for name, n in one.removed.items() if name.startswith("paragraph:"))
    return {
        **counts,
        "kept": kept,
        "removed": dict(sorted((name, n) for name, n in removed.items() if n)),
        "languages": dict(sorted(((tag, n) for tag, n in languages.items() if n), key=lambda one: (-one[1], one[0]))),
        "paragraphs_in_removed": counts["paragraphs_in_removed"] + alone + sum(one.paragraphs for one in taken),
    }
