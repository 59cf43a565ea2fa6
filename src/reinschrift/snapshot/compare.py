"""What changed between two snapshots, document by document, each with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant, numbers, one_chunk
from reinschrift.snapshot.differences import digest_paragraphs, rows_that_differ
from reinschrift.snapshot.manifest import Manifest, Object
from reinschrift.snapshot.read import read_ahead, read_rows, read_schema
from reinschrift.storage import Storage

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
earlier snapshot did not hold it; for a changed one `text`, `paragraphs` (the same text cut or labelled in another way),
`metadata`, or `copies` where only copies elsewhere came or went; with the names of the `columns`."""
RELATIONS = frozenset({"cluster", "copies"})
"""Columns that speak of other documents: they change without the record being touched."""
_NOT_COMPARED = frozenset({"text", "source_sha256"})
"""The hash of the text stands for it; that of the raw file changes with every record appended to it."""
_PLACE = ("source", "source_path", "record", "url")


class _Pair(NamedTuple):
    """The objects of one shard in one snapshot."""

    documents: Object
    paragraphs: Object


def compare(storage: Storage, before: Manifest, after: Manifest) -> pa.Table:
    """Return every document that differs between two snapshots, see `CHANGES`, sorted by change and id.

    Objects that both share are not opened, so the cost follows what changed.
    """
    rows = pa.concat_tables([CHANGES.empty_table(), *find_changes(storage, before, after)])
    return rows.sort_by([("change", "ascending"), ("document_id", "ascending")]).combine_chunks()


def find_changes(storage: Storage, before: Manifest, after: Manifest) -> Iterator[pa.Table]:
    """Yield the changes, first shard by shard those of documents that stayed in their shard, then the others.

    In memory: the documents of one shard, without their texts, and of all those that have left or come to a shard.
    """
    old, new = _pairs(before, after), _pairs(after, before)
    dropped, come = [], []
    pairs = [(old.get(shard), new.get(shard)) for shard in sorted({*old, *new})]
    for was, now in read_ahead(storage, lambda pair: tuple(_documents(storage, one) for one in pair), pairs):
        if was is None or now is None:
            dropped.extend([] if was is None else [was])
            come.extend([] if now is None else [now])
            continue
        there, back = _matches(was["id"], now["id"])
        yield _changed(was.filter(pa.array(there >= 0)), now.take(pa.array(there[there >= 0])))
        dropped.append(was.filter(pa.array(there < 0)))
        come.append(now.filter(pa.array(back < 0)))
    yield from _elsewhere(storage, (before, after), dropped, come)


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


def _pairs(manifest: Manifest, other: Manifest) -> dict[str, _Pair]:
    """Return the splits of shards of which the other snapshot has not both objects."""

    def pair(one: Manifest) -> dict[str, _Pair]:
        paragraphs = {(item.shard, item.split): item for item in one.tables["paragraphs"]}
        return {
            f"{item.shard} {item.split}": _Pair(item, paragraphs[item.shard, item.split])
            for item in one.tables["documents"]
        }

    shared = {(found.documents.sha256, found.paragraphs.sha256) for found in pair(other).values()}
    return {
        shard: found
        for shard, found in pair(manifest).items()
        if (found.documents.sha256, found.paragraphs.sha256) not in shared
    }


def _documents(storage: Storage, pair: _Pair | None) -> pa.Table | None:
    """Return a shard's documents without their texts, with a digest of each one's paragraphs."""
    if pair is None:
        return None
    names = [name for name in read_schema(storage, pair.documents, "documents").names if name not in _NOT_COMPARED]
    rows = read_rows(storage, pair.documents, "documents", names)
    return rows.append_column("paragraphs", digest_paragraphs(storage, pair.paragraphs, rows["id"]))


