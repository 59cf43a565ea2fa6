"""Split kept from removed: the one place where rows part, and where a document's text is put together."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import BETWEEN_PARAGRAPHS, READ, Batch
from reinschrift.columns import constant, numbers, one_chunk, set_columns
from reinschrift.reasons import MARKS
from reinschrift.sources.sites.supplied import NAMES as SITE_FILES

PROVENANCE = (
    "source", "source_path", "record", "source_format", "source_sha256", "collected",
    "url", "license", "rights", "rights_evidence",
)  # fmt: skip

OF_WHOLE_DOCUMENTS = ("language", "quality", "verdicts", "purposes", "rights_statements", "synthetic", "annotations")
"""What replaying verdicts and rights needs; null in other rows."""


RAW_FIELDS = (
    "problem_text", "problem_detail", "headers", "html_meta", *SITE_FILES,
    *(f"{name}{READ}" for name in SITE_FILES), "blocks", "keywords", "canonical_url",
    "declared_language", "metadata_evidence",
)  # fmt: skip
"""What only readers and stages need: raw words of a page or record, which are kept nowhere."""


class Separated(NamedTuple):
    """What became of a batch: every document and every paragraph is in exactly one of the three.

    A span is part of a paragraph and not counted among them.
    """

    documents: pa.Table
    """Kept documents with their final text."""
    paragraphs: pa.Table
    """Kept paragraphs of kept documents; `document` is the row in `documents`."""
    removed: pa.Table
    """One row for each removed document, for each paragraph that was removed by itself, and for each span that was
    taken out of a paragraph; `document` is the row of its document in `documents`, null if that went too."""


class Joined(NamedTuple):
    """Texts put together from paragraphs, and where in them each paragraph lies."""

    texts: pa.Array
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]


def join_paragraphs(document: npt.NDArray[np.int32], texts: pa.Array, n_documents: int) -> Joined:
    """Join each document's paragraphs by one blank line; `document` (ascending) is each paragraph's row.

    Returns the texts of all `n_documents`, and each paragraph's start and end in characters.
    """
    bounds = np.searchsorted(document, np.arange(n_documents + 1)).astype(np.int32)
    lists = pa.ListArray.from_arrays(pa.array(bounds), texts)
    lengths = numbers(pc.utf8_length(texts)).astype(np.int64) + len(BETWEEN_PARAGRAPHS)
    ends = np.cumsum(lengths)
    before = np.concatenate(([0], ends))[bounds[:-1]] if len(bounds) > 1 else np.zeros(0, np.int64)
    starts = ends - lengths - before[document]
    return Joined(pc.binary_join(lists, BETWEEN_PARAGRAPHS), starts, starts + lengths - len(BETWEEN_PARAGRAPHS))


def positions_of(document: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Return each row's number within its document, from 0; `document` is ascending."""
    first = np.searchsorted(document, document)
    return (np.arange(len(document)) - first).astype(np.int32)


