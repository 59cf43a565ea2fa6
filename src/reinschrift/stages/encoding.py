"""The stage `encoding`: characters that were broken on the way are repaired; quotation marks and dashes stay."""

from __future__ import annotations

from reinschrift.batch import Batch
from reinschrift.columns import one_chunk, set_columns
from reinschrift.settings.stages import EncodingSettings
from reinschrift.stages.rows.repairs import add_counts
from reinschrift.text.repair import repaired


def repair_characters(batch: Batch, settings: EncodingSettings) -> Batch:
    """Replace `documents.text` by its repaired form and add `documents.repairs`, a struct of int32 counts by kind.

    Repairing twice changes nothing more.
    """
    text, counts = repaired(one_chunk(batch.documents["text"]), settings)
    documents = set_columns(batch.documents, text=text)
    return batch._replace(documents=add_counts(documents, counts))
