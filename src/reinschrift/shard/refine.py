"""One shard's way: read, refine, part kept from removed, sign, store; all in one worker."""

from __future__ import annotations

import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.annotations.entries import AnnotationSet
from reinschrift.batch import Batch
from reinschrift.columns import constant, n_chars, one_chunk, set_columns
from reinschrift.decisions import Decision
from reinschrift.dedup.files import write_signatures
from reinschrift.dedup.signatures import Signatures, join_signatures, sign_documents
from reinschrift.held_out.entries import HeldOutSet
from reinschrift.settings import Settings
from reinschrift.settings.stages import PersonalSettings, StagesSettings
from reinschrift.shard.clean_fields import clean_fields, clean_texts
from reinschrift.shard.decided import refine_decided
from reinschrift.shard.finished import (
    ShardCounts,
    ShardResult,
    discard_damaged,
    is_finished,
    is_unchanged,
    keep_result,
    read_result,
)  # fmt: skip
from reinschrift.shard.left_out import moved_in_batches
from reinschrift.shard.mask_fields import mask_column, mask_fields
from reinschrift.shard.separate import Separated, separate
from reinschrift.shard.split_languages import kept_whole, part_languages, together
from reinschrift.sources import FilePart, read_parts
from reinschrift.sources.left_out.erased import NOTHING, Erased, without_erased
from reinschrift.sources.register import Source
from reinschrift.sources.sites.archived import ShardSites, with_sites
from reinschrift.stages import refine
from reinschrift.storage import TEMPORARY, translated
from reinschrift.text.addresses import hosts_of
from reinschrift.tokens.find import Tokenizer


@dataclass(frozen=True)
class ShardSpec:
    """What one shard is made of, and where its result goes; it travels to a worker."""

    name: str
    """Stable name: the source and the group of files or the range of one file."""
    fingerprint: str
    """Hash of inputs, settings that change data, and stage versions: the name of its result."""
    source: Source
    parts: tuple[FilePart, ...]
    n_bytes: int
    settings: Settings
    work: Path
    """Folder that holds the results of all shards."""
    sites: ShardSites | None = None
    """The files of whole sites that archives of the source hold of its pages' hosts; they lie ready in `work`."""
    erased: Erased = NOTHING
    """Records that must not come back. Not in the fingerprint: an erasure deletes the results it touches."""
    decisions: tuple[Decision, ...] = ()
    """What people decided that may concern its records."""
    held_out: tuple[HeldOutSet, ...] = ()
    """Sets whose items its final texts must not hold; not in the fingerprint, since no shard is done again for them."""
    annotations: tuple[AnnotationSet, ...] = ()
    """What other tools say of its documents; not in the fingerprint, likewise."""
    tokenizers: tuple[Tokenizer, ...] = ()
    """What counts the tokens of its final texts; not in the fingerprint, since no shard is done again for it."""

    @property
    def folder(self) -> Path:
        """The result of this shard."""
        return self.work / self.fingerprint


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
        for records in read_records(spec):
            bad_files.extend(rejected_files(records, spec.settings.stages.personal))
            separated = refine_records(records, spec.settings, counts, spec.decisions, spec.erased)
            signatures.append(sign(separated, spec))
            for name, table in separated._asdict().items():
                if name not in writers:
                    writer = pq.ParquetWriter(folder / f"{name}.parquet", table.schema, compression="zstd")
                    writers[name] = open_files.enter_context(writer)
                writers[name].write_table(table, row_group_size=max(table.num_rows, 1))
    write_signatures(join_signatures(signatures), folder / "signatures", spec.settings.dedup)
    return counts, bad_files


def read_records(spec: ShardSpec) -> Iterator[pa.Table]:
    """Yield the records of a shard as they are read; those that were erased are still among them."""
    source = with_sites(spec.source, spec.work, spec.sites)
    return read_parts(spec.parts, source, spec.settings.read)


