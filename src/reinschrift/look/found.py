"""What was found in a dataset: one entry for each document and each thing that became of it, through all snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.snapshot.find import distinct_objects
from reinschrift.snapshot.manifest import Manifest, Object
from reinschrift.snapshot.read import read_ahead, read_rows, read_schema
from reinschrift.storage import Storage
from reinschrift.text.addresses import page_of

PLACE = {
    "documents": ("id", "url", "title", "source", "source_path", "record"),
    "removed": (
        "document_id", "url", "source", "source_path", "record", "scope", "position", "stage", "reason",
        "matched_document",
    ),
}  # fmt: skip
_SHOWN = ("url", "title", "source", "source_path", "record", "stage", "reason", "matched_document")


class Findings:
    """Rows that were found, put together by document and fate."""

    def __init__(self, storage: Storage, manifests: Sequence[Manifest]) -> None:
        self.storage = storage
        self.manifests = manifests
        self._entries: dict[tuple[Any, ...], dict[str, Any]] = {}

    def objects(self, table: str) -> list[Object]:
        """Return every object of a table that has rows, each once."""
        return list(distinct_objects(self.manifests, table))

    def columns(self, table: str, fields: Iterable[str]) -> list[str]:
        """Return those of the fields that the table has, by the newest snapshot."""
        newest = self.manifests[-1].tables[table]
        names = read_schema(self.storage, newest[0], table).names if newest else []
        return [name for name in fields if name in names]

    def add(self, table: str, item: Object, rows: pa.Table, where: str, passages: Iterable[int]) -> None:
        """Take in rows of an object, with `PLACE`'s columns: what was found in each, and in which column.

        Of `passages`, 2n is passage n as it was asked for, 2n + 1 the same with its personal data masked.
        """
        versions = [
            one.version for one in self.manifests if any(each.sha256 == item.sha256 for each in one.tables[table])
        ]
        for row, found in zip(rows.to_pylist(), passages, strict=True):
            entry = self._entry(table, row, where)
            entry["snapshots"].update(versions)
            entry["passages"].add(found // 2)
            entry["masked"] |= bool(found % 2)
            entry["places"].add((item.sha256, row.get("position")))

    def _entry(self, table: str, row: Mapping[str, Any], where: str) -> dict[str, Any]:
        fate = "kept" if table == "documents" else "erased" if row["reason"] == "erased" else "removed"
        scope = row.get("scope", "document")
        identity = row["id" if table == "documents" else "document_id"]
        page = row["url"] and page_of(row["url"])  # where a file numbers its records, an id may be another's
        key = (identity, page, fate, where, scope, row.get("stage"), row.get("reason"), row.get("matched_document"))
        if key not in self._entries:
            self._entries[key] = {
                "document_id": identity, "fate": fate, "in": where, "scope": scope,
                **{name: row.get(name) for name in _SHOWN},
                "masked": False, "snapshots": set(), "passages": set(), "places": set(),
            }  # fmt: skip
        return self._entries[key]

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries as plain values: kept ones first, then by id; snapshots by their order."""
        order = {one.version: number for number, one in enumerate(self.manifests)}
        entries = []
        for entry in self._entries.values():
            places, passages = entry["places"], entry["passages"]
            counted = max((sum(sha == one for one, _ in places) for sha, _ in places), default=0)
            snapshots = sorted(entry["snapshots"], key=order.__getitem__)
            kept = {name: value for name, value in entry.items() if name != "places"}
            entries.append(kept | {"snapshots": snapshots, "passages": len(passages), "rows": counted})
        rank = {"kept": 0, "removed": 1, "erased": 2}
        return sorted(entries, key=lambda one: (rank[one["fate"]], -one["passages"], one["document_id"],
                                                one["url"] or "", one["in"], one["scope"],
                                                one["reason"] or ""))  # fmt: skip

    def masked_documents(self, kind: str) -> int:
        """Return in how many documents of the newest snapshot something of a kind of personal data was found."""
        items = [item for item in self.manifests[-1].tables["documents"] if item.n_rows]
        read = partial(read_rows, self.storage, table="documents", columns=["personal_data"])
        counts = [
            pc.fill_null(pc.struct_field(rows["personal_data"], kind), 0)
            for rows in read_ahead(self.storage, read, items)
            if "personal_data" in rows.column_names
        ]
        return sum(pc.sum(pc.greater(each, 0)).as_py() or 0 for each in counts)
