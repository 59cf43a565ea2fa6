"""Which snapshot first read each document: what published first stays when a later one brings a copy."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import constant, one_chunk
from reinschrift.dedup import History
from reinschrift.snapshot.manifest import Manifest, list_versions, read_manifest
from reinschrift.storage import LocalStorage


def read_history(storage: LocalStorage) -> History:
    """Return for every document that a snapshot has read, kept or removed, the first one that did.

    Only the ids are read, and of each snapshot only the objects that none before it has.
    """
    versions = tuple(list_versions(storage))
    seen: set[str] = set()
    known = pa.table({"id": pa.array([], pa.string()), "version": pa.array([], pa.int32())})
    for number, version in enumerate(versions):
        ids = _new_ids(storage, read_manifest(storage, version), seen)
        fresh = ids.filter(pc.invert(pc.is_in(ids, one_chunk(known["id"]))))
        known = pa.concat_tables([known, pa.table({"id": fresh, "version": constant(number, len(fresh), pa.int32())})])
    return History(first_seen=known.combine_chunks(), snapshots=versions)


def _new_ids(storage: LocalStorage, manifest: Manifest, seen: set[str]) -> pa.Array:
    ids = [pa.array([], pa.string())]
    for table, column, where in (
        ("documents", "id", None),
        ("removed", "document_id", pc.field("scope") == "document"),
    ):
        for item in manifest.tables[table]:
            if item.sha256 not in seen:
                seen.add(item.sha256)
                read = pq.read_table(storage.path(item.name(table)), columns=[column], filters=where)
                ids.append(one_chunk(read[column]))
    return pc.unique(pa.concat_arrays(ids))