def _elsewhere(
    storage: Storage, snapshots: tuple[Manifest, Manifest], dropped: list[pa.Table], come: list[pa.Table]
) -> Iterator[pa.Table]:
    before, after = snapshots
    was, now = _together(dropped), _together(come)
    if was is not None and now is not None:
        there, back = _matches(was["id"], now["id"])
        yield _changed(was.filter(pa.array(there >= 0)), now.take(pa.array(there[there >= 0])))
        was, now = was.filter(pa.array(there < 0)), now.filter(pa.array(back < 0))
    if was is not None:
        yield _only_here(was, "removed", _fates(storage, after, before, was["id"]))
    if now is not None:
        yield _only_here(now, "added", _fates(storage, before, after, now["id"]))


def _together(tables: list[pa.Table]) -> pa.Table | None:
    return pa.concat_tables(tables, promote_options="default").combine_chunks() if tables else None


def _matches(old: pa.ChunkedArray, new: pa.ChunkedArray) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return for each id where it stands on the other side, or -1."""
    there = pc.fill_null(pc.index_in(old, one_chunk(new)), -1)
    back = pc.fill_null(pc.index_in(new, one_chunk(old)), -1)
    return numbers(there).astype(np.int64), numbers(back).astype(np.int64)


def _fates(storage: Storage, manifest: Manifest, other: Manifest, ids: pa.ChunkedArray) -> pa.Table:
    """Return why a snapshot does not hold those documents: `document_id`, `reason`, `matched_document`."""
    wanted = (pc.field("scope") == "document") & pc.field("document_id").isin(one_chunk(ids))
    columns = ["document_id", "reason", "matched_document"]
    found = [
        read_rows(storage, item, "removed", columns, wanted)
        for item in (objects_not_in(manifest, other, "removed") if len(ids) else ())
    ]
    none = pa.schema([(name, pa.string()) for name in columns]).empty_table()
    return pa.concat_tables([none, *found], promote_options="default")


def _only_here(rows: pa.Table, change: str, fates: pa.Table) -> pa.Table:
    at = pc.index_in(rows["id"], one_chunk(fates["document_id"]))
    why, match = fates["reason"].take(at), fates["matched_document"].take(at)
    reason = (
        pc.fill_null(why, "not_read")
        if change == "removed"
        else pc.fill_null(pc.binary_join_element_wise("was", why, ":"), "new")
    )
    n_chars = {"removed": "n_chars_before", "added": "n_chars_after"}[change]
    return _rows(
        rows,
        change=constant(change, rows.num_rows, pa.string()),
        reason=reason,
        matched_document=match,
        **{n_chars: rows["n_chars"]},
    )


def _changed(old: pa.Table, new: pa.Table) -> pa.Table:
    names = [name for name in new.column_names if name in old.column_names]
    differs = np.array([rows_that_differ(old[name], new[name]) for name in names]).reshape(len(names), old.num_rows)
    is_changed = differs.any(axis=0)
    shown = ["text" if name == "text_sha256" else name for name in names]
    columns = [[shown[at] for at in np.flatnonzero(differs[:, row])] for row in np.flatnonzero(is_changed)]
    kept = pa.array(is_changed)
    return _rows(
        new.filter(kept),
        change=constant("changed", len(columns), pa.string()),
        reason=pa.array([_reason(changed) for changed in columns], pa.string()),
        columns=pa.array(columns, pa.list_(pa.string())),
        n_chars_before=old["n_chars"].filter(kept),
        n_chars_after=new["n_chars"].filter(kept),
    )


def _reason(columns: list[str]) -> str:
    if "text" in columns:
        return "text"
    if RELATIONS.issuperset(columns):
        return "copies"
    return "paragraphs" if {"paragraphs", *RELATIONS}.issuperset(columns) else "metadata"


def _rows(documents: pa.Table, **columns: Any) -> pa.Table:
    columns |= {"document_id": documents["id"], **{name: documents[name] for name in _PLACE}}
    n_rows = documents.num_rows
    filled = [columns.get(field.name, constant(None, n_rows, field.type)) for field in CHANGES]
    return pa.Table.from_arrays([one_chunk(column) for column in filled], schema=CHANGES)
