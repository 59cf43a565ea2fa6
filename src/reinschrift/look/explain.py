"""The whole story of one document: where it came from, what was removed of it and why, which snapshots hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.decisions.describe import line_to_add
from reinschrift.errors import SnapshotNotFoundError
from reinschrift.look.name_documents import name_documents
from reinschrift.snapshot.find import rows_of
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.sources.identity import has_own_id
from reinschrift.sources.left_out.erased import erasures_of
from reinschrift.sources.readers import BY_NAME
from reinschrift.storage import Storage
from reinschrift.text.addresses import page_of, with_scheme

_OF_DOCUMENT = (
    "id", "title", "author", "published", "url", "source", "source_path", "record", "source_format", "source_sha256",
    "license", "rights", "rights_evidence", "purposes", "rights_statements", "synthetic", "language", "n_chars",
    "n_paragraphs", "cluster", "copies", "split", "decision",
)  # fmt: skip
_OF_REMOVED = (
    "document_id", "position", "scope", "stage", "reason", "measured", "threshold", "matched_document",
    "matched_snapshot", "matched_item", "source", "source_path", "record", "source_format", "source_sha256",
    "url", "license", "rights", "rights_evidence", "purposes", "rights_statements", "synthetic", "n_chars",
    "text", "decision",
)  # fmt: skip
_OF_COPY = ("document_id", "scope", "reason", "measured", "source", "source_path", "url", "matched_document")
_OF_MATCH = ("title", "url", "source", "source_path", "record")


def explain(storage: Storage, key: str) -> dict[str, Any]:
    """Return the story of the documents that `key` names, through all snapshots.

    `key` is an id or the beginning of one, a URL, the path of a raw file, or a phrase of the text. For each snapshot
    that has read it: the row in `documents` if it was kept, its rows in `removed` with reason, measured value and
    threshold, and the copies that were removed in its favour. Of a URL, only snapshots in which the document has that
    page are shown; `only_numbered` says that its file knows it by a number alone and had several contents, so that
    other snapshots may have another record under its id. `matched` are the documents that it, or parts of it, repeat;
    `erasures` are the records of its erasure. Raises `SnapshotNotFoundError` where neither a snapshot nor an
    erasure knows it.
    """
    manifests = read_manifests(storage)
    named = with_scheme(key)  # example.org/a may be a page or a file
    ids = name_documents(storage, manifests, named)
    if named != key and not ids and not erasures_of(storage, {named}):
        named, ids = key, name_documents(storage, manifests, key)
    erasures = erasures_of(storage, {named, *ids})
    if not ids and not erasures:
        raise SnapshotNotFoundError(
            f"No snapshot has read a document with the id, URL, raw file or phrase {key}.",
            hint="Look for a part of it with reinschrift find; reinschrift plan shows which files are read at all.",
            context={"dataset": storage.address("")},
        )
    found = {
        "document": rows_of(storage, manifests, ("documents", "id"), ids, _OF_DOCUMENT),
        "removed": rows_of(storage, manifests, ("removed", "document_id"), ids, _OF_REMOVED),
        "copies": rows_of(storage, manifests, ("removed", "matched_document"), ids, _OF_COPY),
    }
    stories: list[dict[str, Any]] = []
    for one in ids:
        every = _story(manifests, found, one)
        stories.append({"id": one, "only_numbered": _is_only_numbered(every), "snapshots": _of_page(every, named)})
    return {
        "key": key,
        "documents": stories,
        "matched": _matched(storage, manifests, stories),
        "erasures": erasures,
    }


def _matched(storage: Storage, manifests: list[Manifest], stories: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return where the documents are that these, or parts of them, repeat, by id."""
    ids = {
        row["matched_document"] for story in stories for snapshot in story["snapshots"] for row in snapshot["removed"]
    } - {None}
    found = rows_of(storage, manifests, ("documents", "id"), ids, ("id", *_OF_MATCH)) if ids else {}
    return {row.pop("id"): row for rows in found.values() for row in rows.to_pylist()}


def _story(
    manifests: list[Manifest], found: Mapping[str, Mapping[str, pa.Table]], identity: str
) -> list[dict[str, Any]]:
    snapshots = []
    for manifest in manifests:
        kept = _of(manifest, "documents", found["document"], ("id", identity))
        removed = _of(manifest, "removed", found["removed"], ("document_id", identity))
        if kept or removed:
            copies = _of(manifest, "removed", found["copies"], ("matched_document", identity))
            for row in (*kept, *removed):
                row["line_to_add"] = _line_to_add(row)
            snapshots.append(
                {
                    "version": manifest.version,
                    "document": kept[0] if kept else None,
                    "removed": sorted(removed, key=lambda row: -1 if row["position"] is None else row["position"]),
                    "copies": [row for row in copies if row["scope"] == "document"],
                }
            )
    return snapshots


def _of_page(snapshots: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Return the snapshots in which a document is of the page that is asked for; all if `key` is no URL.

    In a file that numbers its records the same id may have been another page's. What was erased has no URL.
    """
    if "://" not in key:
        return snapshots
    pages = [{row["url"] and page_of(row["url"]) for row in _rows(one)} for one in snapshots]
    kept = [one for one, there in zip(snapshots, pages, strict=True) if there & {page_of(key), None}]
    if kept and kept[-1] is not snapshots[-1]:  # a decision would be on the record that has the id now
        for row in _rows(kept[-1]):
            row["line_to_add"] = None
    return kept


def _rows(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [row for row in (snapshot["document"], *snapshot["removed"]) if row]


def _is_only_numbered(snapshots: list[dict[str, Any]]) -> bool:
    """Say whether a document may be another record in another snapshot: its file changed, and numbers its records."""
    rows = [row for one in snapshots for row in _rows(one)]
    form = BY_NAME.get(rows[0]["source_format"]) if rows else None
    n_contents = len({row["source_sha256"] for row in rows} - {None})
    return form is not None and form.read_fields is not None and n_contents > 1 and not has_own_id(rows[0])


def _line_to_add(row: Mapping[str, Any]) -> str | None:
    """Return the decision that reverses what became of a document or a paragraph; personal data stays masked."""
    if row.get("scope") == "span":
        return None
    of_document = row.get("scope") in (None, "document")
    values = {"reason": None, **row, "id": row.get("id") or row["document_id"]}
    return line_to_add(values, None if of_document else row["text"])


def _of(manifest: Manifest, table: str, found: Mapping[str, pa.Table], where: tuple[str, str]) -> list[dict[str, Any]]:
    column, identity = where
    rows = [found[item.sha256] for item in manifest.tables[table] if item.sha256 in found]
    return [row for part in rows for row in part.filter(pc.equal(part[column], identity)).to_pylist()]
