"""Measured records on disk, beside the results of shards: a shard that is only to be judged anew is done from there.

They are kept after everything in them is masked, and without the words of records and pages that no shard keeps. So
they hold nothing that the shard's result could not hold, and an erasure finds them as it finds results.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.batch import Batch
from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.settings.stages import PersonalSettings
from reinschrift.shard.decided import speaks_of_rows, with_no_decision
from reinschrift.shard.finished import DONE, discard_damaged, is_finished, is_unchanged, keep_result, record_of
from reinschrift.shard.mask_fields import mask_column
from reinschrift.shard.measure import measure_batches, read_records
from reinschrift.shard.memory import give_back
from reinschrift.shard.separate import RAW_FIELDS
from reinschrift.shard.spec import MB, MEASURED, ShardSpec
from reinschrift.storage import TEMPORARY, LocalStorage

WORK = "work"
PAYWALL = ("isAccessibleForFree", "false")
"""The one thing in the markup of a page that its verdict depends on: what says that the text is not free of charge."""


def batches_of(spec: ShardSpec, bad_files: list[tuple[str, str]], decided: Counter[str]) -> Iterator[tuple[Batch, ...]]:
    """Yield the measured records of a shard, those that are kept, or as they are read; then they are kept.

    Adds the files that could not be read to `bad_files`, each with the reason, and counts in `decided` what became of
    the decisions on rows.
    """
    discard_where_damaged(spec)
    if may_begin_there(spec):
        record = record_of(spec.folder_of_measured) or {}
        bad_files.extend((path, reason) for path, reason in record["bad_files"])
        batches = _read(spec)
        for size in record["batches"]:
            yield tuple(islice(batches, size))
    else:
        yield from _measure(spec, bad_files, decided)


def discard_where_damaged(spec: ShardSpec) -> None:
    """Take away measured records that are not what was written: every byte is looked at."""
    if spec.folder_of_measured.exists() and not is_unchanged(spec.folder_of_measured):
        discard_damaged(spec.folder_of_measured)


def may_begin_there(spec: ShardSpec) -> bool:
    """Say whether measured records of a shard are kept that no decision changes: these are on documents alone."""
    if not is_finished(spec.folder_of_measured):
        return False
    batches = _read(spec) if spec.decisions else ()
    return not any(speaks_of_rows(batch, spec.decisions, spec.settings.stages.personal) for batch in batches)


def trim_measured(storage: LocalStorage, most_mb: float) -> None:
    """Delete measured records until no more than so many MB are left: those first that were used least lately."""
    names = [f"{WORK}/{name}" for name in storage.names(WORK) if name.startswith(MEASURED)]
    used = {name: _last_use(storage.path(name)) for name in names}
    total = 0
    for name in sorted(names, key=lambda one: (used[one], one), reverse=True):
        total += storage.n_bytes(name)
        if total > most_mb * MB:
            storage.remove(name)


def _last_use(folder: Path) -> float:
    record = folder / DONE
    return record.stat().st_mtime if record.exists() else 0.0


def _read(spec: ShardSpec) -> Iterator[Batch]:
    """Yield the batches that are kept."""
    folder = spec.folder_of_measured
    with suppress(OSError):
        os.utime(folder / DONE)  # used now
    files = [pq.ParquetFile(folder / f"{table}.parquet") for table in Batch._fields]
    for group in range(files[0].num_row_groups):
        documents, paragraphs = (file.read_row_group(group).combine_chunks() for file in files)
        yield Batch(documents, with_no_decision(paragraphs, spec.decisions))


def _measure(spec: ShardSpec, bad_files: list[tuple[str, str]], decided: Counter[str]) -> Iterator[tuple[Batch, ...]]:
    with _Keeper(spec) as keeper:
        for records in read_records(spec):
            bad_files.extend(rejected_files(records, spec.settings.stages.personal))
            give_back()
            on_rows: Counter[str] = Counter()
            measured = measure_batches(records, spec.settings, spec.decisions, on_rows, spec.erased)
            decided.update(on_rows)
            batches = _alike([_as_kept(batch) for batch in measured])
            del records, measured
            if on_rows:
                keeper.give_up()  # people changed rows of this shard: with other decisions it is done from its files
            keeper.add(batches)
            yield batches
            del batches  # or they would stay while the next records are read
        keeper.finish(bad_files)


def rejected_files(records: pa.Table, settings: PersonalSettings) -> list[tuple[str, str]]:
    """Return the files among `records` that could not be read, each with the reason, which may quote the file."""
    rows = records.filter(pc.equal(records["problem"], "unreadable_file"))
    reasons = mask_column(one_chunk(rows["problem_detail"]), settings)
    return list(zip(rows["source_path"].to_pylist(), reasons.to_pylist(), strict=True))


class _Keeper:
    """Writes measured records to a folder of their own, and gives it its name once they are all there.

    They only save work: where the disk has no room for them, none are kept.
    """

    def __init__(self, spec: ShardSpec) -> None:
        self._spec = spec
        self._folder = spec.work / f"{TEMPORARY}{uuid.uuid4().hex}"
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._open = ExitStack()
        self._groups: list[int] = []
        self._is_wanted = bool(spec.measured) and spec.settings.run.measured_mb > 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up()

    def add(self, batches: Sequence[Batch]) -> None:
        """Write what was read at once."""
        if not self._is_wanted:
            return
        self._groups.append(len(batches))
        try:
            for batch in batches:
                self._write(batch)
        except OSError:
            self.give_up()

    def _write(self, batch: Batch) -> None:
        for name, table in batch._asdict().items():
            whole = table.drop_columns(["decision"]) if "decision" in table.column_names else table
            if name not in self._writers:
                self._folder.mkdir(parents=True, exist_ok=True)
                writer = pq.ParquetWriter(self._folder / f"{name}.parquet", whole.schema, compression="zstd")
                self._writers[name] = self._open.enter_context(writer)
            self._writers[name].write_table(whole, row_group_size=max(whole.num_rows, 1))

    def finish(self, bad_files: Sequence[tuple[str, str]]) -> None:
        """Keep what was written if there is room for it."""
        if not self._is_wanted or not self._writers:
            return
        try:
            self._open.close()
            if has_room(self._spec, sum(path.stat().st_size for path in self._folder.iterdir())):
                values: dict[str, Any] = {"name": self._spec.name, "counts": {}, "seconds": 0.0}
                values |= {"bad_files": list(bad_files), "batches": self._groups}
                keep_result(self._folder, self._spec.folder_of_measured, values)
        except OSError:
            self.give_up()

    def give_up(self) -> None:
        """Keep nothing."""
        self._is_wanted = False
        with suppress(OSError):
            self._open.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def has_room(spec: ShardSpec, n_bytes: int) -> bool:
    """Say whether measured records of so many bytes are kept, all shards before this one being as large a part of raw.

    So workers need not ask each other, every run keeps those of the same shards, and of a large corpus some are kept.
    """
    raw = max(spec.n_bytes, 1)
    return n_bytes * (spec.n_bytes_before + raw) <= spec.settings.run.measured_mb * MB * raw


def _as_kept(batch: Batch) -> Batch:
    """Return a batch without words of records and pages: of their markup stays what verdicts ask."""
    documents, paragraphs = batch
    names = documents.column_names
    new: dict[str, Any] = {"text": constant("", documents.num_rows, pa.string())}
    if "blocks" in names:
        blocks = one_chunk(documents["blocks"])
        nothing: list[Any] = []
        some = pa.array([nothing], blocks.type).take(pa.array(np.zeros(len(blocks), np.int32)))
        new["blocks"] = pc.if_else(pc.is_valid(blocks), some, None)
    if "html_meta" in names:
        new["html_meta"] = _paywalls(one_chunk(documents["html_meta"]))
    left = documents.drop_columns([name for name in RAW_FIELDS if name in names and name != "problem_text"])
    return Batch(set_columns(left, **new), paragraphs)


def _alike(batches: Sequence[Batch]) -> tuple[Batch, ...]:
    """Return batches that were read at once with the columns of the first; those that it alone has are null."""

    def as_first(table: pa.Table, first: pa.Table) -> pa.Table:
        new = [field for field in first.schema if field.name not in table.column_names]
        whole = set_columns(table, **{field.name: pa.nulls(table.num_rows, field.type) for field in new})
        return whole.select(first.column_names).cast(first.schema)

    return tuple(Batch(*map(as_first, batch, batches[0])) for batch in batches)


def _paywalls(metas: pa.Array) -> pa.Array:
    entries = pc.list_flatten(metas)
    name, value = PAYWALL
    is_one = pc.and_(pc.equal(entries.field("name"), name), pc.equal(pc.utf8_lower(entries.field("value")), value))
    is_one = pc.fill_null(is_one, fill_value=False)
    owners = numbers(pc.list_parent_indices(metas))[numbers(is_one).astype(bool)]
    bounds = np.searchsorted(owners, np.arange(len(metas) + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(bounds), entries.filter(is_one), type=metas.type)
