"""In an object store, too, texts are found by the index, and nothing of an erased one stays in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinschrift.export.push import push_dataset
from reinschrift.export.retract import read_retractions
from reinschrift.look.find import find
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.text_index import TABLES, index_name
from reinschrift.storage import LocalStorage
from reinschrift.storage.objects import ObjectStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

SENTENCE = text_of(8).split("\n\n")[2]


def indexes_of(storage: ObjectStorage | LocalStorage) -> set[str]:
    return {f"index/{table}/{name}" for table in TABLES for name in storage.names(f"index/{table}")}


def needed(storage: ObjectStorage | LocalStorage) -> set[str]:
    manifest = read_manifest(storage)
    return {index_name(table, item) for table in TABLES for item in manifest.tables[table]}


@pytest.mark.slow
def test_a_pushed_dataset_brings_its_index_and_its_retractions(tmp_path: Path, address: str) -> None:
    """After an erasure here and another push, the store holds just what belongs to the objects of now."""
    write_file(tmp_path / "raw", "a", range(12))
    made = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    here, there = LocalStorage(made.output), ObjectStorage(address)
    push_dataset(here, there)
    assert indexes_of(there) == needed(there)
    answer = find(there, SENTENCE)
    assert [entry["fate"] for entry in answer["found"]] == ["kept"]
    assert answer["searched"]["objects_read_whole"] == 0
    record = erase(here, [url_of(8)])
    push_dataset(here, there)
    assert indexes_of(there) == needed(there)
    assert find(there, SENTENCE)["found"] == []
    assert {one for one, _ in read_retractions(address).places} == {*record["ids"]}
    assert there.read(f"certificates/{record['ref']}.json") == here.read(f"certificates/{record['ref']}.json")


def test_a_dataset_that_is_made_in_a_store_has_its_index_there(tmp_path: Path, address: str) -> None:
    """And loses what an erasure takes, in the store and in the working copy."""
    write_file(tmp_path / "raw", "a", range(12))
    made = project_of(tmp_path / "raw", address, "snapshot.shard_mb=0.001", f"paths.copies={tmp_path / 'copies'}")
    rebuild_here(made)
    storage, there = made.storage(), ObjectStorage(address)
    assert indexes_of(there) == needed(there)
    erase(storage, [url_of(8)])
    assert indexes_of(there) == needed(there)
    local = {place.relative_to(storage.root).as_posix() for place in storage.path("index").rglob("*.parquet")}
    assert local <= needed(there)
    assert find(there, SENTENCE)["found"] == []
