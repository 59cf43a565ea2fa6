"""Records that are read together or one after the other give the same tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest

import reinschrift
from reinschrift.project import Project, load_project
from reinschrift.shard import measured, plan
from reinschrift.shard.measure import read_records
from reinschrift.shard.spec import ShardSpec
from reinschrift.snapshot.erase import erase
from reinschrift.sources import list_files
from reinschrift.storage import LocalStorage
from tests.property.test_rebuild import rows_of
from tests.steps import rebuild_here
from tests.texts import text_of

RAW = Path(__file__).parents[2] / "raw"
SETTINGS = ("stages.language.foreign_paragraphs=split", "stages.verdicts.synthetic=remove")


def a_project(root: Path) -> Project:
    return load_project(str(root), SETTINGS)


def sample_in(root: Path) -> Path:
    """Copy the sample's register and files, and add records that their file knows by a number; return their file."""
    shutil.copytree(RAW, root / "raw")
    (root / "reinschrift.toml").touch()
    numbered = root / "raw" / "sample" / "web" / "zz.jsonl"
    lines = "".join(json.dumps({"text": text_of(number)}) + "\n" for number in range(12))
    numbered.write_text(f"{lines}{{broken\n")
    return numbered


def test_blocks_of_files_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law: files of every format of the sample, cut into more than a hundred shards, or each whole."""
    sample_in(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    one = load_project(str(tmp_path / "one"))
    rebuild_here(one)
    monkeypatch.setattr(plan, "list_files", partial(list_files, block_bytes=100))
    other = load_project(str(tmp_path / "other"), ("snapshot.shard_mb=0.0005",))
    assert len(plan.plan_rebuild(other).shards) > 100
    rebuild_here(other)
    assert rows_of(other.output) == rows_of(one.output)


@pytest.mark.parametrize("n_rows", [2])
def test_batches_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_rows: int) -> None:
    """Law: pages, records and damaged files, opt-outs, parts in other languages, documents that were erased.

    Parts in other languages stand behind what was read with them, so the order of rows is not the same.
    """

    def some_at_a_time(spec: ShardSpec) -> Iterator[pa.Table]:
        for records in read_records(spec):
            yield from (records.slice(at, n_rows) for at in range(0, max(1, records.num_rows), n_rows))

    numbered = sample_in(tmp_path / "one")
    one = a_project(tmp_path / "one")
    rebuild_here(one)
    rows = reinschrift.open(one.output).documents.to_arrow().to_pylist()
    ids = [row["id"] for row in rows if row["text"] == text_of(3) or row["source"] == "sample-pages"]
    erase(LocalStorage(one.output), sorted(ids)[::2] + [row["id"] for row in rows if row["text"] == text_of(3)])
    numbered.write_text("".join(f"{line}\n" for line in numbered.read_text().splitlines()[1:]))
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    other = a_project(tmp_path / "other")
    rebuild_here(one)
    monkeypatch.setattr(measured, "read_records", some_at_a_time)
    rebuild_here(other)
    assert rows_of(other.output) == rows_of(one.output)
    assert reinschrift.open(other.output).removed.where(reason="erased").count() > 1
