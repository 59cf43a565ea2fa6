"""Which decisions speak of which documents and paragraphs, by row; where several do, the last in the file holds."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk, set_columns
from reinschrift.decisions import Decision, is_at
from reinschrift.text.addresses import page_of
from reinschrift.text.arrays import RowNumbers

DECISION = pa.struct([
    pa.field("who", pa.string()),
    pa.field("when", pa.date32()),
    pa.field("why", pa.string()),
    pa.field("overrules", pa.string()),
])  # fmt: skip
"""The type of the column `decision`: of what a decision kept, with the reason that it overrules, or removed."""


def documents_named(documents: pa.Table, decisions: Sequence[Decision]) -> list[RowNumbers]:
    """Return for each entry the rows of the documents that its `document` and `path` name; all if it has neither.

    `documents`: `id`, `url` and `source_path` of records of one source, which the entries concern.
    """
    by_id = _rows_by(one_chunk(documents["id"]), {one.document for one in decisions if one.document})
    pages = {page_of(one.document) for one in decisions if one.document and one.is_url}
    by_page = _rows_by(_pages(documents["url"]), pages) if pages else {}
    paths = one_chunk(documents["source_path"]).dictionary_encode()
    every = np.arange(documents.num_rows)
    found = []
    for one in decisions:
        rows = every
        if one.document is not None:
            named = by_page.get(page_of(one.document)) if one.is_url else by_id.get(one.document)
            rows = np.array(named or [], np.int64)
        if one.path is not None and len(rows):
            wanted = np.array([is_at(path, one.path) for path in paths.dictionary.to_pylist()], bool)
            rows = rows[wanted[numbers(paths.indices)[rows]]]
        found.append(rows)
    return found


def _pages(urls: pa.ChunkedArray) -> pa.Array:
    return pa.array([None if url is None else page_of(url) for url in urls.to_pylist()], pa.string())


def _rows_by(column: pa.Array, wanted: Iterable[str]) -> dict[str, list[int]]:
    rows = np.flatnonzero(numbers(pc.is_in(column, pa.array(sorted(wanted), pa.string()))))
    found: dict[str, list[int]] = defaultdict(list)
    for row, value in zip(rows.tolist(), column.take(pa.array(rows)).to_pylist(), strict=True):
        found[value].append(row)
    return found


def paragraphs_named(
    paragraphs: pa.Table, named: Sequence[RowNumbers], decisions: Sequence[Decision]
) -> list[RowNumbers]:
    """Return for each entry that is of paragraphs the rows that it speaks of; none for the others.

    `paragraphs`: `document` (row of the document), `text` as it is published, `reason` or null. `named` is what
    `documents_named` gives. One without `paragraph` speaks of all rows that its reason removes.
    """
    by_hash = _rows_by_hash(one_chunk(paragraphs["text"]), {one.paragraph for one in decisions if one.paragraph})
    reasons = one_chunk(paragraphs["reason"])
    document = numbers(paragraphs["document"])
    found = []
    for one, documents in zip(decisions, named, strict=True):
        rows = np.zeros(0, np.int64)
        if one.paragraph is not None:
            rows = np.array(by_hash.get(one.paragraph, []), np.int64)
        elif one.is_of_paragraphs:
            rows = np.arange(paragraphs.num_rows)
        if one.reason is not None and len(rows):
            rows = rows[numbers(pc.fill_null(pc.equal(reasons.take(pa.array(rows)), one.reason), False)).astype(bool)]  # noqa: FBT003
        found.append(rows[np.isin(document[rows], documents)])
    return found


def hash_of_paragraph(text: str) -> str:
    """Return the SHA-256 of a paragraph's text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _rows_by_hash(texts: pa.Array, wanted: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    lengths = sorted({len(prefix) for prefix in wanted})
    for row, text in enumerate(texts.to_pylist() if wanted else ()):
        digest = hash_of_paragraph(text)
        for length in lengths:
            if digest[:length] in wanted:
                found[digest[:length]].append(row)
    return found


def last_of(spoken: Sequence[RowNumbers], n_rows: int) -> RowNumbers:
    """Return for each row the number of the last entry that speaks of it; -1 where none does."""
    last = np.full(n_rows, -1, np.int64)
    for number, rows in enumerate(spoken):
        last[rows] = number
    return last


def with_decisions(table: pa.Table, decisions: Sequence[Decision], last: RowNumbers, overrules: pa.Array) -> pa.Table:
    """Return `table` with its column `decision` filled where `last` has the number of an entry, else as it was."""
    at = pa.array(last, mask=last < 0)
    who, why = (pa.array([getattr(one, name) for one in decisions], pa.string()).take(at) for name in ("who", "why"))
    when = pa.array([date.fromisoformat(one.when) for one in decisions], pa.date32()).take(at)
    is_decided = last >= 0
    fields = [who, when, why, overrules.cast(pa.string())]
    column = pa.StructArray.from_arrays(fields, fields=list(DECISION), mask=pa.array(~is_decided))
    if "decision" in table.column_names:
        column = pc.if_else(pa.array(is_decided), column, one_chunk(table["decision"]))
    return set_columns(table, decision=column)
