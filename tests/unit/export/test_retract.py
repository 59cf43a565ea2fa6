"""Copies follow an erasure: rows, statistics and manifest, by whatever says which document a row is."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.export.forms import export_snapshot
from reinschrift.export.retract import Retracted, apply_retractions, read_retractions
from reinschrift.project import Project
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.statistics import SCHEMA, count_tables
from reinschrift.storage import LocalStorage, sha256_of
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, write_file


def published(tmp_path: Path, *numbers: int) -> Project:
    """Publish texts without ids or URLs."""
    (tmp_path / "raw").mkdir(exist_ok=True)
    lines = "".join(json.dumps({"text": text_of(number)}) + "\n" for number in numbers)
    (tmp_path / "raw" / "a.jsonl").write_text(lines)
    project = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(project)
    return project


def erase_text(project: Project, number: int) -> None:
    rows = reinschrift.open(project.output).documents.to_arrow()
    (identity,) = rows.filter(pc.equal(rows["text"], text_of(number)))["id"].to_pylist()
    erase(LocalStorage(project.output), [identity])


def copied(project: Project, copy: Path, *columns: str) -> Path:
    """Write some columns of the newest documents as somebody else may have them."""
    copy.mkdir()
    pq.write_table(reinschrift.open(project.output).documents.select(*columns).to_arrow(), copy / "rows.parquet")
    return copy


def left_in(copy: Path) -> list[str]:
    return list(pq.read_table(copy / "rows.parquet")["text"].to_pylist())


@pytest.mark.parametrize("columns", [("id", "text"), ("text",), ("id", "text", "source_sha256")])
def test_a_number_that_another_document_has_takes_nothing_else(tmp_path: Path, columns: tuple[str, ...]) -> None:
    """Kind: ids by number. In the copy of an earlier snapshot the erased text is there, and another has its number."""
    project = published(tmp_path, 0, 1, 2, 3, 4)
    before = copied(project, tmp_path / "before", *columns)
    published(tmp_path, 9, 0, 1, 2, 3, 4)
    after = copied(project, tmp_path / "after", *columns)
    erase_text(project, 3)
    later = copied(project, tmp_path / "later", *columns)
    retracted = read_retractions(str(project.output))
    for copy, there in ((before, [0, 1, 2, 4]), (after, [9, 0, 1, 2, 4]), (later, [9, 0, 1, 2, 4])):
        apply_retractions(retracted, copy)
        assert left_in(copy) == [text_of(number) for number in there]


def test_what_is_in_doubt_is_named(tmp_path: Path) -> None:
    """Texts that somebody changed, with ids by number alone: nothing says whether it is the document."""
    project = published(tmp_path, 0, 1, 2, 3)
    copy = copied(project, tmp_path / "copy", "id", "text")
    rows = pq.read_table(copy / "rows.parquet")
    pq.write_table(rows.set_column(1, "text", pc.utf8_upper(rows["text"])), copy / "rows.parquet")
    erase_text(project, 3)
    done = CliRunner().invoke(main, ["apply-retractions", str(project.output), str(copy)])
    (erased,) = set(rows["id"].to_pylist()) - set(
        reinschrift.open(project.output).documents.to_arrow()["id"].to_pylist()
    )
    assert done.exit_code == 1
    assert f"1 row with the id of an erased document and another text stayed: {erased}" in done.stderr
    assert len(left_in(copy)) == 4


def test_a_folder_is_counted_again(tmp_path: Path) -> None:
    """Kind: what is derived from rows. The host of an erased page stood in the statistics, and counts stayed."""
    write_file(tmp_path / "raw", "a", range(6))
    (tmp_path / "raw" / "b.jsonl").write_text(json.dumps({"text": text_of(7), "url": "https://only.example/7"}))
    project = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(project)
    storage, copy = project.storage(), tmp_path / "copy"
    export_snapshot(storage, "folder", "latest", copy)
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert apply_retractions(_nothing_of(tmp_path), copy)["rows"] == {}
    assert {path: path.read_bytes() for path in before} == before
    erase(LocalStorage(project.output), ["https://only.example/7"])
    done = apply_retractions(read_retractions(str(project.output)), copy)
    assert (done["failed"], done["not_followed"]) == ({}, [])
    statistics = pq.read_table(copy / "statistics" / "part-00000.parquet")
    assert "only.example" not in str(statistics.to_pylist())
    tables = {name: pq.read_table(copy / name) for name in ("documents", "paragraphs", "removed")}
    assert statistics.cast(SCHEMA).equals(count_tables(**tables))
    manifest = Manifest.from_bytes((copy / "manifest.json").read_bytes(), "there")
    assert manifest.counts["kept"] == {
        "documents": 6, "paragraphs": 24, "chars": sum(len(text_of(number)) for number in range(6)),
    }  # fmt: skip
    for table, items in manifest.tables.items():
        assert {item.sha256 for item in items} == {sha256_of(path) for path in (copy / table).iterdir()}
    of_dataset = reinschrift.open(project.output).manifest
    assert [item.root for item in manifest.tables["documents"]] == [
        item.root for item in of_dataset.tables["documents"]
    ]


def _nothing_of(tmp_path: Path) -> Retracted:
    (tmp_path / "none.jsonl").write_text("")
    return read_retractions(str(tmp_path / "none.jsonl"))
