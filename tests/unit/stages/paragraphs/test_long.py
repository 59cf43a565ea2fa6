"""Documents of one endless line, of any length."""

from __future__ import annotations

import pyarrow as pa

from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.settings.stages import StagesSettings
from reinschrift.stages import STAGES, refine

CLEANING = STAGES[: [stage.name for stage in STAGES].index("paragraphs") + 1]


def test_an_endless_line_of_two_megabytes_is_divided() -> None:
    """Its pieces together hold it once, not once a piece: that would be more than a column can hold."""
    text = " ".join(f"Am Tag {number} kam ein Bote und ging am Abend wieder fort." for number in range(36_000))
    batch = refine(Batch(batch_of([text]).documents, pa.table({})), StagesSettings(), CLEANING)
    pieces = batch.paragraphs["text"].to_pylist()
    assert len(pieces) > 3_000
    assert " ".join(pieces) == text
