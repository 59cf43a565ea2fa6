"""The objects of a snapshot narrowed to a purpose: with the rows alone that may be used for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from reinschrift.export.handed import ROWS_A_BATCH, Handed, shards_of, tables_of
from reinschrift.look.rows import Rows
from reinschrift.snapshot.manifest import TABLES, Manifest, Object
from reinschrift.snapshot.merkle import root_of
from reinschrift.snapshot.row_leaves import hash_rows
from reinschrift.storage import Storage, sha256_of


def write_narrowed(
    storage: Storage, manifest: Manifest, table: str, folder: Path, handed: Handed
) -> dict[Path, Object]:
    """Write the objects of a table as they are for a purpose into a folder; return what each file is.

    One without rows is left out, but a table is never without a file.
    """
    found: dict[Path, Object] = {}
    for part in shards_of(manifest):
        for item in part.tables[table]:
            alone = replace(part, tables={**part.tables, table: (item,)})
            place = folder / f"{len(found):05}.narrowed"
            now = _write(tables_of(storage, alone, handed)[table], place, item)
            if now.n_rows:
                found[place] = now
            else:
                place.rename(folder / "empty")
                empty = now
    if not found:
        (folder / "empty").rename(folder / "00000.narrowed")
        return {folder / "00000.narrowed": empty}
    (folder / "empty").unlink(missing_ok=True)
    return found


def narrowed_manifest(manifest: Manifest, handed: Handed) -> Manifest:
    """Return a manifest that says for which purpose rows were chosen, with the counts of these rows alone."""
    note = {"purpose": handed.purpose, "or_unknown": handed.or_unknown}
    kept = {table: sum(item.n_rows for item in manifest.tables[table]) for table in TABLES if table != "removed"}
    return replace(manifest, counts={"kept": kept}, notes=[*manifest.notes, note])


def _write(rows: Rows, place: Path, item: Object) -> Object:
    leaves: list[bytes] = []
    n_rows = 0
    with pq.ParquetWriter(place, rows.dataset.schema, compression="zstd") as writer:
        for batch in rows.batches(ROWS_A_BATCH):
            if batch.num_rows:
                table = pa.Table.from_batches([batch])
                writer.write_table(table)
                n_rows += table.num_rows
                leaves += hash_rows(table) if item.root else []
    root = root_of(leaves).hex() if item.root else ""
    return replace(item, sha256=sha256_of(place), n_bytes=place.stat().st_size, n_rows=n_rows, root=root)
