"""What may not be handed on: texts removed for rights, an opt-out or personal data, and what nobody has judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.snapshot.manifest import Object
from reinschrift.snapshot.merkle import root_of
from reinschrift.snapshot.row_leaves import hash_rows
from reinschrift.storage import Storage, sha256_of

ERASED = "erased"
REASONS = ("rights_reserved", "opted_out", ERASED)
"""Why a text goes that nobody but its owner may publish."""
STAGES = ("read", "personal")
"""Who gives reasons for texts that no stage has looked at for rights and persons, and for what names persons."""
RESERVED = "reserved"
COLUMNS = ("reason", "stage", "rights", "document_id")
"""What of `removed` tells."""


def is_withheld(rows: pa.Table) -> npt.NDArray[np.bool_]:
    """Say of each row of `removed` whether its text stays here, by `COLUMNS`; debris of such a document stays, too."""
    reserved = _is_in(rows["reason"], REASONS) | _is_in(rows["rights"], (RESERVED,))
    owners = one_chunk(rows["document_id"]).filter(pa.array(reserved))
    withheld: npt.NDArray[np.bool_] = (
        reserved
        | _is_in(rows["stage"], STAGES)
        | numbers(pc.is_in(one_chunk(rows["document_id"]), owners)).astype(bool)
    )
    return withheld


def without_withheld(rows: pa.Table) -> pa.Table:
    """Return rows of `removed` with those texts empty; reason, place and `n_chars` stay."""
    if rows.num_rows == 0:
        return rows
    text = one_chunk(rows["text"])
    return set_columns(rows, text=pc.if_else(pa.array(is_withheld(rows)), pa.scalar("", text.type), text)).cast(
        rows.schema
    )


def _is_in(column: pa.ChunkedArray, values: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = numbers(pc.is_in(one_chunk(column), pa.array(values))).astype(bool)
    return found


def fetch_shared(storage: Storage, item: Object, table: str, target: Path, *, all_texts: bool) -> Object:
    """Copy an object to a file, of `removed` without the texts that may not be handed on; return what it is now."""
    storage.fetch(item.name(table), target)
    if all_texts or table != "removed" or not is_withheld(pq.read_table(target, columns=list(COLUMNS))).any():
        return item
    written = target.with_name(f"{target.name}.shared")
    leaves: list[bytes] = []
    with pq.ParquetFile(target) as file, pq.ParquetWriter(written, file.schema_arrow, compression="zstd") as writer:
        for group in range(file.num_row_groups):
            rows = without_withheld(file.read_row_group(group)).combine_chunks()
            writer.write_table(rows)
            leaves += hash_rows(rows)
    written.replace(target)
    root = root_of(leaves).hex() if item.root else ""
    return replace(item, sha256=sha256_of(target), n_bytes=target.stat().st_size, root=root)
