"""What the global steps decided about one shard, row by row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import numbers, set_columns

OF_DOCUMENTS = pa.schema(
    [
        ("row", pa.int32()), ("reason", pa.string()), ("measured", pa.float32()), ("threshold", pa.float32()),
        ("matched_document", pa.string()), ("matched_snapshot", pa.string()),
        ("cluster", pa.string()), ("copies", pa.int32()),
    ]
)  # fmt: skip
OF_PARAGRAPHS = pa.schema(
    [
        ("row", pa.int32()), ("position", pa.int32()), ("reason", pa.string()), ("measured", pa.float32()),
        ("threshold", pa.float32()), ("matched_document", pa.string()), ("matched_snapshot", pa.string()),
    ]
)  # fmt: skip
STAGE = "dedup"


@dataclass(frozen=True)
class ShardDecisions:
    """Decisions on a shard's kept documents (one row each, in order) and on some of their paragraphs."""

    of_documents: pa.Table
    of_paragraphs: pa.Table
    digest: str
    """Hash of the decisions: equal ones give equal objects."""

    def documents(self, first: int, n_documents: int) -> pa.Table:
        """Return the columns decided for documents `first` to `first + n_documents`; a null reason means it stays."""
        rows = self.of_documents.slice(first, n_documents).drop_columns(["row"])
        return set_columns(rows, stage=pc.if_else(pc.is_valid(rows["reason"]), STAGE, pa.scalar(None, pa.string())))

    def paragraphs(self, first: int, n_documents: int) -> pa.Table:
        """Return the paragraphs to remove, `document` counted from `first`."""
        row = numbers(self.of_paragraphs["row"])
        start, end = np.searchsorted(row, [first, first + n_documents])
        rows = self.of_paragraphs.slice(start, end - start)
        return set_columns(
            rows.drop_columns(["row"]),
            document=pa.array(row[start:end] - first, pa.int32()),
            stage=pa.array([STAGE] * (end - start), pa.string()),
        )


def read_decisions(documents: Path, paragraphs: Path | None) -> ShardDecisions:
    """Return the decisions stored in two Parquet files."""
    of_documents = pq.read_table(documents).select(OF_DOCUMENTS.names).cast(OF_DOCUMENTS).sort_by("row")
    of_paragraphs = OF_PARAGRAPHS.empty_table()
    if paragraphs is not None and paragraphs.exists():
        of_paragraphs = pq.read_table(paragraphs).select(OF_PARAGRAPHS.names).cast(OF_PARAGRAPHS)
        of_paragraphs = of_paragraphs.sort_by([("row", "ascending"), ("position", "ascending")])
    return ShardDecisions(of_documents, of_paragraphs, _digest(of_documents, of_paragraphs))


def _digest(*tables: pa.Table) -> str:
    digest = hashlib.sha256()
    for table in tables:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        digest.update(sink.getvalue())
    return digest.hexdigest()
