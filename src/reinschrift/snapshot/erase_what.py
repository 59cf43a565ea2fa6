"""What an erasure takes out: the documents that keys name, their copies, and what would be left of them where."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.errors import SnapshotNotFoundError
from reinschrift.snapshot.clean import finished_work
from reinschrift.snapshot.erase_numbered import find_numbered
from reinschrift.snapshot.find import ID_COLUMN, distinct_objects, find_by_key, named_by_id, rows_of
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.snapshot.read import read_ahead, read_rows
from reinschrift.sources.left_out.erased import REASON, Erased, erasures_of, read_erased
from reinschrift.sources.left_out.wanted import Wanted
from reinschrift.storage import LocalStorage, Storage
from reinschrift.text.addresses import page_of

_SHOWN = ("url", "title", "source", "source_path", "record")


def what_to_erase(
    storage: LocalStorage, manifests: list[Manifest], keys: Sequence[str], *, copies: bool
) -> tuple[dict[str, set[str]], set[str]]:
    """Return the ids of the documents that each key names, and the keys of which all is erased already.

    `copies` adds what was removed as a copy of them, each as a key. Raises `SnapshotNotFoundError` for a key that names
    nothing.
    """
    ids = _ids_of(storage, manifests, keys)
    of = {key: _of_version(key)[0] for key in keys}
    known = {of[key] for key in keys if not ids[key] and erasures_of(storage, [of[key]])}
    _refuse_unknown(storage, [key for key in keys if not ids[key] and of[key] not in known])
    if copies:
        erased = erased_documents(storage, manifests, ids, _key(storage))
        ids |= {f"{one}@{version}": {one} for one, version in _copies_of(storage, manifests, erased)}
    return ids, known


def erased_documents(
    storage: LocalStorage, manifests: list[Manifest], wanted: Mapping[str, set[str]], key: bytes
) -> Erased:
    """Return what will be known of the documents that are wanted, as `what_to_erase` gave them."""
    numbered = find_numbered(storage, manifests, wanted, key)
    by_number = {identity for one in numbered for identity, _ in one.places}
    return Erased(frozenset(one for ids in wanted.values() for one in ids) - by_number, key=key, numbered=(*numbered,))


def _key(storage: LocalStorage) -> bytes:
    """Return the key under which an erasure would know them: the dataset's, or one for now where it has none yet."""
    return read_erased(storage).key or secrets.token_bytes(32)


def urls_of_these_alone(storage: LocalStorage, manifests: list[Manifest], erased: Erased) -> set[str]:
    """Return the URLs of documents on whose page no other document is: one page may hold several records."""
    urls = {url for rows in _erased_rows(storage, manifests, erased, ("url",)) for url in rows["url"].to_pylist()}
    wanted = Wanted(urls - {None})
    shared = set()
    for rows in _rows(storage, manifests, None, ("url",)):
        others = rows.filter(pc.invert(erased.among(rows, with_pages=False)))
        others = others.filter(wanted.among(others["id"], others["url"]))
        shared |= {page_of(url) for url in others["url"].to_pylist()}
    return {url for url in urls if url is not None and page_of(url) not in shared}


def describe_erasure(storage: LocalStorage, keys: Sequence[str], *, copies: bool = False) -> dict[str, Any]:
    """Return what an erasure would take out; nothing is written.

    `documents` are those that would go, with place, and `versions` those snapshots that hold them; `copies` are ids of
    their copies that would stay. Raises `SnapshotNotFoundError` as the erasure would.
    """
    manifests = read_manifests(storage)
    wanted, known = what_to_erase(storage, manifests, keys, copies=copies)
    erased = erased_documents(storage, manifests, wanted, _key(storage))
    left = {one for one, _ in _copies_of(storage, manifests, erased)} - erased.all_ids
    documents: dict[str, dict[str, Any]] = {one: {"id": one, "versions": []} for one in sorted(erased.all_ids)}
    for manifest in manifests:
        for table in ("documents", "removed"):
            for rows in _erased_rows(storage, [manifest], erased, ("scope", *_SHOWN), (table,)):
                for row in rows.to_pylist():
                    _note(documents[row["id"]], row, manifest.version, table)
    return {"documents": list(documents.values()), "copies_that_stay": sorted(left), "erased_already": sorted(known)}


def _note(document: dict[str, Any], row: dict[str, Any], version: str, table: str) -> None:
    fate = "kept" if table == "documents" else "removed"
    if row.get("scope", "document") == "document":
        document.update({name: row[name] for name in _SHOWN if row.get(name) is not None}, fate=fate)
    if version not in document["versions"]:
        document["versions"].append(version)


def hashes_of_texts(storage: Storage, manifests: list[Manifest], erased: Erased) -> list[str]:
    """Return the SHA-256 of each text that a snapshot keeps of these documents: copies without ids are known by it."""
    found = _erased_rows(storage, manifests, erased, ("text_sha256",), ("documents",))
    return sorted({one for rows in found for one in rows["text_sha256"].to_pylist()})