def sign(separated: Separated, spec: ShardSpec) -> Signatures:
    """Return the signatures of what was kept of one batch."""
    documents, paragraphs, _ = separated
    if not spec.settings.dedup.paragraphs:
        paragraphs = paragraphs.slice(0, 0)  # no paragraph of this source counts as repeated
    priority = constant(spec.source.priority, documents.num_rows, pa.int32())
    return sign_documents(set_columns(documents, priority=priority), paragraphs, spec.settings.dedup)


def rejected_files(records: pa.Table, settings: PersonalSettings) -> list[tuple[str, str]]:
    """Return the files among `records` that could not be read, each with the reason, which may quote the file."""
    rows = records.filter(pc.equal(records["problem"], "unreadable_file"))
    reasons = mask_column(one_chunk(rows["problem_detail"]), settings)
    return list(zip(rows["source_path"].to_pylist(), reasons.to_pylist(), strict=True))


def refine_records(
    records: pa.Table,
    settings: Settings,
    counts: ShardCounts,
    decisions: Sequence[Decision] = (),
    erased: Erased = NOTHING,
) -> Separated:
    """Take records through all stages, part them, and add to `counts` what became of them."""
    batches = refine_batches(records, settings, decisions, counts.decisions, erased)
    first, *others = (_separate(batch, counts) for batch in batches)
    return together(first, others[0]) if others else first


def refine_batches(
    records: pa.Table,
    settings: Settings,
    decisions: Sequence[Decision] = (),
    decided: Counter[str] | None = None,
    erased: Erased = NOTHING,
) -> tuple[Batch, ...]:
    """Take records through all stages, with nothing left of those that were erased; nothing is parted yet.

    With `stages.language.foreign_paragraphs = "split"` the paragraphs in another language become documents of their
    own, in a second batch; they count as read, as if they had been records. `decided` counts what became of the
    decisions. A numbered record that moved is known by its lines after the stages, so then they are gone through again.
    """
    of_this_pass: Counter[str] = Counter()
    batches = _batches(records, settings, decisions, of_this_pass, erased)
    if moved := moved_in_batches(batches, erased):
        of_this_pass = Counter()
        batches = _batches(records, settings, decisions, of_this_pass, erased, moved)
    if decided is not None:
        decided.update(of_this_pass)
    return batches


def _batches(
    records: pa.Table,
    settings: Settings,
    decisions: Sequence[Decision],
    decided: Counter[str],
    erased: Erased,
    moved: frozenset[str] = frozenset(),
) -> tuple[Batch, ...]:
    batch = _refine(without_erased(records, erased, moved), settings.stages, decisions, decided)
    if settings.stages.language.foreign_paragraphs != "split":
        return (batch,)
    parted = part_languages(records, batch)
    if parted.records.num_rows == 0:
        return (parted.batch,)
    parts = without_erased(parted.records, erased, moved, are_parts=True)
    return parted.batch, _refine(parts, kept_whole(settings.stages), decisions, decided)


def _refine(records: pa.Table, settings: StagesSettings, decisions: Sequence[Decision], decided: Counter[str]) -> Batch:
    """Take records through all stages; what names persons is masked in their fields, too."""
    batch = Batch(prepare_records(records), pa.table({}))
    documents, paragraphs = (
        refine_decided(batch, settings, decisions, decided) if decisions else refine(batch, settings)
    )
    return Batch(mask_fields(documents, settings.personal), paragraphs)


def _separate(batch: Batch, counts: ShardCounts) -> Separated:
    separated = separate(batch)
    _count(counts, batch, separated)
    return separated


def prepare_records(records: pa.Table) -> pa.Table:
    """Return records as the stages take them: with their length, domain and rights; unreadable ones without text."""
    unread = pc.is_valid(records["problem"])
    records = clean_fields(records)
    return set_columns(
        records,
        n_raw_chars=n_chars(records["text"]),
        problem_text=clean_texts(one_chunk(pc.if_else(unread, records["text"], None))),
        text=pc.if_else(unread, "", records["text"]),  # what could not be read is not looked at further
        rights=pc.fill_null(records["rights"], "unknown"),
        domain=hosts_of(records["url"]),
    )


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
