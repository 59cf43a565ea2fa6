"""How often a paragraph is repeated is told in steps, so that one more document does not rewrite every shard."""

from __future__ import annotations

import pyarrow as pa
import pytest

from reinschrift.dedup.decided import in_steps


@pytest.mark.parametrize(
    ("measured", "told"), [(20, 20), (21, 20), (39, 20), (40, 40), (79, 40), (80, 80), (160, 160), (90_000, 160)]
)
def test_counts_are_told_in_steps(measured: float, told: float) -> None:
    """At least that many, never below the threshold, and no further than eight times."""
    rows = pa.table(
        {
            "reason": ["repeated_paragraph", "other"],
            "measured": pa.array([measured, measured], pa.float32()),
            "threshold": pa.array([20, 20], pa.float32()),
        }
    )
    assert in_steps(rows)["measured"].to_pylist() == [told, measured]


def test_what_has_no_count_stays() -> None:
    """No rows, and rows without a measure."""
    kind = pa.schema([("reason", pa.string()), ("measured", pa.float32()), ("threshold", pa.float32())])
    assert in_steps(kind.empty_table()).num_rows == 0
    rows = pa.table({"reason": ["x"], "measured": [None], "threshold": [None]}, schema=kind)
    assert in_steps(rows).to_pylist() == rows.to_pylist()
