"""The feed of changes between two snapshots: every document and paragraph that came, went, changed or moved.

Whoever holds the old snapshot drops the rows that have an old key and takes in those that have an `object`: that gives
the new one, exactly. Objects that both snapshots share are not opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant, numbers, one_chunk
from reinschrift.snapshot.compare import objects_not_in
from reinschrift.snapshot.manifest import Manifest, Object
from reinschrift.snapshot.pair_moved import pair_moved
from reinschrift.snapshot.read import read_ahead, read_rows
from reinschrift.snapshot.row_digests import digest_rows, hash_texts
from reinschrift.storage import Storage

FEED = pa.schema([
    pa.field("table", pa.string(), nullable=False),
    pa.field("change", pa.string(), nullable=False),
    pa.field("reason", pa.string(), nullable=False),
    pa.field("document_id", pa.string()),
    pa.field("position", pa.int32()),
    pa.field("old_document_id", pa.string()),
    pa.field("old_position", pa.int32()),
    pa.field("old_hash", pa.string()),
    pa.field("new_hash", pa.string()),
    pa.field("old_rights", pa.string()),
    pa.field("new_rights", pa.string()),
    pa.field("matched_document", pa.string()),
    pa.field("object", pa.string()),
    pa.field("row", pa.int64()),
])  # fmt: skip
"""One row a change. `table` is documents or paragraphs; `change` is added, removed, changed, moved or rights (nothing
but the columns of `RIGHTS`). `reason`: for what was removed, that of its row in `removed`, or
`not_read`; for what changed `text`, `rights`, `metadata`, or `relations` (`RELATIONS`, no more). Hashes are SHA-256
of the texts. `object` and `row` say where the new row stands: in the file `object` of the dataset, counted from 0."""
RIGHTS = ("rights", "rights_evidence", "license", "purposes", "rights_statements")
RELATIONS = ("cluster", "copies", "source_sha256")
"""Columns that speak of other records or of the whole raw file: they change without the record being touched."""
KEYS = {"documents": ("id", None), "paragraphs": ("document_id", "position")}


def find_feed(storage: Storage, before: Manifest, after: Manifest) -> pa.Table:
    """Return the feed from one snapshot to another, see `FEED`: documents first, sorted by id and position.

    In memory: keys and hashes of the rows of the objects that the snapshots do not share; of texts one object's.
    """
    documents = _feed_of(storage, (before, after), "documents", {})
    moved = documents.filter(pc.equal(documents["change"], "moved"))
    ids = dict(zip(moved["old_document_id"].to_pylist(), moved["document_id"].to_pylist(), strict=True))
    return pa.concat_tables([documents, _feed_of(storage, (before, after), "paragraphs", ids)]).combine_chunks()


def keys_of(rows: pa.Table, identity: str, position: str | None) -> pa.ChunkedArray:
    """Return what each row is known by: its document's id, with its position where one is asked for."""
    if position is None:
        return rows[identity]
    return pc.binary_join_element_wise(rows[identity], rows[position].cast(pa.string()), "/")


def _feed_of(storage: Storage, snapshots: tuple[Manifest, Manifest], table: str, moved: Mapping[str, str]) -> pa.Table:
    before, after = snapshots
    old = _rows(storage, table, objects_not_in(before, after, table))
    new = _rows(storage, table, objects_not_in(after, before, table))
    there = _where(old, new)
    same = np.flatnonzero(there >= 0)
    same = same[numbers(pc.equal(old["hash"].take(pa.array(same)), new["hash"].take(pa.array(there[same]))))]
    parts = [
        _rows_of_feed(table, *pair, change, reason)
        for change, reason, pair in _changed(old.take(pa.array(same)), new.take(pa.array(there[same])))
    ]
    dropped, come = _without(old, same), _without(new, there[same])
    was, now = pair_moved(dropped, come, moved)
    parts.append(_rows_of_feed(table, dropped.take(pa.array(was)), come.take(pa.array(now)), "moved", "moved"))
    dropped, come = _without(dropped, was), _without(come, now)
    there = _where(dropped, come)
    edited = np.flatnonzero(there >= 0)
    pair = (dropped.take(pa.array(edited)), come.take(pa.array(there[edited])))
    parts.append(_rows_of_feed(table, *pair, "changed", "text"))
    dropped, come = _without(dropped, edited), _without(come, there[edited])
    reasons, matched = _reasons(storage, snapshots, dropped)
    parts.append(_rows_of_feed(table, dropped, None, "removed", reasons, matched_document=matched))
    parts.append(_rows_of_feed(table, None, come, "added", "new"))
    order = ("document_id", "old_document_id", "position", "old_position")
    return pa.concat_tables(parts).sort_by([(name, "ascending") for name in order])


def _where(old: pa.Table, new: pa.Table) -> npt.NDArray[np.int64]:
    """Return for each old row which new one has its key, or -1."""
    position = "position" if new.num_rows and new["position"].null_count == 0 else None
    keys, others = (keys_of(rows, "document_id", position) for rows in (old, new))
    return numbers(pc.fill_null(pc.index_in(keys, one_chunk(others)), -1)).astype(np.int64)


