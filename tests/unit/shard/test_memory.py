"""A shard needs the memory of one batch, not of the batch before it, too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from reinschrift.shard import measured
from reinschrift.shard.plan import plan_rebuild
from reinschrift.shard.refine import refine_shard
from reinschrift.shard.spec import ShardSpec
from reinschrift.sources import read_parts
from tests.steps import project_of
from tests.texts import write_file

BATCH = 400_000


def test_nothing_of_a_batch_stays_while_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a batch is asked for, Arrow holds none but what was read ahead."""
    write_file(tmp_path / "raw", "a", range(5000))
    (spec,) = plan_rebuild(project_of(tmp_path / "raw", tmp_path / "out")).shards
    held: list[int] = []

    def read(spec: ShardSpec) -> Iterator[pa.Table]:
        batches = read_parts(spec.parts, spec.source, spec.settings.read, BATCH)
        while True:
            held.append(pa.total_allocated_bytes())
            batch = next(batches, None)
            if batch is None:
                return
            assert batch.nbytes > BATCH // 2 or len(held) > 3
            yield batch
            del batch

    monkeypatch.setattr(measured, "read_records", read)
    refine_shard(spec)
    assert len(held) > 4
    assert max(held[1:]) - held[0] < 2 * BATCH  # one that was read ahead, and the writers' own
