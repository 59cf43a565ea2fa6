"""Exports are read back by the programs they are for, and hold just the rows of the snapshot."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import ConfigError
from reinschrift.export.forms import export_snapshot
from reinschrift.project import Project
from reinschrift.snapshot.card import LANGUAGE_DOCUMENTS, view_card
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.verify import repair, verify
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.stores import machine
from tests.texts import url_of, write_file


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three snapshots: 1.0.0 with six documents, 1.1.0 with nine, 2.0.0 with three."""
    folder = tmp_path_factory.mktemp("export")
    raw = write_file(folder / "raw", "a", range(6))
    made = project_of(raw, folder / "out", "snapshot.shard_mb=0.001", "snapshot.test_share=0.4")
    rebuild_here(made)
    write_file(raw, "b", range(6, 9))
    rebuild_here(made)
    (raw / "a.jsonl").unlink()
    rebuild_here(made)
    return made


def test_a_folder_stands_alone(project: Project, tmp_path: Path) -> None:
    """Plain Parquet a table, and the manifest."""
    done = CliRunner().invoke(
        main,
        ["export", "--format", "folder", "--version", "1.1.0", "--output", str(tmp_path / "x"), str(project.output),
         "--json"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "manifest.json" in json.loads(done.stdout)["files"]
    snapshot = reinschrift.open(project.output, "1.1.0")
    for table in ("documents", "paragraphs", "removed"):
        rows = getattr(snapshot, table).to_arrow()
        assert pq.read_table(tmp_path / "x" / table).to_pylist() == rows.to_pylist()
    assert not list(tmp_path.glob(".writing-*"))


def test_json_lines_hold_every_row(project: Project, tmp_path: Path) -> None:
    """One object a line, the same values."""
    export_snapshot(LocalStorage(project.output), "jsonl", "latest", tmp_path / "x")
    read = [json.loads(line) for line in (tmp_path / "x" / "documents.jsonl").read_text().splitlines()]
    rows = reinschrift.open(project.output).documents.to_arrow().to_pylist()
    assert [one["text"] for one in read] == [row["text"] for row in rows]
    assert [one["quality"] for one in read] == [row["quality"] for row in rows]


def test_a_hugging_face_repository_has_splits_and_a_card(project: Project, tmp_path: Path) -> None:
    """The files that the card names are there, and together they are the table."""
    import yaml  # noqa: PLC0415  # only here

    export_snapshot(LocalStorage(project.output), "huggingface", "1.1.0", tmp_path / "x")
    head = yaml.safe_load((tmp_path / "x" / "README.md").read_text().split("---\n")[1])
    (documents,) = [config for config in head["configs"] if config["config_name"] == "documents"]
    assert head["language"] == ["de"]
    parts = {
        entry["split"]: pq.read_table(sorted((tmp_path / "x").glob(entry["path"]))) for entry in documents["data_files"]
    }
    assert {split: set(rows["split"].to_pylist()) for split, rows in parts.items()} == {one: {one} for one in parts}
    assert len(parts) > 1
    assert sum(rows.num_rows for rows in parts.values()) == 9


def read_with_datasets(place: Path, cache: Path) -> dict[str, Any]:
    """Return what `datasets` finds in a folder."""
    there = Path(sys.prefix) / "export" / "bin" / "python"
    reader = next((one for one in (str(there), sys.executable) if _has_datasets(one)), None)
    if reader is None:
        pytest.skip("the package `datasets` is not installed: make .venv/ready-export installs it")
    command = [reader, str(Path(__file__).parents[3] / "tests" / "read_hugging_face.py"), str(place), str(cache)]
    found: dict[str, Any] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return found


def _has_datasets(python: str) -> bool:
    look = "import importlib.util as u, sys; sys.exit(u.find_spec('datasets') is None)"
    return Path(python).exists() and subprocess.run([python, "-c", look], check=False).returncode == 0


@pytest.fixture
def with_copies(tmp_path: Path) -> Project:
    """A snapshot of two shards, in all splits, of which two documents were removed."""
    raw = write_file(tmp_path / "raw", "a", range(6))
    made = project_of(raw, tmp_path / "out", "snapshot.shard_mb=0.001", "snapshot.test_share=0.4")
    rebuild_here(made)
    write_file(raw, "b", range(4, 9))
    rebuild_here(made)
    return made


@pytest.mark.slow  # so that it runs where `make test-slow` has set up the readers of exports
def test_load_dataset_keeps_datasets_and_revisions_apart(tmp_path: Path) -> None:
    """Kind: its cache knows folders by their own names, which are numbers: 1.0.0 of one is not 1.0.0 of another."""

    def n_documents(made: Project) -> int:
        found = read_with_datasets(made.output / "snapshots" / "1.0.0", tmp_path / "cache")
        return sum(sum(split.values()) for split in found["configs"]["documents"].values())

    for name, numbers in (("one", range(4)), ("other", range(10, 19))):
        made = project_of(write_file(tmp_path / name / "raw", "x", numbers), tmp_path / name / "out")
        rebuild_here(made)
        assert n_documents(made) == len(numbers)
    gone = reinschrift.open(made.output).documents.select("id").to_arrow()["id"][0].as_py()
    assert CliRunner().invoke(main, ["erase", gone, str(made.output)]).exit_code == 0
    assert n_documents(made) == 8


@pytest.mark.slow  # so that it runs where `make test-slow` has set up the readers of exports
def test_load_dataset_reads_every_part_of_a_repository(with_copies: Project, tmp_path: Path) -> None:
    """Kind: rows of validation and test in train. Each split holds its own rows, several files for several readers."""
    export_snapshot(LocalStorage(with_copies.output), "huggingface", "1.1.0", tmp_path / "x")
    found = read_with_datasets(tmp_path / "x", tmp_path / "cache")
    documents = reinschrift.open(with_copies.output).documents.select("split", "n_paragraphs").to_arrow()
    rows = documents.group_by("split").aggregate([("split", "count"), ("n_paragraphs", "sum")]).to_pylist()
    of_documents = {row["split"]: {row["split"]: row["split_count"]} for row in rows}
    assert len(of_documents) == 3
    assert found["configs"] == {
        "documents": of_documents,
        "paragraphs": {row["split"]: {"": row["n_paragraphs_sum"]} for row in rows},
        "removed": {"removed": {"": 2}},
    }
    assert found["default"] == of_documents
    assert found["shards"]["train"] == 2
    assert found["workers"] == {
        name: sum(sum(split.values()) for split in splits.values()) for name, splits in found["configs"].items()
    }
    assert "Unknown split" in found["train"]["removed"]


@pytest.mark.slow  # so that it runs where `make test-slow` has set up the readers of exports
def test_load_dataset_reads_the_folder_of_a_snapshot_by_split(with_copies: Project, tmp_path: Path) -> None:
    """Kind: rows of validation and test in train. The folder gives what an export gives, several files a split."""
    found = read_with_datasets(with_copies.output / "snapshots" / "1.1.0", tmp_path / "cache")
    export_snapshot(LocalStorage(with_copies.output), "huggingface", "1.1.0", tmp_path / "x")
    exported = read_with_datasets(tmp_path / "x", tmp_path / "other")
    assert list(found["configs"]["documents"]) == ["train", "validation", "test"]
    assert found == exported
    assert found["shards"]["train"] == 2


def test_a_snapshot_whose_files_hold_all_splits_says_so(with_copies: Project) -> None:
    """Those of an earlier version of Reinschrift: nothing of validation and test passes for `train`."""
    manifest = read_manifest(LocalStorage(with_copies.output))
    tables = {name: tuple(replace(item, split="") for item in items) for name, items in manifest.tables.items()}
    head = yaml.safe_load(view_card(replace(manifest, tables=tables)).decode().split("---\n")[1])
    splits = {config["config_name"]: [one["split"] for one in config["data_files"]] for config in head["configs"]}
    assert splits == {"documents": ["all_splits"], "paragraphs": ["all_splits"], "removed": ["removed"]}


def test_each_split_of_a_shard_is_an_object(with_copies: Project) -> None:
    """Its rows are all of that split, and its paragraphs those of its documents; the same whatever the cut."""
    storage = LocalStorage(with_copies.output)
    manifest = read_manifest(storage)
    owners = {}
    for item in manifest.tables["documents"]:
        rows = pq.read_table(storage.path(item.name("documents")), columns=["id", "split"])
        assert set(rows["split"].to_pylist()) == {item.split}
        owners[item.shard, item.split] = set(rows["id"].to_pylist())
    for item in manifest.tables["paragraphs"]:
        rows = pq.read_table(storage.path(item.name("paragraphs")), columns=["document_id"])
        assert set(rows["document_id"].to_pylist()) == owners.pop((item.shard, item.split))
    assert not owners
    assert len({item.split for item in manifest.tables["documents"]}) == 3


def test_the_card_of_a_snapshots_folder_follows_it(with_copies: Project) -> None:
    """It is made anew after a change and after a loss, and an erasure leaves out the languages that are gone."""
    storage = LocalStorage(with_copies.output)
    card = with_copies.output / "snapshots" / "1.1.0" / "README.md"
    before = card.read_text()
    assert 'language: ["de"]' in before
    for change in (lambda: card.write_text("another"), card.unlink):
        change()
        manifest = read_manifest(storage, "1.1.0")
        repair(storage, manifest, verify(storage, manifest))
        assert verify(storage, manifest) == []
        assert card.read_text() == before
    record = erase(storage, [url_of(number) for number in range(9)])
    assert "README" not in str(record["deleted"])
    assert "language: []" in card.read_text()
    assert verify(storage, read_manifest(storage, "1.1.0")) == []


@pytest.mark.slow  # so that it runs where `make test-slow` has set up the readers of exports
def test_a_language_with_enough_documents_is_a_configuration(tmp_path: Path) -> None:
    """Its documents are written once, in a folder of their own; the others are together in another."""
    english = "The old mill by the river was sold last week to a family from the city, who want to live in it."
    raw = write_file(tmp_path / "raw", "a", range(LANGUAGE_DOCUMENTS + 4), {3: english})
    made = project_of(raw, tmp_path / "out", "snapshot.test_share=0.3")
    rebuild_here(made)
    export_snapshot(LocalStorage(made.output), "huggingface", "latest", tmp_path / "x")
    rows = reinschrift.open(made.output).documents.to_arrow()
    written = sorted((tmp_path / "x" / "documents").rglob("*.parquet"))
    assert {path.parent.name for path in written} == {"de", "others"}
    assert sorted(pq.read_table(written)["id"].to_pylist()) == sorted(rows["id"].to_pylist())
    assert set(pq.read_table(tmp_path / "x" / "documents" / "others")["language"].to_pylist()) == {"en"}
    found = read_with_datasets(tmp_path / "x", tmp_path / "cache")["configs"]
    n_german = rows["language"].to_pylist().count("de")
    assert sum(sum(split.values()) for split in found["de"].values()) == n_german
    assert sum(sum(split.values()) for split in found["documents"].values()) == rows.num_rows == n_german + 1
    in_place = read_with_datasets(made.output / "snapshots" / "1.0.0", tmp_path / "other")
    assert in_place["configs"]["de"] == found["de"]
    assert in_place["configs"]["documents"] == found["documents"]
    assert in_place["workers"]["de"] == n_german


def test_an_export_overwrites_nothing(project: Project, tmp_path: Path) -> None:
    """A folder that is there is refused, and so is a format without a place."""
    storage = LocalStorage(project.output)
    with pytest.raises(ConfigError, match="already"):
        export_snapshot(storage, "folder", "latest", tmp_path)
    with pytest.raises(ConfigError, match="place"):
        export_snapshot(storage, "jsonl", "latest", None)
    with pytest.raises(ConfigError, match="within the dataset"):
        export_snapshot(storage, "jsonl", "latest", project.output / "exports" / "x")
    assert not (project.output / "exports").exists()


def test_delta_logs_follow_the_protocol(project: Project) -> None:
    """A version a snapshot; adds and removes lead from one to the next; paths are relative."""
    storage = LocalStorage(project.output)
    written = export_snapshot(storage, "delta", "latest", None)
    assert written["versions"]["documents"] == ["1.0.0", "1.1.0", "2.0.0"]
    there: set[str] = set()
    for number, version in enumerate(written["versions"]["documents"]):
        log = project.output / "objects" / "documents" / "_delta_log" / f"{number:020}.json"
        actions = [json.loads(line) for line in log.read_text().splitlines()]
        there -= {one["remove"]["path"] for one in actions if "remove" in one}
        there |= {one["add"]["path"] for one in actions if "add" in one}
        manifest = reinschrift.open(project.output, version).manifest
        assert there == {f"{item.sha256}.parquet" for item in manifest.tables["documents"] if item.n_rows}
        assert ("protocol" in [key for one in actions for key in one]) is (number == 0)


def read_with_each(place: str, number: int) -> dict[str, list[Any]]:
    """Return for each reader of Delta tables, and each version, how many rows there are and whether a document is."""
    reader = Path(sys.prefix) / "export" / "bin" / "python"
    if not reader.exists():
        pytest.skip("the readers of Delta tables are in the group `export`: make .venv/ready-export installs them")
    command = [str(reader), str(Path(__file__).parents[3] / "tests" / "read_delta.py"), place, url_of(number)]
    found: dict[str, list[Any]] = json.loads(
        subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    )
    return found


@pytest.mark.slow
def test_delta_tables_travel_in_time(project: Project) -> None:
    """deltalake, polars and DuckDB read every version, before an erasure and after, and where the folder is moved."""
    storage = LocalStorage(project.output)
    export_snapshot(storage, "delta", "latest", None)
    place = project.output / "objects" / "documents"
    found = read_with_each(str(place), 2)
    assert len(found) == 4
    assert all(versions == [[6, True], [9, True], [3, False]] for versions in found.values())
    erase(storage, [url_of(2)])
    found = read_with_each(str(place), 2)
    assert all(versions == [[5, False], [8, False], [3, False]] for versions in found.values())
    moved = project.output.with_name("moved")
    shutil.copytree(place, moved)
    assert read_with_each(str(moved), 2) == found


@pytest.mark.slow
def test_delta_tables_are_read_in_an_object_store(tmp_path: Path, address: str) -> None:
    """In an object store, too, deltalake and polars read every version, and an erasure reaches them."""
    raw = write_file(tmp_path / "raw", "a", range(6))
    made = machine(tmp_path / "copies", raw, address, "snapshot.shard_mb=0.001")
    rebuild_here(made)
    export_snapshot(made.storage(), "delta", "latest", None)
    write_file(raw, "b", range(6, 9))
    rebuild_here(made)
    place = f"{address}/objects/documents"
    assert read_with_each(place, 2) == {name: [[6, True], [9, True]] for name in ("deltalake", "polars")}
    erase(made.storage(), [url_of(2)])
    assert read_with_each(place, 2) == {name: [[5, False], [8, False]] for name in ("deltalake", "polars")}


def test_markdown_is_a_file_a_document_with_its_origin_above(project: Project, tmp_path: Path) -> None:
    """Named by its id, in the folder of its split; `to_markdown` gives the same text."""
    import yaml  # noqa: PLC0415  # only here

    export_snapshot(LocalStorage(project.output), "markdown", "1.1.0", tmp_path / "x")
    rows = reinschrift.open(project.output, "1.1.0").documents.to_markdown().to_pylist()
    assert len(rows) == 9
    for row in rows:
        _, head, text = (tmp_path / "x" / row["split"] / f"{row['id']}.md").read_text("utf-8").split("---\n", 2)
        assert yaml.safe_load(head)["source_path"] == row["source_path"]
        assert text.strip() == row["markdown"]
    with pytest.raises(ConfigError, match="their id"):
        reinschrift.open(project.output).paragraphs.to_markdown()
