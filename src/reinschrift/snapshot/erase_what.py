"""What an erasure takes out: the documents that keys name, their copies, and what would be left of them where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.errors import SnapshotNotFoundError
from reinschrift.snapshot.clean import WORK
from reinschrift.snapshot.find import find_documents, rows_of
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.sources.left_out.erased import erasures_of
from reinschrift.sources.left_out.wanted import Wanted
from reinschrift.storage import LocalStorage, Storage

_SHOWN = ("url", "title", "source", "source_path", "record")


def what_to_erase(
    storage: LocalStorage, manifests: list[Manifest], keys: Sequence[str], *, copies: bool
) -> tuple[set[str], set[str]]:
    """Return the ids of the documents to erase, and the keys of which all is erased already.

    `copies` adds what was removed as a copy of them. Raises `SnapshotNotFoundError` for a key that names nothing.
    """
    ids = {key: _ids_of(storage, manifests, key) for key in keys}
    known = {key for key in keys if not ids[key] and erasures_of(storage, [key])}
    _refuse_unknown(storage, [key for key in keys if not ids[key] and key not in known])
    wanted = {one for key in keys for one in ids[key]}
    return wanted | (_copies_of(storage, manifests, wanted) if copies else set()), known


def ids_to_erase(storage: LocalStorage, keys: Sequence[str], *, copies: bool) -> set[str]:
    """Return the ids of the documents that an erasure would take out, as `what_to_erase` does."""
    return what_to_erase(storage, read_manifests(storage), keys, copies=copies)[0]


def describe_erasure(storage: LocalStorage, keys: Sequence[str], *, copies: bool = False) -> dict[str, Any]:
    """Return what an erasure would take out; nothing is written.

    `documents` are those that would go, with place, and `versions` those snapshots that hold them; `copies` are ids of
    their copies that would stay. Raises `SnapshotNotFoundError` as the erasure would.
    """
    manifests = read_manifests(storage)
    wanted, known = what_to_erase(storage, manifests, keys, copies=copies)
    left = _copies_of(storage, manifests, wanted) - wanted
    documents: dict[str, dict[str, Any]] = {one: {"id": one, "versions": []} for one in sorted(wanted)}
    for table, column in (("documents", "id"), ("removed", "document_id")):
        found = rows_of(storage, manifests, (table, column), wanted, (column, "scope", *_SHOWN))
        for manifest in manifests:
            for item in manifest.tables[table]:
                for row in found[item.sha256].to_pylist() if item.sha256 in found else ():
                    _note(documents[row[column]], row, manifest.version, table)
    return {"documents": list(documents.values()), "copies_that_stay": sorted(left), "erased_already": sorted(known)}


def _note(document: dict[str, Any], row: dict[str, Any], version: str, table: str) -> None:
    fate = "kept" if table == "documents" else "removed"
    if row.get("scope", "document") == "document":
        document.update({name: row[name] for name in _SHOWN if row.get(name) is not None}, fate=fate)
    if version not in document["versions"]:
        document["versions"].append(version)


def hashes_of_texts(storage: Storage, manifests: list[Manifest], ids: frozenset[str]) -> list[str]:
    """Return the SHA-256 of each text that a snapshot keeps of these documents: copies without ids are known by it."""
    found = rows_of(storage, manifests, ("documents", "id"), ids, ("text_sha256",))
    return sorted({one for rows in found.values() for one in rows["text_sha256"].to_pylist()})


def _ids_of(storage: LocalStorage, manifests: list[Manifest], key: str) -> set[str]:
    """Return the documents that an id or URL names and that are not yet erased, in snapshots and in finished work."""
    found = set(find_documents(storage, manifests, [key]).ids)
    there = rows_of(storage, manifests, ("removed", "document_id"), found, ("document_id", "reason"))
    alive = {
        one
        for rows in there.values()
        for one, why in zip(*map(pa.ChunkedArray.to_pylist, rows.columns), strict=True)
        if why != "erased"
    }
    alive |= {
        one
        for rows in rows_of(storage, manifests, ("documents", "id"), found, ("id",)).values()
        for one in rows["id"].to_pylist()
    }
    return alive | _in_work(storage, key)


def _in_work(storage: LocalStorage, key: str) -> set[str]:
    """Return the documents of that id or page in the results of shards, which may never have been published."""
    wanted = Wanted([key])
    found: set[str] = set()
    for folder in (storage.path(f"{WORK}/{name}") for name in storage.names(WORK)):
        place = folder / "documents.parquet"
        if not place.exists():
            continue
        rows = pq.read_table(place, columns=["id", "url"])
        found.update(rows.filter(wanted.among(rows["id"], rows["url"]))["id"].to_pylist())
    return found


def _copies_of(storage: LocalStorage, manifests: list[Manifest], ids: set[str]) -> set[str]:
    rows = rows_of(storage, manifests, ("removed", "matched_document"), ids, ("document_id", "scope"))
    return {
        one
        for part in rows.values()
        for one in part.filter(pc.equal(part["scope"], "document"))["document_id"].to_pylist()
    }


def _refuse_unknown(storage: LocalStorage, keys: list[str]) -> None:
    if keys:
        raise SnapshotNotFoundError(
            f"Nothing was read that has the id or URL {', '.join(keys)}.",
            hint="Nothing was erased. Take the key out, or look for the document with reinschrift explain.",
            context={"dataset": storage.address("")},
        )
