"""Joins annotations to documents, and marks the documents that go by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.annotations.entries import AnnotationSet
from reinschrift.annotations.read import Annotations, annotations_of
from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.conditions import is_true_of
from reinschrift.errors import ConfigError
from reinschrift.reasons import mark_rows
from reinschrift.text.addresses import page_of

STAGE, REASON, COLUMN = "annotations", "annotated", "annotations"
ENTRIES = pa.list_(
    pa.struct(
        [
            ("set", pa.string()), ("name", pa.string()), ("label", pa.string()), ("value", pa.float64()),
            ("origin", pa.string()),
        ]
    )
)  # fmt: skip
"""What annotations say of a document: a row for each column of each set that has a value; a label or a number."""


def check_annotations(sets: Sequence[AnnotationSet]) -> None:
    """Read all files once, so that what is wrong in them stops a run before any work; `ConfigError`."""
    for one in sets:
        _asked(_taken(annotations_of(one), pa.array([], pa.int64())), one)


def annotate(documents: pa.Table, hashes: pa.Array | None, sets: Sequence[AnnotationSet]) -> pa.Table:
    """Return documents with the column `annotations`, and a reason for those that a set removes.

    Args:
        documents: those of a batch, with `id` and `url`; such as have a reason already keep it.
        hashes: SHA-256 of each one's text; needed where a set goes by it.
        sets: in the order in which the register has them. The first that removes a document is the reason.
    """
    if not sets:
        return set_columns(documents, annotations=pa.nulls(documents.num_rows, ENTRIES))
    found = [(one, _rows_for(documents, hashes, one)) for one in sets]
    documents = set_columns(documents, annotations=_entries(found, documents.num_rows))
    for one, rows in found:
        if one.conditions:
            documents = _marked(documents, rows, one)
    return documents


def count_annotated(documents: pa.Table) -> Counter[str]:
    """Return how many documents each set speaks of."""
    entries = pc.list_flatten(one_chunk(documents[COLUMN]))
    owner = pc.list_parent_indices(one_chunk(documents[COLUMN]))
    pairs = pa.table({"owner": owner, "set": entries.field("set")}).group_by(["owner", "set"]).aggregate([])
    return Counter({each["values"]: each["counts"] for each in one_chunk(pairs["set"]).value_counts().to_pylist()})


def _rows_for(documents: pa.Table, hashes: pa.Array | None, one: AnnotationSet) -> dict[str, pa.Array]:
    """Return the columns of a set, a value or null for each document."""
    known = annotations_of(one)
    if one.by == "url":
        keys = pa.array([url and page_of(url) for url in documents["url"].to_pylist()], pa.string())
    else:
        keys = one_chunk(documents["id"]) if one.by == "id" else hashes
    return _taken(known, pc.index_in(keys, value_set=known.keys))


def _taken(known: Annotations, at: pa.Array) -> dict[str, pa.Array]:
    return {name: column.take(at) for name, column in known.columns.items()}


def _entries(found: Sequence[tuple[AnnotationSet, Mapping[str, pa.Array]]], n_rows: int) -> pa.Array:
    """Return the lists of what annotations say, in the order of sets and columns; null where nothing is."""
    columns = [(one, name, column) for one, rows in found for name, column in rows.items()]
    says = np.array([numbers(pc.is_valid(column)) for *_, column in columns], bool).reshape(len(columns), n_rows)
    row, which = np.nonzero(says.T)
    place = pa.array(which * n_rows + row)
    labels, values = (pa.concat_arrays([_as(column, kind) for *_, column in columns] or [pa.nulls(0, kind)])
                      for kind in (pa.string(), pa.float64()))  # fmt: skip
    of_column = {
        "set": [one.name for one, *_ in columns],
        "name": [name for _, name, _ in columns],
        "origin": [one.origin or None for one, *_ in columns],
    }
    taken = {name: pa.array(each, pa.string()).take(pa.array(which)) for name, each in of_column.items()}
    fields = {**taken, "label": labels.take(place), "value": values.take(place)}
    entries = pa.StructArray.from_arrays(
        [fields[field.name] for field in ENTRIES.value_type], fields=[*ENTRIES.value_type]
    )
    counts = says.sum(axis=0)
    offsets = pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    return pa.ListArray.from_arrays(offsets, entries, mask=pa.array(counts == 0))


def _as(column: pa.Array, kind: pa.DataType) -> pa.Array:
    return column if column.type == kind else pa.nulls(len(column), kind)


def _marked(documents: pa.Table, rows: Mapping[str, pa.Array], one: AnnotationSet) -> pa.Table:
    goes = _asked(rows, one) & numbers(pc.is_null(documents["reason"])).astype(bool)
    first, condition = next(iter(one.conditions.items()))
    measured = rows[first].filter(pa.array(goes)) if rows[first].type == pa.float64() else None
    return mark_rows(
        documents, goes, reason=REASON, stage=STAGE, measured=measured,
        threshold=None if measured is None else _bound(condition),
        matched_item=pa.array([f"{one.name}:{', '.join(one.conditions)}"] * int(goes.sum()), pa.string()),
    )  # fmt: skip


def _asked(rows: Mapping[str, pa.Array], one: AnnotationSet) -> npt.NDArray[np.bool_]:
    """Say of each document whether it meets the conditions of a set; one without annotations meets none."""
    try:
        return is_true_of(pa.table(dict(rows)), one.conditions)
    except ConfigError as error:
        message = f"remove cannot be asked: {error.message}"
        raise ConfigError(f"The annotations {one.name} cannot be joined: {message}", hint=error.hint) from error


def _bound(condition: Any) -> float | None:
    """Return the number that a document is compared with: a least, a greatest, or the one wanted."""
    values = (
        [condition[key] for key in ("min", "max") if key in condition]
        if isinstance(condition, Mapping)
        else [condition]
    )
    return next((float(value) for value in values if isinstance(value, int | float)), None)
