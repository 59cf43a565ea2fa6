"""One shard's way: measure, judge, part kept from removed, sign, store; all in one worker."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from functools import reduce
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.batch import Batch
from reinschrift.columns import constant, one_chunk, set_columns
from reinschrift.dedup.files import write_signatures
from reinschrift.dedup.signatures import Signatures, join_signatures, sign_documents
from reinschrift.shard.finished import (
    ShardCounts,
    ShardResult,
    discard_damaged,
    is_finished,
    is_unchanged,
    keep_result,
    read_result,
)  # fmt: skip
from reinschrift.shard.measure import judge
from reinschrift.shard.measured import batches_of
from reinschrift.shard.memory import give_back
from reinschrift.shard.separate import Separated, separate
from reinschrift.shard.spec import ShardSpec
from reinschrift.shard.split_languages import together
from reinschrift.storage import TEMPORARY, translated


def refine_shard(spec: ShardSpec) -> ShardResult:
    """Do one shard, or return what an earlier run left of it.

    The result is written to a temporary folder and renamed, so a killed worker leaves nothing under the
    shard's name. Raises `StorageError` (retryable) if the disk fails, `StageError` if a stage is broken.
    """
    if is_finished(spec.folder):
        return read_result(spec.folder)
    discard_damaged(spec.folder)
    begun = time.monotonic()
    temporary = spec.work / f"{TEMPORARY}{uuid.uuid4().hex}"
    try:
        temporary.mkdir(parents=True)
        counts, bad_files = _write_tables(spec, temporary)
        result = {
            "name": spec.name,
            "counts": vars(counts),
            "bad_files": bad_files,
            "seconds": round(time.monotonic() - begun, 3),
        }
        keep_result(temporary, spec.folder, result)
    except OSError as error:
        failure = translated(error, spec.work)
        failure.context["shard"] = spec.name
        raise failure from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return read_result(spec.folder)


def ensure_unchanged(spec: ShardSpec, part: str = "") -> None:
    """Do a finished shard again if a byte of its result, or of a part of it, is not what was written."""
    if not is_unchanged(spec.folder, part):
        discard_damaged(spec.folder)
        refine_shard(spec)


def _write_tables(spec: ShardSpec, folder: Path) -> tuple[ShardCounts, list[tuple[str, str]]]:
    counts = ShardCounts()
    bad_files: list[tuple[str, str]] = []
    signatures: list[Signatures] = []
    writers: dict[str, pq.ParquetWriter] = {}
    with ExitStack() as open_files:
        for batches in batches_of(spec, bad_files, counts.decisions):
            separated = _judged(batches, spec, counts)
            signatures.append(sign(separated, spec))
            for name, table in separated._asdict().items():
                if name not in writers:
                    writer = pq.ParquetWriter(folder / f"{name}.parquet", table.schema, compression="zstd")
                    writers[name] = open_files.enter_context(writer)
                writers[name].write_table(table, row_group_size=max(table.num_rows, 1))
            del batches, separated, table  # or they would stay while the next are measured
            give_back()
    write_signatures(join_signatures(signatures), folder / "signatures", spec.settings.dedup)
    return counts, bad_files


def _judged(batches: Sequence[Batch], spec: ShardSpec, counts: ShardCounts) -> Separated:
    judged = (judge(batch, spec.settings.stages, spec.decisions, counts.decisions) for batch in batches)
    return reduce(together, (_separate(batch, counts) for batch in judged))


def sign(separated: Separated, spec: ShardSpec) -> Signatures:
    """Return the signatures of what was kept of one batch."""
    documents, paragraphs, _ = separated
    if not spec.settings.dedup.paragraphs:
        paragraphs = paragraphs.slice(0, 0)  # no paragraph of this source counts as repeated
    priority = constant(spec.source.priority, documents.num_rows, pa.int32())
    return sign_documents(set_columns(documents, priority=priority), paragraphs, spec.settings.dedup)


def _separate(batch: Batch, counts: ShardCounts) -> Separated:
    separated = separate(batch)
    _count(counts, batch, separated)
    return separated


def _count(counts: ShardCounts, batch: Batch, separated: Separated) -> None:
    scopes = pc.binary_join_element_wise(separated.removed["scope"], separated.removed["reason"], ":")
    content = pc.sum(pc.is_null(batch.paragraphs["reason"])).as_py() or 0
    counts.documents += batch.documents.num_rows
    counts.paragraphs += batch.paragraphs.num_rows
    counts.chars += pc.sum(batch.documents["n_raw_chars"]).as_py() or 0
    counts.kept_documents += separated.documents.num_rows
    counts.kept_paragraphs += separated.paragraphs.num_rows
    counts.paragraphs_in_removed += content - separated.paragraphs.num_rows
    counts.removed.update({entry["values"]: entry["counts"] for entry in one_chunk(scopes).value_counts().to_pylist()})
