"""Proofs that one row is in a snapshot, which hold without the dataset: its entry, and the hashes up to the root.

Each object of `documents` and `removed` has the root of its rows in the manifest. Over those, in the manifest's order,
stands one tree more, whose root is the manifest's `rows_root` and is signed with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow.compute as pc

from reinschrift.columns import numbers
from reinschrift.errors import ConfigError, SnapshotNotFoundError
from reinschrift.snapshot.find import ID_COLUMN
from reinschrift.snapshot.manifest import ROOTED, Manifest, Object, manifest_name
from reinschrift.snapshot.merkle import hash_leaf, path_of, root_by_path, root_of
from reinschrift.snapshot.read import read_rows
from reinschrift.snapshot.row_leaves import hash_rows, row_values, write_entry
from reinschrift.storage import Storage

FORMAT = "reinschrift-proof/1"
WRONG_ROOT = "its rows do not have the root that the manifest says"


def rows_root(tables: Mapping[str, Sequence[Object]]) -> str:
    """Return the root over all objects that have one, in hex; empty if one that should has none."""
    entries = _object_leaves(tables)
    return "" if entries is None else root_of(entries).hex()


def has_right_root(storage: Storage, table: str, item: Object) -> bool:
    """Say whether the rows of an object have the root that the manifest says; true if it says nothing."""
    if table not in ROOTED or not item.root:
        return True
    return root_of(hash_rows(read_rows(storage, item, table))).hex() == item.root


def prove(storage: Storage, manifest: Manifest, document_id: str) -> dict[str, Any]:
    """Return the proof that a document is in a snapshot: kept, or removed as a whole.

    Raises `SnapshotNotFoundError` if it has no row there, `ConfigError` for a snapshot without roots.
    """
    leaves = _object_leaves(manifest.tables)
    if leaves is None or not manifest.rows_root:
        raise ConfigError(
            f"Snapshot {manifest.version} has no Merkle root of its rows.",
            hint="An earlier version of Reinschrift wrote it; the next snapshot of a rebuild will have one.",
        )
    number = 0
    for table in ROOTED:
        for item in manifest.tables[table]:
            row = _row_of(storage, table, item, document_id)
            if row is not None:
                return _proof(storage, manifest, (table, item, number), row, leaves)
            number += 1
    raise SnapshotNotFoundError(
        f"Snapshot {manifest.version} has no row of the document {document_id}.",
        hint="reinschrift find says in which snapshots it is; choose one with --version.",
    )


def check_proof(proof: Any) -> dict[str, Any]:
    """Return what a proof shows: `version`, `table`, `row`, `rows_root`, `manifest_sha256`, `envelope`.

    Only that its row leads to its root is checked here; who stands for the root is what a signature says. Raises
    `ConfigError` if it does not, or if it is no proof.
    """
    try:
        _check_format(proof["format"])
        item, among = proof["object"], proof["among_objects"]
        path = [bytes.fromhex(one) for one in item["path"]]
        root = root_by_path(hash_leaf(write_entry(proof["row"])), item["row"], item["n_rows"], path)
        leaf = _object_leaf(proof["table"], item["sha256"], item["n_rows"], root.hex() if root else "")
        up = [bytes.fromhex(one) for one in among["path"]]
        top = root_by_path(leaf, among["number"], among["n_objects"], up) if root else None
        if top is None or top.hex() != proof["rows_root"]:
            raise ConfigError(
                "The proof does not hold: its row does not lead to its root.",
                hint="The row or the hashes were changed after the proof was written. Ask for another one.",
            )
        shown = ("dataset", "version", "revision", "table", "row", "rows_root", "manifest_sha256")
        return {name: proof[name] for name in shown} | {"envelope": proof.get("envelope")}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ConfigError(
            "This is no proof of a row.", hint="reinschrift find … --proof FILE writes one.", context={"what": error}
        ) from error


def _check_format(written: str) -> None:
    if written != FORMAT:
        raise ValueError(written)


def _proof(
    storage: Storage, manifest: Manifest, where: tuple[str, Object, int], row: int, leaves: list[bytes]
) -> dict[str, Any]:
    table, item, number = where
    rows = read_rows(storage, item, table)
    own = hash_rows(rows)
    envelope = signatures_name(manifest)
    return {
        "format": FORMAT,
        "dataset": manifest.dataset,
        "version": manifest.version,
        "revision": manifest.revision,
        "table": table,
        "row": row_values(rows, row),
        "object": {
            "sha256": item.sha256, "row": row, "n_rows": item.n_rows, "path": [one.hex() for one in path_of(own, row)],
        },
        "among_objects": {
            "number": number, "n_objects": len(leaves), "path": [one.hex() for one in path_of(leaves, number)],
        },
        "rows_root": manifest.rows_root,
        "manifest_sha256": manifest_sha256(storage, manifest),
        "envelope": json.loads(storage.read(envelope)) if storage.exists(envelope) else None,
    }  # fmt: skip


def manifest_sha256(storage: Storage, manifest: Manifest) -> str:
    """Return the hash of a manifest's file."""
    return hashlib.sha256(storage.read(manifest_name(manifest.version, manifest.revision))).hexdigest()


def signatures_name(manifest: Manifest) -> str:
    """Return the place of the signatures of a manifest in the dataset's folder."""
    return manifest_name(manifest.version, manifest.revision).removesuffix(".json") + ".dsse.json"


def _row_of(storage: Storage, table: str, item: Object, document_id: str) -> int | None:
    """Return the number of a document's row in an object: of `removed`, only of one that went as a whole."""
    columns = [ID_COLUMN[table], *(["scope"] if table == "removed" else [])]
    rows = read_rows(storage, item, table, columns)
    is_one = pc.equal(rows[ID_COLUMN[table]], document_id)
    if table == "removed":
        is_one = pc.and_(is_one, pc.equal(rows["scope"], "document"))
    found = np.flatnonzero(numbers(is_one))
    return int(found[0]) if len(found) else None


def _object_leaves(tables: Mapping[str, Sequence[Object]]) -> list[bytes] | None:
    items = [(table, item) for table in ROOTED for item in tables[table]]
    if not all(item.root for _, item in items):
        return None
    return [_object_leaf(table, item.sha256, item.n_rows, item.root) for table, item in items]


def _object_leaf(table: str, sha256: str, n_rows: int, root: str) -> bytes:
    return hash_leaf(f"{table} {sha256} {n_rows} {root}".encode())
