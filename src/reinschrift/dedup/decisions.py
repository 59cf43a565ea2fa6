"""The files of decisions: for each shard, which rows go, why, and what stays in their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import constant
from reinschrift.dedup.corpus import Corpus, History, gather
from reinschrift.dedup.decide import Fates
from reinschrift.dedup.files import write_parquet
from reinschrift.dedup.repeated import Repeated, RepeatedRows, repeated_rows
from reinschrift.dedup.similarity import accepted
from reinschrift.dedup.sorted_runs import distinct
from reinschrift.reasons import in_order
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Numbers

EXACT, NORMALISED, NEAR = "exact_duplicate", "normalised_duplicate", "near_duplicate"
REASONS = in_order((EXACT, NORMALISED, NEAR))
REPEATED = "repeated_paragraph"
DECISIONS = pa.schema([
    pa.field("row", pa.int32(), nullable=False),
    pa.field("reason", pa.string()),
    pa.field("matched_document", pa.string()),
    pa.field("matched_snapshot", pa.string()),
    pa.field("measured", pa.float32()),
    pa.field("threshold", pa.float32()),
    pa.field("cluster", pa.string(), nullable=False),
    pa.field("copies", pa.int32(), nullable=False),
])  # fmt: skip
PARAGRAPH_DECISIONS = pa.schema([
    pa.field("row", pa.int32(), nullable=False),
    pa.field("position", pa.int32(), nullable=False),
    pa.field("reason", pa.string(), nullable=False),
    pa.field("matched_document", pa.string(), nullable=False),
    pa.field("matched_snapshot", pa.string()),
    pa.field("measured", pa.float32(), nullable=False),
    pa.field("threshold", pa.float32(), nullable=False),
])  # fmt: skip
ID_CONFLICTS = pa.schema([pa.field("row", pa.int32(), nullable=False)])


class _Names(NamedTuple):
    """Ids and first snapshots of the documents that decisions name; `numbers` ascends."""

    numbers: npt.NDArray[Any]
    ids: pa.Array
    snapshots: pa.Array

    def of(self, numbers: Numbers) -> tuple[pa.Array, pa.Array]:
        """Return id and snapshot of each; nulls where the number is -1."""
        at = pa.array(np.searchsorted(self.numbers, numbers), mask=numbers < 0)
        return self.ids.take(at), self.snapshots.take(at)


def write_document_decisions(
    corpus: Corpus, fates: Fates, history: History | None, settings: DedupSettings, folder: Path
) -> dict[str, int]:
    """Write `<folder>/<shard>.parquet` for each shard; return how many documents go, by reason.

    A row stands for a document that goes or that has copies; a document without a row is alone in its cluster.
    Reason null: it is kept. `matched_snapshot` null: both documents appeared first in the same snapshot.
    """
    recorded = (fates.match >= 0) | (fates.copies > 1)
    reasons = _reasons(corpus, fates, settings)
    named = distinct(np.concatenate([fates.match[recorded], fates.cluster[recorded]]))
    names = _names(corpus, named[named >= 0], history, settings)
    counts = np.zeros(len(REASONS), np.int64)
    for shard in range(corpus.n_decided):
        rows, numbers = _rows_of(corpus, shard, recorded)
        goes = fates.match[numbers] >= 0
        matched, snapshots = names.of(fates.match[numbers])
        snapshots = _if_earlier(corpus, snapshots, fates.match[numbers], numbers)
        threshold = np.where(fates.near[numbers], accepted(settings), 1.0).astype(np.float32)
        table = pa.table(
            {
                "row": rows,
                "reason": pa.array(REASONS).take(pa.array(reasons[numbers], mask=~goes)),
                "matched_document": matched,
                "matched_snapshot": snapshots,
                "measured": pa.array(fates.similarity[numbers], mask=~goes),
                "threshold": pa.array(threshold, mask=~goes),
                "cluster": names.of(fates.cluster[numbers])[0],
                "copies": fates.copies[numbers],
            },
            schema=DECISIONS,
        )
        write_parquet(table, folder / f"{corpus.shards[shard].name}.parquet")
        counts += np.bincount(reasons[numbers[goes]], minlength=len(REASONS))
    return dict(zip(REASONS, counts.tolist(), strict=True))


def write_paragraph_decisions(
    corpus: Corpus,
    kept: npt.NDArray[np.bool_],
    repeated: Repeated,
    history: History | None,
    settings: DedupSettings,
    folder: Path,
) -> int:
    """Write `<folder>/<shard>.parquet` for each shard: the paragraphs that go; return how many they are."""
    names = _names(corpus, distinct(repeated.stays_in), history, settings)
    count = 0
    for shard in range(corpus.n_decided):
        rows = repeated_rows(corpus, shard, kept, repeated, settings)
        write_parquet(
            _paragraph_decisions(rows, names, settings, _snapshots(corpus, shard, rows, names)),
            folder / f"{corpus.shards[shard].name}.parquet",
        )
        count += len(rows.row)
    return count


def write_id_conflicts(corpus: Corpus, folder: Path) -> int:
    """Write `<folder>/<shard>.parquet`: the rows whose id another row has that comes first; return their number."""
    for shard in range(corpus.n_decided):
        first, end = np.searchsorted(corpus.conflicting, corpus.starts[shard : shard + 2])
        rows = (corpus.conflicting[first:end] - corpus.starts[shard]).astype(np.int32)
        write_parquet(pa.table({"row": rows}, schema=ID_CONFLICTS), folder / f"{corpus.shards[shard].name}.parquet")
    return len(corpus.conflicting)


def _if_earlier(corpus: Corpus, snapshots: pa.Array, matched: Numbers, removed_rows: Numbers) -> pa.Array:
    # Null for two documents of one snapshot: otherwise the next rebuild, which knows its name, would change the row.
    earlier = corpus.version[np.maximum(matched, 0)] < corpus.version[removed_rows]
    return pc.if_else(pa.array(earlier), snapshots, pa.scalar(None, pa.string()))


def _snapshots(corpus: Corpus, shard: int, rows: RepeatedRows, names: _Names) -> pa.Array:
    removed_rows = corpus.number[corpus.starts[shard] + rows.row]
    return _if_earlier(corpus, names.of(rows.stays_in)[1], rows.stays_in, removed_rows)


def _paragraph_decisions(rows: RepeatedRows, names: _Names, settings: DedupSettings, snapshots: pa.Array) -> pa.Table:
    matched, _ = names.of(rows.stays_in)
    n = len(rows.row)
    columns = {
        "row": rows.row,
        "position": rows.position,
        "reason": constant(REPEATED, n, pa.string()),
        "matched_document": matched,
        "matched_snapshot": snapshots,
        "measured": rows.frequency.astype(np.float32),
        "threshold": constant(settings.min_frequency, n, pa.float32()),
    }
    return pa.table(columns, schema=PARAGRAPH_DECISIONS)


def _rows_of(corpus: Corpus, shard: int, recorded: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Return the rows of a shard that have a decision, and the numbers of their documents."""
    number = corpus.number[corpus.starts[shard] : corpus.starts[shard + 1]]
    present = np.flatnonzero(number >= 0)
    rows = present[recorded[number[present]]]
    return rows.astype(np.int32), number[rows]


def _reasons(corpus: Corpus, fates: Fates, settings: DedupSettings) -> npt.NDArray[np.int32]:
    """Return for each document that goes its place in `REASONS`."""
    reasons = np.full(len(fates.match), REASONS.index(NEAR), np.int32)
    equal = np.flatnonzero((fates.match >= 0) & ~fates.near)
    one, other = (gather(corpus, "exact", side, settings) for side in (equal, fates.match[equal]))
    same = pc.equal(one, other).to_numpy(zero_copy_only=False) if len(equal) else np.zeros(0, np.bool_)
    reasons[equal] = np.where(same, REASONS.index(EXACT), REASONS.index(NORMALISED))
    return reasons


def _names(corpus: Corpus, numbers: npt.NDArray[Any], history: History | None, settings: DedupSettings) -> _Names:
    snapshots = pa.array([*(history.snapshots if history else ()), None], pa.string())
    ids = gather(corpus, "id", numbers, settings)
    return _Names(numbers, ids, snapshots.take(pa.array(corpus.version[numbers])))