def _without(rows: pa.Table, taken: npt.NDArray[np.int64]) -> pa.Table:
    stays = np.ones(rows.num_rows, bool)
    stays[taken] = False
    return rows.filter(pa.array(stays))


def _rows(storage: Storage, table: str, items: Sequence[Object]) -> pa.Table:
    """Return keys, hashes and digests of all rows of some objects; their texts are let go object by object."""
    schema = pa.schema([
        ("document_id", pa.string()), ("position", pa.int32()), ("hash", pa.string()), ("rights", pa.string()),
        ("of_rights", pa.uint64()), ("of_relations", pa.uint64()), ("of_rest", pa.uint64()), ("object", pa.string()),
        ("row", pa.int64()),
    ])  # fmt: skip
    read = read_ahead(storage, lambda item: read_rows(storage, item, table), items)
    parts = [_described(rows, table, item, schema) for item, rows in zip(items, read, strict=True)]
    return pa.concat_tables([schema.empty_table(), *parts]).combine_chunks()


def _described(rows: pa.Table, table: str, item: Object, schema: pa.Schema) -> pa.Table:
    identity, position = KEYS[table]
    rights = [name for name in RIGHTS if name in rows.column_names]
    relations = [name for name in RELATIONS if name in rows.column_names]
    rest = [name for name in rows.column_names if name not in {*rights, *relations, "text", "text_sha256"}]
    n_rows = rows.num_rows
    columns = [
        rows[identity],
        rows[position].cast(pa.int32()) if position else pa.nulls(n_rows, pa.int32()),
        rows["text_sha256"] if "text_sha256" in rows.column_names else hash_texts(rows["text"]),
        rows["rights"] if rights else pa.nulls(n_rows, pa.string()),
        *(pa.array(digest_rows(rows, names)) for names in (rights, relations, rest)),
        constant(item.name(table), n_rows, pa.string()),
        pa.array(np.arange(n_rows)),
    ]
    return pa.Table.from_arrays([one_chunk(column) for column in columns], schema=schema)


def _changed(old: pa.Table, new: pa.Table) -> Iterator[tuple[str, str, tuple[pa.Table, pa.Table]]]:
    """Yield rows of the same text of which something else changed; a row once, by the first that differs."""
    left = np.ones(old.num_rows, bool)
    for column, reason in {"of_rest": "metadata", "of_rights": "rights", "of_relations": "relations"}.items():
        differs = left & numbers(pc.not_equal(old[column], new[column])).astype(bool)
        left &= ~differs
        at = pa.array(np.flatnonzero(differs))
        yield "rights" if reason == "rights" else "changed", reason, (old.take(at), new.take(at))


def _reasons(storage: Storage, snapshots: tuple[Manifest, Manifest], dropped: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Return why the later snapshot does not hold each row, and the document that it repeats."""
    before, after = snapshots
    ids = pc.unique(dropped["document_id"])
    columns = ["document_id", "scope", "reason", "matched_document", "text"]
    where = pc.field("document_id").isin(ids) & pc.field("scope").isin(["document", "paragraph"])
    whole: dict[str, tuple[str, str | None]] = {}
    parts: dict[tuple[str, str], tuple[str, str | None]] = {}
    for item in objects_not_in(after, before, "removed") if len(ids) else ():
        rows = read_rows(storage, item, "removed", columns, where)
        hashes = hash_texts(rows["text"]).to_pylist()
        for row, text in zip(rows.select(columns[:-1]).to_pylist(), hashes, strict=True):
            why = (row["reason"], row["matched_document"])
            if row["scope"] == "document":
                whole[row["document_id"]] = why
            else:
                parts[row["document_id"], text] = why
    found = [
        whole.get(identity) or parts.get((identity, text)) or ("not_read", None)
        for identity, text in zip(dropped["document_id"].to_pylist(), dropped["hash"].to_pylist(), strict=True)
    ]
    return pa.array([why for why, _ in found], pa.string()), pa.array([match for _, match in found], pa.string())


def _rows_of_feed(
    table: str, old: pa.Table | None, new: pa.Table | None, change: str, reason: str | pa.Array, **more: Any
) -> pa.Table:
    rows = new if new is not None else old
    n_rows = rows.num_rows if rows is not None else 0
    columns: dict[str, Any] = {
        "table": constant(table, n_rows, pa.string()),
        "change": constant(change, n_rows, pa.string()),
        "reason": constant(reason, n_rows, pa.string()) if isinstance(reason, str) else reason,
        **more,
    }
    if old is not None:
        columns |= {"old_document_id": old["document_id"], "old_position": old["position"], "old_hash": old["hash"],
                    "old_rights": old["rights"]}  # fmt: skip
    if new is not None:
        columns |= {"document_id": new["document_id"], "position": new["position"], "new_hash": new["hash"],
                    "new_rights": new["rights"], "object": new["object"], "row": new["row"]}  # fmt: skip
    filled = [one_chunk(columns.get(field.name, pa.nulls(n_rows, field.type))) for field in FEED]
    return pa.Table.from_arrays(filled, schema=FEED)