def _erased_rows(
    storage: Storage, manifests: list[Manifest], erased: Erased, columns: Sequence[str],
    tables: Sequence[str] = ("documents", "removed"),
) -> Iterator[pa.Table]:  # fmt: skip
    """Yield the rows of erased documents, an object at a time."""
    for rows in _rows(storage, manifests, erased.all_ids, columns, tables):
        yield rows.filter(erased.among(rows, with_pages=False))


def _rows(
    storage: Storage, manifests: list[Manifest], ids: Collection[str] | None, columns: Sequence[str],
    tables: Sequence[str] = ("documents", "removed"),
) -> Iterator[pa.Table]:  # fmt: skip
    """Yield rows with `id`, `source_sha256` and the columns that there are, of these ids or of all."""
    for table in tables:
        column = ID_COLUMN[table]
        where = None if ids is None else pc.field(column).isin(pa.array(sorted(ids), pa.string()))
        read = partial(read_rows, storage, table=table, columns=(column, "source_sha256", *columns), where=where)
        for rows in read_ahead(storage, read, distinct_objects(manifests, table)):
            yield named_by_id(rows)


def _of_version(key: str) -> tuple[str, str | None]:
    """Return a key, of `ID@VERSION` the id alone and the version."""
    identity, at, version = key.rpartition("@")
    return (identity, version) if at and "://" not in key else (key, None)


def _ids_of(storage: LocalStorage, manifests: list[Manifest], keys: Sequence[str]) -> dict[str, set[str]]:
    """Return by key the documents that an id or URL names and that are not yet erased, in snapshots and finished work.

    Each object is read once for all keys that mean the same snapshots.
    """
    by_version: dict[str | None, dict[str, str]] = defaultdict(dict)
    for key in keys:
        alone, version = _of_version(key)
        by_version[version][key] = alone
    found: dict[str, set[str]] = {}
    for version, some in by_version.items():
        of_version = [one for one in manifests if version in (None, one.version)]
        named = find_by_key(storage, of_version, some.values())
        alive = _alive(storage, of_version, {one for ids in named.values() for one in ids})
        in_work = _in_work(storage, some.values()) if version is None else {}
        for key, alone in some.items():
            found[key] = named[alone] & alive | in_work.get(alone, set())
    return {key: found[key] for key in keys}


def _alive(storage: Storage, manifests: list[Manifest], ids: Collection[str]) -> set[str]:
    """Return those of the documents that a snapshot keeps, or has removed for another reason than an erasure."""
    removed = rows_of(storage, manifests, ("removed", "document_id"), ids, ("document_id", "reason")).values()
    kept = rows_of(storage, manifests, ("documents", "id"), ids, ("id",)).values()
    others = (rows.filter(pc.not_equal(rows["reason"], REASON))["document_id"] for rows in removed)
    return {one for column in (*others, *(rows["id"] for rows in kept)) for one in column.to_pylist()}


def _in_work(storage: LocalStorage, keys: Collection[str]) -> dict[str, set[str]]:
    """Return by key the documents of that id or page in results of shards, which may never have been published."""
    wanted = Wanted(keys)
    found: dict[str, set[str]] = defaultdict(set)
    for folder in finished_work(storage, measured=True):
        rows = pq.read_table(folder / "documents.parquet", columns=["id", "url"])
        for key, identity in wanted.named_by(rows["id"], rows["url"]):
            found[key].add(identity)
    return found


def _copies_of(storage: LocalStorage, manifests: list[Manifest], erased: Erased) -> set[tuple[str, str]]:
    """Return the ids of documents that were removed as copies of erased ones, each with the snapshot where it was.

    Both ids count in that snapshot alone: in a file that numbers its records they may be others' in another one.
    """
    found: set[tuple[str, str]] = set()
    for manifest in manifests:
        ids = {one for rows in _erased_rows(storage, [manifest], erased, ()) for one in rows["id"].to_pylist()}
        rows = rows_of(storage, [manifest], ("removed", "matched_document"), ids, ("document_id", "scope"))
        for part in rows.values():
            copies = part.filter(pc.equal(part["scope"], "document"))["document_id"].to_pylist()
            found.update((one, manifest.version) for one in copies)
    return found


def _refuse_unknown(storage: LocalStorage, keys: list[str]) -> None:
    if keys:
        shown = [key[:60] + "…" * bool(key[60:]) for key in keys[:3]]  # a file may be a text by mistake
        more = f" and {len(keys[3:]):,} more" if keys[3:] else ""
        raise SnapshotNotFoundError(
            f"Nothing was read that has the id or URL {', '.join(shown)}{more}.",
            hint="Nothing was erased. A key is a whole id or URL, in a file one a line; --as names other kinds. "
            "reinschrift find shows the ids.",
            context={"dataset": storage.address("")},
        )
