"""Records that are read together or one after the other give the same tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

import reinschrift
from reinschrift.project import Project, load_project
from reinschrift.shard import measured
from reinschrift.shard.measure import read_records
from reinschrift.shard.spec import ShardSpec
from reinschrift.snapshot.erase import erase
from reinschrift.storage import LocalStorage
from tests.property.test_rebuild import rows_of
from tests.steps import rebuild_here
from tests.texts import text_of

RAW = Path(__file__).parents[2] / "raw"
SETTINGS = ("stages.language.foreign_paragraphs=split", "stages.verdicts.synthetic=remove")


def a_project(root: Path) -> Project:
    return load_project(str(root), SETTINGS)


@pytest.mark.parametrize("n_rows", [2])
def test_batches_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_rows: int) -> None:
    """Law: pages, records and damaged files, opt-outs, parts in other languages, documents that were erased.

    Parts in other languages stand behind what was read with them, so the order of rows is not the same.
    """

    def some_at_a_time(spec: ShardSpec) -> Iterator[pa.Table]:
        for records in read_records(spec):
            yield from (records.slice(at, n_rows) for at in range(0, max(1, records.num_rows), n_rows))

    shutil.copytree(RAW, tmp_path / "one" / "raw")
    (tmp_path / "one" / "reinschrift.toml").touch()
    numbered = tmp_path / "one" / "raw" / "sample" / "web" / "zz.jsonl"
    records = [{"text": text_of(number)} for number in range(5)]
    numbered.write_text("".join(json.dumps(one) + "\n" for one in records) + "{broken\n")
    one = a_project(tmp_path / "one")
    rebuild_here(one)
    rows = reinschrift.open(one.output).documents.to_arrow().to_pylist()
    ids = [row["id"] for row in rows if row["text"] == text_of(3) or row["source"] == "sample-pages"]
    erase(LocalStorage(one.output), sorted(ids)[::2] + [row["id"] for row in rows if row["text"] == text_of(3)])
    numbered.write_text("".join(json.dumps(one) + "\n" for one in records[1:]))
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    other = a_project(tmp_path / "other")
    rebuild_here(one)
    monkeypatch.setattr(measured, "read_records", some_at_a_time)
    rebuild_here(other)
    assert rows_of(other.output) == rows_of(one.output)
    assert reinschrift.open(other.output).removed.where(reason="erased").count() > 1
