"""What was decided of documents and paragraphs is carried out: what goes becomes rows of `removed`."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, set_columns
from reinschrift.dedup.decided import ShardDecisions
from reinschrift.reasons import MARKS, mark_rows
from reinschrift.shard.separate import PROVENANCE, removed_rows

MATCHED = ("matched_document", "matched_snapshot", "matched_item")
_DECIDED = (*MARKS, *MATCHED)


def of_paragraphs(decided: ShardDecisions, first: int, n_documents: int) -> pa.Table:
    """Return the paragraphs that repeat others, of `n_documents` of a shard from number `first` on."""
    repeats = decided.on_paragraphs(first, n_documents)
    return set_columns(repeats, matched_item=pa.nulls(repeats.num_rows, pa.string()))


def with_emptied(documents: pa.Table, paragraphs: pa.Table, repeats: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Remove documents of which every paragraph was decided to be removed; return them, and the other decisions.

    Their reason, and what was measured and matched, are those of their first paragraph.
    """
    document = numbers(repeats["document"])
    n_rows = np.bincount(numbers(paragraphs["document"]), minlength=documents.num_rows)
    n_repeats = np.bincount(document, minlength=documents.num_rows)
    is_emptied = (n_repeats > 0) & (n_repeats >= n_rows) & numbers(pc.is_null(documents["reason"])).astype(bool)
    if not is_emptied.any():
        return documents, repeats
    firsts = repeats.take(pa.array(np.searchsorted(document, np.flatnonzero(is_emptied))))
    documents = mark_rows(documents, is_emptied, **{name: firsts[name] for name in _DECIDED})
    return documents, repeats.filter(pa.array(~is_emptied[document]))


def without_decided(decided: pa.Table, paragraphs: pa.Table, documents: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Take out the paragraphs that were decided to go; return what is left, and the rows for `removed`."""
    if decided.num_rows == 0:
        return paragraphs, removed_rows(_paragraph_rows(paragraphs.slice(0, 0), documents), "paragraph")
    rows = paragraphs.select(["document", "position"]).append_column("number", pa.array(np.arange(paragraphs.num_rows)))
    found = decided.join(rows, keys=["document", "position"], join_type="inner").sort_by("number")
    taken = paragraphs.take(found["number"])
    taken = mark_rows(taken, np.ones(taken.num_rows, bool), **{name: found[name] for name in _DECIDED})
    lost = removed_rows(
        _paragraph_rows(taken, documents),
        "paragraph",
        **{name: taken[name] for name in MATCHED},
    )
    is_left = np.ones(paragraphs.num_rows, bool)
    is_left[numbers(found["number"])] = False
    return paragraphs.filter(pa.array(is_left)), lost


def _paragraph_rows(paragraphs: pa.Table, documents: pa.Table) -> pa.Table:
    of_document = documents.select(["id", *PROVENANCE]).take(paragraphs["document"])
    rows = set_columns(paragraphs, **{name: of_document[name] for name in of_document.column_names})
    missing = {name: kind for name, kind in MARKS.items() if name not in rows.column_names}
    return set_columns(rows, **{name: pa.nulls(rows.num_rows, kind) for name, kind in missing.items()})


def removed_documents(documents: pa.Table) -> pa.Table:
    """Return the rows for `removed` of documents that go."""
    return removed_rows(
        documents,
        "document",
        **{name: documents[name] for name in MATCHED},
    )
