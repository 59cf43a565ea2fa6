"""Finds erased records among those that have gone through the stages, where their numbers say nothing."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import one_chunk
from reinschrift.sources.left_out.erased import Erased
from reinschrift.sources.left_out.numbered import OF_PLACE, find_moved, in_changed_files


def moved_in_batches(batches: Iterable[Batch], erased: Erased) -> frozenset[str]:
    """Return the ids of records that were erased and that another content of their file has under another number."""
    found: frozenset[str] = frozenset()
    for batch in batches if erased.numbered else ():
        documents = batch.documents.select(list(OF_PLACE))
        if pc.any(in_changed_files(erased.numbered, erased.key, documents)).as_py():
            found |= find_moved(erased.numbered, erased.key, documents, _texts_of(batch)).keys()
    return found


def _texts_of(batch: Batch) -> pa.Table:
    """Return the texts of a batch, content or not, as `id` and `text`: several rows a document."""
    ids = one_chunk(batch.documents["id"])
    lines = pa.table({"id": ids.take(batch.paragraphs["document"]), "text": batch.paragraphs["text"]})
    unread = pa.table({"id": ids, "text": batch.documents["problem_text"]})
    return pa.concat_tables([lines, unread])
