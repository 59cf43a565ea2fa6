"""The model of the trusted sources: trained on the finished shards, and what it says of the final documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.errors import StorageError
from reinschrift.reasons import mark_rows
from reinschrift.reference.score import scores_of
from reinschrift.reference.train import train
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import read_record, write_record

RECORD = "reference.json"
_FIELDS = {"model": dict}
STAGE, REASON, FIELD = "reference", "unlike_reference", "like_reference"
MOST_TEXTS = 4_000
"""Texts of each kind that train the model: those whose ids have the lowest hashes."""
MOST_CHARS = 4_000
"""Characters of each that are looked at: a long book is not to outweigh all letters."""


def train_reference(shards: Sequence[Path], sources: Sequence[str], decisions: Path) -> None:
    """Train a model of some sources' documents against all others', and write it beside the decisions.

    Nothing is written where no source is one; an empty model where there are too few documents of either kind.
    """
    if not sources:
        return
    chosen = {wanted: _lowest(shards, sources, wanted=wanted) for wanted in (True, False)}
    ids = {each for keys in chosen.values() for _, each in keys}
    drawn = sorted(_drawn(shards, ids, sources))
    is_reference = np.array([wanted for *_, wanted in drawn], bool)
    model = train(pa.array([text for _, text, _ in drawn], pa.string()), is_reference, sorted(sources))
    write_record(LocalStorage(decisions), RECORD, {"model": model or {}})


def read_reference(decisions: Path) -> dict[str, Any]:
    """Return the model beside the decisions, nothing where there is none; `StorageError` if it is damaged."""
    if not (decisions / RECORD).exists():
        return {}
    stored = read_record(LocalStorage(decisions), RECORD, _FIELDS, "the next rebuild trains it anew")
    if stored is None:
        raise StorageError(
            "The model of the trusted sources was changed while the rebuild ran.",
            hint="Run again: it is trained anew.",
            context={"folder": decisions},
        )
    return dict(stored["model"])


def with_scores(documents: pa.Table, texts: pa.Array | None, model: Mapping[str, Any], least: float | None) -> pa.Table:
    """Return documents whose `quality` has the score, null without a model; those below `least` have a reason.

    Args:
        documents: those of a batch; such as have a reason already keep it, and documents of the reference stay.
        texts: their final texts; none without a model.
        model: of the reference; empty without one.
        least: the lowest score that stays; none: all stay.
    """
    scores = scores_of(texts, model) if texts is not None else pa.nulls(documents.num_rows, pa.float32())
    documents = set_columns(documents, quality=_with_field(one_chunk(documents["quality"]), scores))
    if texts is None or least is None:
        return documents
    is_own = pc.is_in(documents["source"], value_set=pa.array(model["reference"], pa.string()))
    goes = numbers(pc.less(scores, least)) & numbers(pc.is_null(documents["reason"])) & ~numbers(is_own)
    goes = goes.astype(bool)
    return mark_rows(
        documents, goes, reason=REASON, stage=STAGE, measured=scores.filter(pa.array(goes)), threshold=least
    )


def without_scores(removed: pa.Table) -> pa.Table:
    """Return rows of `removed` whose `quality` has the field for the score, null: they went before it was known."""
    if "quality" not in removed.column_names:
        return removed
    quality = one_chunk(removed["quality"])
    return set_columns(removed, quality=_with_field(quality, pa.nulls(removed.num_rows, pa.float32())))


def _with_field(quality: pa.StructArray, scores: pa.Array) -> pa.StructArray:
    names = [field.name for field in quality.type if field.name != FIELD]
    arrays = [*(pc.struct_field(quality, name) for name in names), scores]
    return pa.StructArray.from_arrays(arrays, names=[*names, FIELD], mask=pc.is_null(quality))


def _lowest(shards: Sequence[Path], sources: Sequence[str], *, wanted: bool) -> list[tuple[str, str]]:
    """Return hash and id of the documents of one kind with the lowest hashes, whatever shard they are in."""
    found: list[tuple[str, str]] = []
    for rows in _rows(shards, ["id", "source"]):
        own = rows.filter(pc.equal(pc.is_in(rows["source"], value_set=pa.array(sources)), wanted))
        found += [(_hash(each), each) for each in own["id"].to_pylist()]
        found = sorted(found)[:MOST_TEXTS]
    return found


def _drawn(shards: Sequence[Path], ids: set[str], sources: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield hash and text of chosen documents, and whether they are of the reference."""
    wanted = pa.array(sorted(ids), pa.string())
    for rows in _rows(shards, ["id", "source", "text"]):
        own = rows.filter(pc.is_in(rows["id"], value_set=wanted))
        texts = pc.utf8_slice_codeunits(own["text"], 0, MOST_CHARS).to_pylist()
        for each, source, text in zip(own["id"].to_pylist(), own["source"].to_pylist(), texts, strict=True):
            yield _hash(each), text, source in sources


def _rows(shards: Sequence[Path], columns: list[str]) -> Iterator[pa.Table]:
    for folder in shards:
        if (file := folder / "documents.parquet").exists():
            read = pq.ParquetFile(file)
            for group in range(read.num_row_groups):
                yield read.read_row_group(group, columns)


def _hash(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()[:16]
