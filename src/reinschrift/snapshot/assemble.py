"""A finished shard and the decisions on its duplicates become the final rows of the three tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.annotations.attach import annotate, count_annotated
from reinschrift.annotations.entries import AnnotationSet
from reinschrift.columns import constant, n_chars, numbers, one_chunk, set_columns
from reinschrift.contract import Contract, load_contract
from reinschrift.decisions import Decision
from reinschrift.dedup.decided import ShardDecisions, read_decisions
from reinschrift.held_out.entries import HeldOutSet
from reinschrift.settings import Settings
from reinschrift.settings.tree import SnapshotSettings
from reinschrift.shard.finished import read_tables
from reinschrift.shard.refine import ensure_unchanged
from reinschrift.shard.separate import Separated, join_paragraphs
from reinschrift.shard.spec import ShardSpec
from reinschrift.snapshot.assembled import Assembled, AssembledCounts, read_assembled, write_assembled
from reinschrift.snapshot.carry_out import of_paragraphs, removed_documents, with_emptied, without_decided
from reinschrift.snapshot.clear import mark_held_out
from reinschrift.snapshot.decided_copies import keep_copies
from reinschrift.snapshot.manifest import TABLES
from reinschrift.snapshot.reference import read_reference, with_scores, without_scores
from reinschrift.snapshot.splits import split_of, splits_of
from reinschrift.snapshot.statistics import add_up, count_tables
from reinschrift.snapshot.statistics_files import write_part
from reinschrift.snapshot.text_index import write_indexes
from reinschrift.snapshot.write import TableWriter, conform
from reinschrift.sources.identity import record_ids
from reinschrift.stages.quality.signals import count_words
from reinschrift.storage import LocalStorage
from reinschrift.text.arrays import Flags
from reinschrift.tokens.count import count_tokens
from reinschrift.versions.own import own_digests


class Asked(NamedTuple):
    """What people ask of the final rows."""

    decisions: Sequence[Decision] = ()
    held_out: Sequence[HeldOutSet] = ()
    annotations: Sequence[AnnotationSet] = ()
    reference: Mapping[str, Any] = MappingProxyType({})
    """The model of the trusted sources; nothing where there are none."""


NOTHING_ASKED = Asked()


def assemble_shard(
    spec: ShardSpec, decisions: Path, output: Path, contract_file: Path, made_by: str | None = None
) -> Assembled:
    """Write the final objects of a finished shard, or return the ones an earlier run wrote from the same decisions.

    Args:
        spec: the shard.
        decisions: folder with the decisions on all shards.
        output: the dataset's folder.
        contract_file: what gives the tables their columns.
        made_by: `code_of_assembly()` where it is known: a tenth of a second for each worker.
    """
    storage = LocalStorage(output)
    decided = read_decisions(decisions, spec.fingerprint)
    model = read_reference(decisions)
    key = _key(decided, contract_file, spec, model, made_by or code_of_assembly())
    if (known := read_assembled(storage, spec, key)) is not None:
        write_indexes(storage, known.objects)
        return known
    ensure_unchanged(spec)
    contract = _contract(contract_file)
    counts = AssembledCounts()
    first = 0
    parts = []
    with ExitStack() as files:
        writers = {name: files.enter_context(TableWriter(storage, name, contract.schema(name))) for name in TABLES}
        for separated in read_tables(spec.folder):
            asked = Asked(spec.decisions, spec.held_out, spec.annotations, model)
            rows = assemble_rows(separated, decided, first, spec.settings, counts, asked)
            tokens = count_tokens(one_chunk(rows.documents["text"]), spec.tokenizers)
            rows = rows._replace(documents=set_columns(rows.documents, token_counts=tokens))
            final = {
                name: conform(table, contract.schema(name), name) for name, table in zip(TABLES, rows, strict=True)
            }
            first += separated.documents.num_rows
            parts.append(count_tables(**final))
            splits = splits_of(rows.documents["split"], final["paragraphs"]["document_id"], rows.documents["id"])
            for name, table in final.items():
                writers[name].write(table, splits.get(name))
        objects = {name: writers[name].finish(spec.name) for name in TABLES}
    write_indexes(storage, objects)
    statistics = f"work/{spec.fingerprint}/statistics-{key}.parquet"
    assembled = Assembled(spec.name, objects, counts, (statistics, write_part(storage, statistics, add_up(parts))))
    write_assembled(storage, spec, key, assembled)
    return assembled


def assemble_rows(
    separated: Separated, decided: ShardDecisions, first: int, settings: Settings, counts: AssembledCounts,
    asked: Asked = NOTHING_ASKED,
) -> Separated:  # fmt: skip
    """Return the final rows of one batch of a shard, whose first document is number `first` of the shard."""
    documents, paragraphs, removed = separated
    n_documents = documents.num_rows
    n_measured = _paragraphs_of(paragraphs, n_documents)
    documents, removed = _with_new_ids(documents, removed, decided.with_new_id(first, n_documents))
    documents, repeats = decided.on_documents(documents, first), of_paragraphs(decided, first, n_documents)
    if asked.decisions:
        documents, paragraphs, repeats = keep_copies(
            documents, paragraphs, repeats, asked.decisions, settings.stages.personal, counts.decisions
        )
    documents, repeats = with_emptied(documents, paragraphs, repeats)
    paragraphs, repeated = without_decided(repeats, paragraphs, documents)
    documents, of_items = mark_held_out(documents, paragraphs, asked.held_out)
    documents, of_items = with_emptied(documents, paragraphs, of_items)
    paragraphs, cleared = without_decided(of_items, paragraphs, documents)
    documents = annotate(documents, hashes_for(asked.annotations, documents, paragraphs), asked.annotations)
    texts = texts_of(documents, paragraphs) if asked.reference else None
    documents = with_scores(documents, texts, asked.reference, settings.snapshot.min_like_reference)
    removed = without_scores(removed)
    is_kept = numbers(pc.is_null(documents["reason"])).astype(bool)
    lost = removed_documents(documents.filter(pa.array(~is_kept)))
    is_whole = _paragraphs_of(paragraphs, n_documents) == n_measured
    in_removed = int((~is_kept[numbers(paragraphs["document"])]).sum())
    documents, paragraphs = _finished(documents, paragraphs, is_kept, is_whole, settings.snapshot)
    final = Separated(
        documents,
        paragraphs,
        pa.concat_tables([removed, repeated, cleared, lost], promote_options="default").combine_chunks(),
    )
    _count(counts, final, in_removed)
    counts.annotated.update({**{one.name: 0 for one in asked.annotations}, **count_annotated(final.documents)})
    return final


def _with_new_ids(documents: pa.Table, removed: pa.Table, rows: npt.NDArray[np.int64]) -> tuple[pa.Table, pa.Table]:
    """Give documents whose own id another one has an id by their number in the file, in `removed` as well."""
    ids = documents["id"].to_pylist() if len(rows) else []
    for row in rows:
        place = documents.select(["source", "source_path", "record_number"]).slice(row, 1).to_pylist()[0]
        (ids[row],) = record_ids(place["source"], [place["source_path"]], [f"number:{place['record_number']}"])
    if ids:
        documents = set_columns(documents, id=pa.array(ids, pa.string()))
        own = documents["id"].take(removed["document"])
        removed = set_columns(removed, document_id=pc.coalesce(own, removed["document_id"]))
    return documents, removed.drop_columns(["document"])


def _finished(
    documents: pa.Table, paragraphs: pa.Table, is_kept: Flags, is_whole: Flags, settings: SnapshotSettings
) -> tuple[pa.Table, pa.Table]:
    document = numbers(paragraphs["document"])
    stays = is_kept[document]
    new_row = (np.cumsum(is_kept) - 1).astype(np.int32)
    kept = documents.filter(pa.array(is_kept)).combine_chunks()
    rows = paragraphs.filter(pa.array(stays)).combine_chunks()
    document = new_row[document[stays]]
    joined = join_paragraphs(document, one_chunk(rows["text"]), kept.num_rows)
    rows = set_columns(
        rows,
        document_id=one_chunk(kept["id"]).take(pa.array(document)),
        start=joined.starts,
        end=joined.ends,
        copies=constant(1, rows.num_rows, pa.int32()),
    )
    kept = set_columns(
        kept,
        text=joined.texts,
        n_chars=n_chars(joined.texts),
        n_words=_words_of(kept, one_chunk(rows["text"]), document, is_whole[is_kept]),
        n_paragraphs=np.bincount(document, minlength=kept.num_rows).astype(np.int64),
        text_sha256=_sha256(joined.texts),
        split=split_of(kept, settings),
    )
    return kept, rows


def _paragraphs_of(paragraphs: pa.Table, n_documents: int) -> npt.NDArray[np.int64]:
    return np.bincount(numbers(paragraphs["document"]), minlength=n_documents)


def _words_of(
    documents: pa.Table, texts: pa.Array, document: npt.NDArray[np.int32], is_whole: Flags
) -> npt.NDArray[np.int64]:
    """Return the words of each document: as they were measured, or counted where paragraphs were taken out since."""
    measured = pc.struct_field(one_chunk(documents["quality"]), "word_count")
    words: npt.NDArray[np.int64] = numbers(pc.fill_null(measured, 0)).astype(np.int64)
    asked = ~is_whole | numbers(pc.is_null(measured)).astype(bool)
    if asked.any():
        rows = np.flatnonzero(asked[document])
        bounds = np.searchsorted(document[rows], [*np.flatnonzero(asked), documents.num_rows])
        languages = one_chunk(documents["language"]).filter(pa.array(asked))
        words[asked] = count_words(texts.take(pa.array(rows)), bounds.astype(np.int64), languages)
    return words


def hashes_for(sets: Sequence[AnnotationSet], documents: pa.Table, paragraphs: pa.Table) -> pa.Array | None:
    """Return the SHA-256 of each document's text where a set of annotations goes by it; else none."""
    if all(one.by != "text_sha256" for one in sets):
        return None
    return _sha256(texts_of(documents, paragraphs))


