"""Which copy of a document comes first."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reinschrift.dedup.priority import ranks


def test_a_source_without_a_priority_stands_in_the_middle() -> None:
    """Behind one of a hundred, before one of a hundred and fifty, and as one of 128."""
    documents = pa.table(
        {"priority": pa.array([100, None, 150, 128], pa.int32()), "published": pa.nulls(4, pa.date32())}
    )
    before, none, behind, same = ranks(documents, np.full(4, 50, np.int64)).tolist()
    assert before < none < behind
    assert none == same == ranks(documents.drop_columns("priority"), np.full(4, 50, np.int64)).tolist()[0]
