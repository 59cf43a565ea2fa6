"""Which snapshot first read each document: what published first stays when a later one brings a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import constant, one_chunk
from reinschrift.dedup import History
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.snapshot.read import read_rows
from reinschrift.storage import Storage
from reinschrift.storage.seals import say_damaged


def read_history(storage: Storage) -> History:
    """Return for every document that a snapshot has read, kept or removed, the first one that did.

    Each snapshot keeps the ids that none before it had in a file of its own, so that a damaged object changes no
    decision. Where that file is missing, they are read from the objects. Raises `StorageError` if those are damaged.
    """
    return _history_of(storage, read_manifests(storage))


def _history_of(storage: Storage, manifests: list[Manifest]) -> History:
    known = pa.table({"id": pa.array([], pa.string()), "version": pa.array([], pa.int32())})
    there = storage.sizes("ids")
    for number, manifest in enumerate(manifests):
        fresh = _read_ids(storage, manifest) if f"{manifest.new_ids}.parquet" in there else None
        if fresh is None:
            fresh = find_new_ids(storage, manifest, manifests[:number], one_chunk(known["id"]))
            if hashlib.sha256(data := _to_bytes(fresh)).hexdigest() == manifest.new_ids:
                storage.write(manifest.ids_name, data)
        known = pa.concat_tables([known, pa.table({"id": fresh, "version": constant(number, len(fresh), pa.int32())})])
    return History(first_seen=known.combine_chunks(), snapshots=tuple(one.version for one in manifests))


def _read_ids(storage: Storage, manifest: Manifest) -> pa.Array | None:
    """Return the ids that a snapshot keeps; none if their file is not what was written."""
    data = storage.read(manifest.ids_name)
    if hashlib.sha256(data).hexdigest() != manifest.new_ids:
        say_damaged(storage.address(manifest.ids_name), "the ids are read from the objects")
        return None
    return one_chunk(pq.read_table(pa.BufferReader(data))["id"])


def write_new_ids(storage: Storage, manifest: Manifest) -> str:
    """Keep the ids that a snapshot about to be committed has read and none before it; return the hash of the list."""
    earlier = read_manifests(storage)
    ids = find_new_ids(storage, manifest, earlier, one_chunk(_history_of(storage, earlier).first_seen["id"]))
    data = _to_bytes(ids)
    digest = hashlib.sha256(data).hexdigest()
    storage.write(f"ids/{digest}.parquet", data)
    return digest


def _to_bytes(ids: pa.Array) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"id": ids}), sink, compression="zstd", use_dictionary=False)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def find_new_ids(storage: Storage, manifest: Manifest, earlier: Iterable[Manifest], known: pa.Array) -> pa.Array:
    """Return the ids of a snapshot that are not among `known`, sorted; what `earlier` ones have too is not opened."""
    seen = {item.sha256 for one in earlier for items in one.tables.values() for item in items}
    ids = [pa.array([], pa.string())]
    for table, column, where in (
        ("documents", "id", None),
        ("removed", "document_id", pc.field("scope") == "document"),
    ):
        fresh = (item for item in manifest.tables[table] if item.sha256 not in seen)
        ids.extend(one_chunk(read_rows(storage, item, table, [column], where)[column]) for item in fresh)
    every = pc.unique(pa.concat_arrays(ids))
    new = every.filter(pc.invert(pc.is_in(every, known)))
    return new.take(pc.sort_indices(new))
