"""Check that a snapshot is what its manifest says: every object there, every byte and row as recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.snapshot.manifest import TABLES, Manifest, Object
from reinschrift.storage import LocalStorage, sha256_of


@dataclass(frozen=True)
class Fault:
    """One object that is not what it should be."""

    table: str
    shard: str
    object: str
    what: str


def verify(storage: LocalStorage, manifest: Manifest) -> list[Fault]:
    """Return every fault of a snapshot; none means that it is whole. Reads each object once, at disk speed."""
    return [
        Fault(table, item.shard, item.name(table), what)
        for table in TABLES
        for item in manifest.tables[table]
        if (what := _fault_of(storage, item, table)) is not None
    ]


def _fault_of(storage: LocalStorage, item: Object, table: str) -> str | None:
    place = storage.path(item.name(table))
    if not place.exists():
        return "it is missing"
    if place.stat().st_size != item.n_bytes:
        return f"it has {place.stat().st_size} bytes, not {item.n_bytes}"
    if sha256_of(place) != item.sha256:
        return "its bytes are not those that were written"
    try:
        n_rows = pq.read_metadata(place).num_rows
    except (ArrowException, OSError) as error:
        return f"it cannot be read as Parquet: {error}"
    return None if n_rows == item.n_rows else f"it has {n_rows} rows, not {item.n_rows}"


def describe_faults(faults: list[Fault]) -> list[dict[str, Any]]:
    """Return faults as plain values."""
    return [vars(fault) for fault in faults]
