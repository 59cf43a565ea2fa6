"""Train, validation and test: by cluster, by source, by time."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import reinschrift
from reinschrift.settings.tree import SnapshotSettings
from reinschrift.snapshot.splits import split_of
from tests.steps import project_of, rebuild_here

N = 20_000


def splits(settings: dict[str, object], **columns: list[str]) -> list[str]:
    found: list[str] = split_of(pa.table(columns), SnapshotSettings.model_validate(settings)).to_pylist()
    return found


def test_shares_are_those_of_the_settings() -> None:
    """Of many clusters, about the shares asked for are in each split."""
    found = splits({"test_share": 0.1, "validation_share": 0.05}, cluster=[f"{n:032x}" for n in range(N)])
    assert found.count("test") / N == pytest.approx(0.1, abs=0.01)
    assert found.count("validation") / N == pytest.approx(0.05, abs=0.01)


def test_a_larger_share_moves_nothing_out_of_test() -> None:
    """Raising a share only adds documents to the split."""
    clusters = [f"{n:032x}" for n in range(2000)]
    small, large = (splits({"test_share": share}, cluster=clusters) for share in (0.05, 0.2))
    assert all(after == "test" for before, after in zip(small, large, strict=True) if before == "test")


def test_a_source_stays_together() -> None:
    """Split by source, all documents of a source are in one split, whatever their clusters."""
    found = splits({"split_by": "source", "test_share": 0.5}, source=[f"s{n % 40}" for n in range(400)])
    assert all(len({found[k] for k in range(n, 400, 40)}) == 1 for n in range(40))
    assert set(found) >= {"train", "test"}


def test_a_day_parts_old_from_new() -> None:
    """From a day on documents are in test, from an earlier one in validation; undated ones are in train."""
    table = pa.table({"published": pa.array([date(2024, 1, 1), date(2025, 1, 1), date(2025, 6, 1), None], pa.date32())})
    settings = SnapshotSettings(validation_from=date(2025, 1, 1), test_from=date(2025, 6, 1))
    assert split_of(table, settings).to_pylist() == ["train", "validation", "test", "train"]


def write_texts(folder: Path, numbers: range) -> None:
    """Write documents of random words, and to each a near copy: three words of four hundred replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        draw = random.Random(number)
        words = [f"{draw.choice(('Haus', 'Fluss', 'Wiese', 'Turm'))}{draw.randrange(500)}" for _ in range(400)]
        (folder / f"{number}.txt").write_text(f"Der {' '.join(words)} steht.", encoding="utf-8")
        words[::150] = ["anderswo"] * len(words[::150])
        (folder / f"{number}-copy.txt").write_text(f"Der {' '.join(words)} steht.", encoding="utf-8")


@pytest.mark.slow
def test_splits_stand_and_no_near_copy_crosses_them(tmp_path: Path) -> None:
    """As a corpus grows, no document moves; of two near copies one is kept, so they are never in two splits."""
    raw, project = tmp_path / "raw", None
    seen: dict[str, str] = {}
    for end in (12, 24):
        write_texts(raw, range(end))
        project = project_of(raw, tmp_path / "out", "snapshot.test_share=0.4", "snapshot.validation_share=0.2")
        rebuild_here(project)
        rows = reinschrift.open(tmp_path / "out").documents.to_arrow().to_pylist()
        assert len(rows) == end
        kept = [row["source_path"].removesuffix(".txt").removesuffix("-copy") for row in rows]
        assert len(set(kept)) == end
        now = {row["id"]: row["split"] for row in rows}
        assert {name: now.get(name) for name in seen} == seen
        seen = now
    assert len(set(seen.values())) == 3
