"""What the global steps decided about one shard, row by row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.dedup.decisions import REPEATED
from reinschrift.dedup.find import DECISIONS_FOLDER, ID_CONFLICTS_FOLDER, PARAGRAPH_DECISIONS_FOLDER, RECORD
from reinschrift.errors import StorageError
from reinschrift.reasons import MARKS, mark_rows
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import differing, read_record

STAGE = "dedup"
MOST_REPEATED = 8.0
_ON_PARAGRAPHS = ("document", "position", *MARKS, "matched_document", "matched_snapshot")


@dataclass(frozen=True)
class ShardDecisions:
    """Decisions on a shard's kept documents and paragraphs; `row` counts its kept documents, ascending."""

    of_documents: pa.Table
    """Documents that go, or that have copies."""
    of_paragraphs: pa.Table
    """Paragraphs that go."""
    id_conflicts: npt.NDArray[np.int32]
    """Documents that need another id, because one that comes first has theirs."""
    digest: str
    """Hash of all of it: equal decisions give equal objects."""

    def on_documents(self, documents: pa.Table, first: int) -> pa.Table:
        """Return `documents`, of which the first is number `first` of the shard, with the columns decided for them.

        A null `reason` means that the document stays; one without a decision is alone in its cluster.
        """
        rows = _between(self.of_documents, first, documents.num_rows)
        at = pc.index_in(pa.array(np.arange(documents.num_rows, dtype=np.int32)), one_chunk(rows["row"]))
        recorded = {name: one_chunk(rows[name]).take(at) for name in rows.column_names if name != "row"}
        recorded["cluster"] = pc.coalesce(recorded["cluster"], one_chunk(documents["id"]))
        recorded["copies"] = pc.fill_null(recorded["copies"], 1)
        goes = pc.is_valid(recorded["reason"])
        marks = {name: recorded.pop(name).filter(goes) for name in MARKS if name in recorded}
        return mark_rows(set_columns(documents, **recorded), numbers(goes), **marks, stage=STAGE)

    def on_paragraphs(self, first: int, n_documents: int) -> pa.Table:
        """Return the paragraphs to remove from those documents; `document` counts from `first`."""
        rows = _between(self.of_paragraphs, first, n_documents)
        stage = pa.array([STAGE] * rows.num_rows, pa.string())
        return set_columns(rows, document=one_chunk(rows["row"]), stage=stage).select(list(_ON_PARAGRAPHS))

    def with_new_id(self, first: int, n_documents: int) -> npt.NDArray[np.int64]:
        """Return which of those documents, counted from `first`, need another id."""
        within = (self.id_conflicts >= first) & (self.id_conflicts < first + n_documents)
        return (self.id_conflicts[within] - first).astype(np.int64)


def read_decisions(folder: Path, shard: str) -> ShardDecisions:
    """Return the decisions on one shard from the folder that the global step wrote.

    Raises `StorageError` if they are not what was written; every rebuild writes them anew.
    """
    names = [f"{room}/{shard}.parquet" for room in (DECISIONS_FOLDER, PARAGRAPH_DECISIONS_FOLDER, ID_CONFLICTS_FOLDER)]
    record = read_record(LocalStorage(folder), RECORD, {"files": dict}, "the next rebuild decides anew") or {
        "files": {}
    }
    if not record["files"].keys() >= {*names} or differing(folder, {name: record["files"][name] for name in names}):
        raise StorageError(
            "The decisions on duplicates have gone, or were changed, while the rebuild ran.",
            hint="Run again: they are made anew.",
            context={"folder": folder, "shard": shard},
        )
    tables = [pq.read_table(folder / name) for name in names]
    tables[1] = in_steps(tables[1])
    of_documents, of_paragraphs, conflicts = tables
    of_paragraphs = of_paragraphs.sort_by([("row", "ascending"), ("position", "ascending")])
    return ShardDecisions(of_documents.sort_by("row"), of_paragraphs, numbers(conflicts["row"]), _digest(tables))


def in_steps(of_paragraphs: pa.Table) -> pa.Table:
    """Return decisions whose counts of repetitions are 1, 2, 4 or 8 times the threshold: at least that many.

    With exact counts, each new document with a source's usual closing line would give all shards with that line another
    row in `removed`, and a rebuild with one per cent of new data would write nearly every object anew.
    """
    times = numbers(pc.divide(of_paragraphs["measured"], of_paragraphs["threshold"])).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.exp2(np.clip(np.floor(np.log2(times)), 0, np.log2(MOST_REPEATED)))
    recorded = pc.multiply(of_paragraphs["threshold"], pa.array(steps.astype(np.float32), from_pandas=True))
    is_count = pc.equal(of_paragraphs["reason"], REPEATED)
    return set_columns(of_paragraphs, measured=pc.if_else(is_count, recorded, of_paragraphs["measured"]))


def _between(table: pa.Table, first: int, n_documents: int) -> pa.Table:
    row = numbers(table["row"])
    start, end = np.searchsorted(row, [first, first + n_documents])
    return set_columns(table.slice(start, end - start), row=pa.array(row[start:end] - first, pa.int32()))


def _digest(tables: list[pa.Table]) -> str:
    digest = hashlib.sha256()
    for table in tables:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        digest.update(sink.getvalue())
    return digest.hexdigest()
