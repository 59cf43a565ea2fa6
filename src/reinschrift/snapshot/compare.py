"""What changed between two snapshots, document by document, each with the reason."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import constant, numbers, one_chunk
from reinschrift.snapshot.manifest import Manifest, Object
from reinschrift.storage import LocalStorage

CHANGES = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("change", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("matched_document", pa.string()),
        pa.field("columns", pa.list_(pa.string())),
        pa.field("source", pa.string()),
        pa.field("source_path", pa.string()),
        pa.field("record", pa.string()),
        pa.field("url", pa.string()),
        pa.field("n_chars_before", pa.int64()),
        pa.field("n_chars_after", pa.int64()),
    ]
)
"""One row a document that is not the same in both. `change` is added, removed or changed. `reason` says why: for a
removed one the reason of its row in the later `removed`, or `not_read`; for an added one `new`, or `was:` and why the
earlier snapshot did not hold it; for a changed one `text` or `metadata`, with the names of the `columns`."""
_PLACE = ("source", "source_path", "record", "url")


class _Side(NamedTuple):
    """The rows of one snapshot that lie in objects which the other does not have."""

    documents: pa.Table
    gone: dict[str, tuple[str, str | None]]
    """Removed documents: the reason, and the document that each is a copy of."""


def compare(storage: LocalStorage, before: Manifest, after: Manifest) -> pa.Table:
    """Return every document that differs between two snapshots, see `CHANGES`, sorted by change and id.

    Objects that both share are not opened, so the cost follows what changed.
    """
    old, new = _side(storage, before, after), _side(storage, after, before)
    old_at, new_at = _matches(old.documents["id"], new.documents["id"])
    both_old, both_new = old.documents.take(np.flatnonzero(old_at >= 0)), new.documents.take(old_at[old_at >= 0])
    rows = [
        _only_here(old.documents.filter(pa.array(old_at < 0)), "removed", new.gone),
        _only_here(new.documents.filter(pa.array(new_at < 0)), "added", old.gone),
        _changed(both_old, both_new),
    ]
    return pa.concat_tables(rows).sort_by([("change", "ascending"), ("document_id", "ascending")])


def summarise_changes(changes: pa.Table, n_samples: int = 5) -> dict[str, Any]:
    """Return how many documents were added, removed and changed, by reason, with a few of each."""
    counts: Counter[tuple[str, str]] = Counter(
        zip(changes["change"].to_pylist(), changes["reason"].to_pylist(), strict=True)
    )
    summary: dict[str, Any] = {}
    for change in ("added", "removed", "changed"):
        rows = changes.filter(pc.equal(changes["change"], change))
        summary[change] = {
            "documents": rows.num_rows,
            "reasons": {reason: n for (kind, reason), n in sorted(counts.items()) if kind == change},
            "samples": rows.slice(0, n_samples).to_pylist(),
        }
    return summary


def objects_not_in(manifest: Manifest, other: Manifest, table: str) -> list[Object]:
    """Return the objects of a table that another snapshot does not share."""
    shared = {item.sha256 for item in other.tables[table]}
    return [item for item in manifest.tables[table] if item.sha256 not in shared]


def _side(storage: LocalStorage, manifest: Manifest, other: Manifest) -> _Side:
    documents = [pq.read_table(storage.path(i.name("documents"))) for i in objects_not_in(manifest, other, "documents")]
    empty = pq.read_schema(storage.path(manifest.tables["documents"][0].name("documents"))).empty_table()
    gone: dict[str, tuple[str, str | None]] = {}
    for item in objects_not_in(manifest, other, "removed"):
        rows = pq.read_table(
            storage.path(item.name("removed")),
            columns=["document_id", "reason", "matched_document"],
            filters=pc.field("scope") == "document",
        )
        for identity, reason, match in zip(*(column.to_pylist() for column in rows.columns), strict=True):
            gone[identity] = (reason, match)
    return _Side(pa.concat_tables([empty, *documents]), gone)


def _matches(old: pa.ChunkedArray, new: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return for each id where it stands on the other side, or -1."""
    there = pc.fill_null(pc.index_in(old, one_chunk(new)), -1)
    back = pc.fill_null(pc.index_in(new, one_chunk(old)), -1)
    return numbers(there).astype(np.int64), numbers(back).astype(np.int64)


def _only_here(rows: pa.Table, change: str, elsewhere: dict[str, tuple[str, str | None]]) -> pa.Table:
    found = [elsewhere.get(identity) for identity in rows["id"].to_pylist()]
    if change == "removed":
        reasons = [entry[0] if entry else "not_read" for entry in found]
    else:
        reasons = [f"was:{entry[0]}" if entry else "new" for entry in found]
    n_chars = {"removed": "n_chars_before", "added": "n_chars_after"}[change]
    return _rows(
        rows,
        change=constant(change, rows.num_rows, pa.string()),
        reason=pa.array(reasons, pa.string()),
        matched_document=pa.array([entry[1] if entry else None for entry in found], pa.string()),
        **{n_chars: rows["n_chars"]},
    )


def _changed(old: pa.Table, new: pa.Table) -> pa.Table:
    names = [name for name in new.column_names if name in old.column_names]
    differs = np.array([_differs(old[name], new[name]) for name in names]).reshape(len(names), old.num_rows)
    is_changed = differs.any(axis=0)
    columns = [[names[at] for at in np.flatnonzero(differs[:, row])] for row in np.flatnonzero(is_changed)]
    kept = pa.array(is_changed)
    return _rows(
        new.filter(kept),
        change=constant("changed", len(columns), pa.string()),
        reason=pa.array(["text" if "text" in changed else "metadata" for changed in columns], pa.string()),
        columns=pa.array(columns, pa.list_(pa.string())),
        n_chars_before=old["n_chars"].filter(kept),
        n_chars_after=new["n_chars"].filter(kept),
    )


def _differs(old: pa.ChunkedArray, new: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    if pa.types.is_nested(new.type):
        pairs = zip(old.to_pylist(), new.to_pylist(), strict=True)
        return np.array([json.dumps(a, default=str) != json.dumps(b, default=str) for a, b in pairs], bool)
    one_null = pc.xor(pc.is_null(old), pc.is_null(new))
    unequal = pc.fill_null(pc.not_equal(old, new.cast(old.type)), False)  # noqa: FBT003  # Arrow's signature
    return numbers(pc.or_(one_null, unequal)).astype(bool)


def _rows(documents: pa.Table, **columns: Any) -> pa.Table:
    columns |= {"document_id": documents["id"], **{name: documents[name] for name in _PLACE}}
    n_rows = documents.num_rows
    filled = [columns.get(field.name, constant(None, n_rows, field.type)) for field in CHANGES]
    return pa.Table.from_arrays([one_chunk(pa.chunked_array([one_chunk(c)])) for c in filled], schema=CHANGES)