def separate(batch: Batch) -> Separated:
    """Part a batch that has its reasons into kept documents, kept paragraphs and removed rows.

    A removed document takes its content along as the text of its row; what was debris in it keeps rows of its
    own, so that a document removed here and one removed later as a duplicate read the same.
    """
    documents, paragraphs = batch
    document = numbers(paragraphs["document"])
    paragraphs = set_columns(paragraphs, position=positions_of(document))
    paragraphs, spans = _without_spans(paragraphs)
    is_content = numbers(pc.is_null(paragraphs["reason"])).astype(bool)
    is_kept = numbers(pc.is_null(documents["reason"])).astype(bool)
    content = paragraphs.filter(pa.array(is_content))
    joined = join_paragraphs(document[is_content], one_chunk(content["text"]), documents.num_rows)
    content = set_columns(content, start=joined.starts, end=joined.ends)
    unread = pc.is_valid(documents["problem"])
    documents = set_columns(documents, text=pc.if_else(unread, documents["problem_text"], joined.texts))
    new_row = np.cumsum(is_kept) - 1
    left_out = documents.filter(pa.array(~is_kept))
    debris = _with_provenance(paragraphs.filter(pa.array(~is_content)), documents)
    owner = pa.array(new_row[document[~is_content]], pa.int32(), mask=~is_kept[document[~is_content]])
    of_span = numbers(spans["document"])
    removed = [
        set_columns(removed_rows(left_out, "document"), document=pa.nulls(left_out.num_rows, pa.int32())),
        set_columns(removed_rows(debris, "paragraph"), document=owner),
        set_columns(
            removed_rows(_with_provenance(spans, documents), "span", n_chars=spans["n_chars"]),
            document=pa.array(new_row[of_span], pa.int32(), mask=~is_kept[of_span]),
        ),
    ]
    kept_paragraphs = content.filter(pa.array(is_kept[document[is_content]]))
    kept_paragraphs = set_columns(
        kept_paragraphs, document=new_row[numbers(kept_paragraphs["document"])].astype(np.int32)
    )
    of_debris = [name for name in (*MARKS, "matched_document") if name in kept_paragraphs.column_names]
    kept = documents.filter(pa.array(is_kept)).drop_columns([*MARKS, "verdicts"])
    kept = kept.drop_columns([name for name in RAW_FIELDS if name in kept.column_names])
    return Separated(
        kept.combine_chunks(),
        kept_paragraphs.drop_columns(of_debris).combine_chunks(),
        pa.concat_tables(removed, promote_options="default").combine_chunks(),
    )


def removed_rows(rows: pa.Table, scope: str, **more: Any) -> pa.Table:
    """Return `rows` in the form of the table `removed`; columns it does not have are null or given in `more`."""
    n_rows = rows.num_rows
    columns: dict[str, Any] = {
        "document_id": rows["id"],
        "position": rows["position"] if scope != "document" else pa.nulls(n_rows, pa.int32()),
        "scope": constant(scope, n_rows, pa.string()),
        "stage": rows["stage"],
        "reason": rows["reason"],
        "measured": pc.cast(rows["measured"], pa.float32()),
        "threshold": pc.cast(rows["threshold"], pa.float32()),
        "matched_document": more.get("matched_document", _or_null(rows, "matched_document")),
        "matched_snapshot": more.get("matched_snapshot", pa.nulls(n_rows, pa.string())),
        "text": rows["text"],
        "n_chars": more.get("n_chars", pc.cast(pc.utf8_length(rows["text"]), pa.int64())),
    }
    if "matched_item" in more:
        columns["matched_item"] = more["matched_item"]
    if scope == "document":
        columns |= {name: rows[name] for name in OF_WHOLE_DOCUMENTS if name in rows.column_names}
    columns |= {name: rows[name] for name in PROVENANCE}
    if "decision" in rows.column_names:  # one to keep it, which overrules a reason, did not hold
        keeps = pc.is_valid(pc.struct_field(rows["decision"], "overrules"))
        columns["decision"] = pc.if_else(keeps, pa.scalar(None, rows["decision"].type), rows["decision"])
    return pa.table(columns)


def _or_null(rows: pa.Table, name: str) -> pa.ChunkedArray | pa.Array:
    return rows[name] if name in rows.column_names else pa.nulls(rows.num_rows, pa.string())


def _without_spans(paragraphs: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return the paragraphs without their column `spans`, and the spans: a row each, with its paragraph's place."""
    lists = one_chunk(paragraphs["spans"])
    parts = {name: one_chunk(pc.list_flatten(lists)).field(name) for name in ("reason", "text", "n_chars", "stage")}
    owners = paragraphs.select(["document", "position"]).take(pc.list_parent_indices(lists))
    nothing = pa.nulls(owners.num_rows, pa.float32())
    return paragraphs.drop_columns(["spans"]), set_columns(owners, **parts, measured=nothing, threshold=nothing)


def _with_provenance(paragraphs: pa.Table, documents: pa.Table) -> pa.Table:
    of_document = documents.select(["id", *PROVENANCE]).take(paragraphs["document"])
    return set_columns(paragraphs, **{name: of_document[name] for name in of_document.column_names})
