"""Kind: output read as input. Datasets among the raw files are told by what they are, wherever they lie."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

import reinschrift
from reinschrift.errors import SourceError
from reinschrift.run import rebuild
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import read_manifest, write_tag
from reinschrift.snapshot.verify import repair, verify
from reinschrift.sources import list_files, sources_of_paths
from reinschrift.sources.own_output import OWN_NAMES, without_own_output
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import url_of, write_file


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Give raw files with a dataset of theirs below them."""
    folder = write_file(tmp_path / "raw", "a", range(3))
    rebuild_here(project_of(folder, folder / "deep" / "out"))
    return folder


def paths(folder: Path, pattern: str = "") -> list[str]:
    source = sources_of_paths([str(folder)])[0].model_copy(update={"files": (pattern,)})
    return [file.path for file in list_files(source).files]


def test_a_rebuild_does_not_read_its_own_output(raw: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The second one has nothing to do, and the user is told what was left out."""
    with caplog.at_level(logging.WARNING, "reinschrift"):
        assert not rebuild_here(project_of(raw, raw / "deep" / "out")).is_new
    assert f"{raw}/deep/out is a dataset of Reinschrift" in caplog.text
    assert reinschrift.open(raw / "deep" / "out").documents.count() == 3


def test_a_dataset_is_told_wherever_it_lies(raw: Path) -> None:
    """Another one, a copy without its lock, one that was never finished, one whose folder holds raw files, too."""
    rebuild_here(project_of(raw / "a.jsonl", raw / "other"))
    (raw / "other" / ".rebuild.lock").touch()
    shutil.copytree(raw / "deep" / "out", raw / "copy")  # has no lock
    plan = rebuild.plan_rebuild(project_of(raw / "a.jsonl", raw / "begun"))
    rebuild.refine_shard(plan.shards[0])  # work alone, as of a run that was killed
    for name in ("corrupt/documents", "tags"):
        (raw / "other" / name).mkdir(parents=True)
        (raw / "other" / name / "x.json").write_text("{}")
    (raw / "other" / "mine.txt").write_text("Ein Text, den jemand neben einen Datensatz gelegt hat.")
    assert paths(raw) == ["a.jsonl", "other/mine.txt"]


def test_nothing_that_any_command_writes_is_read(raw: Path) -> None:
    """What erasing, tagging and damage leave in a dataset's folder is as much its own as what a rebuild writes."""
    output = raw / "deep" / "out"
    storage = LocalStorage(output)
    rebuild_here(project_of(write_file(raw, "b", range(3, 6)), output))
    erase(storage, [url_of(1)])
    write_tag(storage, "paper", "1.0.0")
    manifest = read_manifest(storage)
    (output / manifest.tables["documents"][0].name("documents")).write_bytes(b"damaged")
    repair(storage, manifest, verify(storage, manifest))
    assert {path.name for path in output.iterdir() if not path.name.startswith(".")} <= set(OWN_NAMES)
    assert {"certificates", "corrupt", "retractions.jsonl", "tags"} <= {path.name for path in output.iterdir()}
    assert paths(raw) == ["a.jsonl", "b.jsonl"]


def test_patterns_do_not_reach_into_a_dataset(raw: Path) -> None:
    """`**/*.parquet` and `**/*.json*` find what a dataset holds by its names alone, and leave it out."""
    assert paths(raw, "**/*.json*") == ["a.jsonl"]
    with pytest.raises(SourceError):
        paths(raw, "**/*.parquet")


def test_the_raw_folder_may_be_the_dataset_s_own(tmp_path: Path) -> None:
    """`rebuild . --output .`: what is not the dataset's own is read."""
    folder = write_file(tmp_path / "raw", "a", range(3))
    assert rebuild_here(project_of(folder, folder)).is_new
    assert not rebuild_here(project_of(folder, folder)).is_new
    assert paths(folder) == ["a.jsonl"]


def test_a_folder_of_a_snapshot_that_is_named_itself_is_read(raw: Path) -> None:
    """Whoever asks for a published table means it."""
    assert paths(raw / "deep" / "out" / "snapshots" / "1.0.0" / "documents") == ["part-00000-train.parquet"]


def test_folders_that_only_sound_like_ours_are_read(raw: Path) -> None:
    """A folder `objects` or `work` of no dataset holds raw files like any other."""
    for name in ("work", "objects", "deep/snapshots"):
        write_file(raw / name, "b", range(3, 5))
    assert paths(raw) == ["a.jsonl", "deep/snapshots/b.jsonl", "objects/b.jsonl", "work/b.jsonl"]


def test_in_a_store_the_names_tell() -> None:
    """There is no lock there."""
    inside = [f"bucket/in/news/objects/documents/{'a' * 64}.parquet", "bucket/in/news/snapshots/1.0.0/card.md"]
    outside = ["bucket/in/news/readme.txt", "bucket/in/objects/a.txt", "bucket/in/b.txt"]
    assert without_own_output([*inside, *outside], "bucket/in", local=False) == outside
