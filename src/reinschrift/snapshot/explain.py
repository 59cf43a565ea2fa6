"""The whole story of one document: where it came from, what was removed of it and why, which snapshots hold it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from reinschrift.errors import SnapshotNotFoundError
from reinschrift.snapshot.manifest import Manifest, list_versions, read_manifest
from reinschrift.storage import LocalStorage

_OF_DOCUMENT = (
    "id", "title", "author", "published", "url", "source", "source_path", "record", "source_format", "source_sha256",
    "license", "rights", "rights_evidence", "language", "n_chars", "n_paragraphs", "cluster", "copies", "split",
)  # fmt: skip
_OF_REMOVED = ("position", "scope", "stage", "reason", "measured", "threshold", "matched_document", "text")


def explain(storage: LocalStorage, key: str) -> dict[str, Any]:
    """Return the story of the documents whose id, or whose URL, is `key`, through all snapshots.

    Raises `SnapshotNotFoundError` where no snapshot knows it.
    """
    manifests = [read_manifest(storage, version) for version in list_versions(storage)]
    identities = sorted({identity for manifest in manifests for identity in _ids(storage, manifest, key)})
    if not identities:
        raise SnapshotNotFoundError(
            f"No snapshot has read a document with the id or URL {key}.",
            hint="Ids and URLs stand in documents and removed; reinschrift plan shows which files are read at all.",
            context={"dataset": storage.root},
        )
    return {"key": key, "documents": [_story(storage, manifests, identity) for identity in identities]}


def _story(storage: LocalStorage, manifests: list[Manifest], identity: str) -> dict[str, Any]:
    snapshots = []
    for manifest in manifests:
        kept = _rows(storage, manifest, "documents", pc.field("id") == identity, _OF_DOCUMENT)
        removed = _rows(storage, manifest, "removed", pc.field("document_id") == identity, _OF_REMOVED)
        copies = _rows(
            storage, manifest, "removed", pc.field("matched_document") == identity, ("document_id", "reason")
        )
        if kept.num_rows or removed.num_rows:
            snapshots.append(
                {
                    "version": manifest.version,
                    "document": kept.to_pylist()[0] if kept.num_rows else None,
                    "removed": removed.to_pylist(),
                    "copies": copies.to_pylist(),
                }
            )
    return {"id": identity, "snapshots": snapshots}


def _ids(storage: LocalStorage, manifest: Manifest, key: str) -> set[str]:
    found: set[str] = set()
    for table, column in (("documents", "id"), ("removed", "document_id")):
        where = (pc.field(column) == key) | (pc.field("url") == key)
        found.update(_rows(storage, manifest, table, where, (column,))[column].to_pylist())
    return found


def _rows(
    storage: LocalStorage, manifest: Manifest, table: str, where: ds.Expression, columns: tuple[str, ...]
) -> pa.Table:
    files = [str(storage.path(item.name(table))) for item in manifest.tables[table] if item.n_rows]
    if not files:
        return pa.table({name: pa.array([], pa.string()) for name in columns})
    return ds.dataset(files, format="parquet").to_table(columns=list(columns), filter=where)