def texts_of(documents: pa.Table, paragraphs: pa.Table) -> pa.Array:
    """Return the text of each document, put together from its paragraphs."""
    document, texts = numbers(paragraphs["document"]), one_chunk(paragraphs["text"])
    return join_paragraphs(document, texts, documents.num_rows).texts


def _sha256(texts: pa.Array) -> pa.Array:
    return pa.array([hashlib.sha256(text.as_buffer()).hexdigest() for text in texts], pa.string())


def _count(counts: AssembledCounts, final: Separated, in_removed: int) -> None:
    scopes = pc.binary_join_element_wise(final.removed["scope"], final.removed["reason"], ":")
    counts.documents += final.documents.num_rows
    counts.paragraphs += final.paragraphs.num_rows
    counts.chars += pc.sum(final.documents["n_chars"]).as_py() or 0
    counts.paragraphs_in_removed += in_removed
    for counter, values in ((counts.removed, scopes), (counts.languages, final.documents["language"])):
        counter.update({entry["values"]: entry["counts"] for entry in one_chunk(values).value_counts().to_pylist()})


def code_of_assembly() -> str:
    """Return the digests of the code that puts tables together."""
    return json.dumps(own_digests()["assembly"])


def _key(decided: ShardDecisions, contract_file: Path, spec: ShardSpec, model: Mapping[str, Any], made_by: str) -> str:
    parts = [
        made_by,
        decided.digest,
        hashlib.sha256(contract_file.read_bytes()).hexdigest(),
        spec.settings.snapshot.model_dump_json(),
        *(one.made_by for one in spec.tokenizers),
        *(one.made_by for one in spec.held_out),
        *(one.made_by for one in spec.annotations),
        model.get("sha256", ""),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@cache
def _contract(file: Path) -> Contract:
    return load_contract(file)
