"""What of a snapshot an export hands on, table by table, shard by shard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import pyarrow.compute as pc

from reinschrift.look.dataset import open_manifest
from reinschrift.look.rows import Rows
from reinschrift.snapshot.manifest import TABLES, Manifest
from reinschrift.storage import Storage

ROWS_A_BATCH = 10_000


class Handed(NamedTuple):
    """What of a snapshot is handed on."""

    all_texts: bool = False
    """The texts of `removed` that may not be, too; see `withheld`."""
    purpose: str | None = None
    """Only documents that may be used for it, with their paragraphs and nothing of `removed`."""
    or_unknown: bool = False
    """Those, too, of which nothing is stated for the purpose."""


EVERYTHING = Handed()


def shards_of(manifest: Manifest) -> Iterator[Manifest]:
    """Yield the manifest of each shard alone."""
    for shard in dict.fromkeys(one.shard for one in manifest.tables["documents"]):
        yield replace(
            manifest,
            tables={table: tuple(item for item in manifest.tables[table] if item.shard == shard) for table in TABLES},
        )


def tables_of(storage: Storage, manifest: Manifest, handed: Handed) -> Mapping[str, Rows]:
    """Return the tables; for a purpose only its documents and their paragraphs."""
    snapshot = open_manifest(storage, manifest)
    documents, paragraphs, removed = snapshot.documents, snapshot.paragraphs, snapshot.removed
    if handed.purpose:
        documents = documents.for_purpose(handed.purpose, or_unknown=handed.or_unknown)
        ids = documents.select("id").to_arrow()["id"].combine_chunks()
        paragraphs = paragraphs.where(pc.field("document_id").isin(ids))
        removed = removed.where(pc.field("document_id").is_null())
    return {"documents": documents, "paragraphs": paragraphs, "removed": removed}
