"""Find documents in all snapshots at once, each object opened once however many snapshots share it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.snapshot.manifest import IDS, Manifest, Object
from reinschrift.snapshot.read import read_ahead, read_rows
from reinschrift.sources.left_out.wanted import Wanted
from reinschrift.storage import Storage

ID_COLUMN = {"documents": IDS[0], "paragraphs": IDS[1], "removed": IDS[1]}


def find_by_key(storage: Storage, manifests: Iterable[Manifest], keys: Collection[str]) -> dict[str, set[str]]:
    """Return by key the ids of all documents, kept or removed, that have this id, or whose page a URL names."""
    wanted = Wanted(keys)
    found: dict[str, set[str]] = {key: set() for key in keys}
    manifests = list(manifests)
    for table in ("documents", "removed"):
        column = ID_COLUMN[table]
        read = partial(read_rows, storage, table=table, columns=(column, "url"))
        for rows in read_ahead(storage, read, distinct_objects(manifests, table)):
            for key, identity in wanted.named_by(rows[column], rows["url"]):
                found[key].add(identity)
    return found


def distinct_objects(manifests: Iterable[Manifest], table: str) -> Iterator[Object]:
    """Yield every object of a table that any of the snapshots has, each once, but those without rows."""
    seen: set[str] = set()
    for manifest in manifests:
        for item in manifest.tables[table]:
            if item.n_rows and item.sha256 not in seen:
                seen.add(item.sha256)
                yield item


def named_by_id(rows: pa.Table) -> pa.Table:
    """Return rows of any table with the column that names their document called `id`."""
    return rows.rename_columns([IDS[0] if name in IDS else name for name in rows.column_names])


def rows_of(
    storage: Storage, manifests: Iterable[Manifest], place: tuple[str, str], ids: Collection[str],
    columns: Collection[str],
) -> dict[str, pa.Table]:  # fmt: skip
    """Return the rows whose column holds one of `ids`, by the hash of the object that they are in.

    `place` is a table and the name of the column.
    """
    table, column = place
    where = pc.field(column).isin(pa.array(sorted(ids), pa.string()))
    items = list(distinct_objects(manifests, table))
    read = partial(read_rows, storage, table=table, columns=list(columns), where=where)
    found = zip(items, read_ahead(storage, read, items), strict=True)
    return {item.sha256: rows for item, rows in found if rows.num_rows}
