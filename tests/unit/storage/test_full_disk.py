"""Kind: a full disk at any moment. One sentence that says so, nothing half-written left, and the next run finishes."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import reinschrift
from reinschrift.errors import StorageError
from reinschrift.project import Project
from reinschrift.snapshot.erase import erase
from reinschrift.storage import TEMPORARY, LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import url_of, write_file

SIZES = (*range(16, 820, 40), 2000, 4000)


class Disk:
    """A small file system of its own, in memory."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def resize(self, kilobytes: int) -> None:
        """Make it larger or smaller."""
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(self.place)], check=True)

    def leave(self, kilobytes: int) -> None:
        """Leave so much room on it."""
        told = subprocess.run(["df", "--output=used", str(self.place)], capture_output=True, text=True, check=True)
        self.resize(int(told.stdout.split()[1]) + kilobytes)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("only root can mount a file system of its own")
    yield Disk(place)
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def failure_of(project: Project) -> StorageError | None:
    try:
        rebuild_here(project)
    except StorageError as error:
        return error
    return None


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.name.startswith(TEMPORARY)]


def test_a_rebuild_on_a_full_disk_says_so_and_leaves_nothing(disk: Disk, tmp_path: Path) -> None:
    """At whatever write the disk is full: while a shard, an object, the manifest or anything between is written."""
    raw = write_file(tmp_path / "raw", "a", range(40))
    failed = 0
    for number, size in enumerate(SIZES):
        disk.resize(size)
        output = disk.place / f"out{number}"
        error = failure_of(project_of(raw, output, "snapshot.shard_mb=0.005"))
        failed += error is not None
        if error is not None:
            assert "No space left" in error.message, size
            assert "The disk is full" in error.hint, size
        assert leftovers(output) == [], size
        subprocess.run(["rm", "-rf", str(output)], check=True)
    assert 3 < failed < len(SIZES)


def test_a_run_goes_on_where_the_disk_was_full(disk: Disk, tmp_path: Path) -> None:
    """With more room the same folder becomes the dataset that a clean run makes."""
    raw = write_file(tmp_path / "raw", "a", range(40))
    for size in SIZES:
        disk.resize(size)
        if failure_of(project_of(raw, disk.place / "out", "snapshot.shard_mb=0.005")) is None:
            break
    disk.resize(4000)
    rebuild_here(project_of(raw, disk.place / "out", "snapshot.shard_mb=0.005"))
    rebuild_here(project_of(raw, tmp_path / "clean", "snapshot.shard_mb=0.005"))
    ones, others = (
        sorted(path.name for path in (folder / "objects").rglob("*.parquet"))
        for folder in (disk.place / "out", tmp_path / "clean")
    )
    assert ones == others


@pytest.mark.parametrize("room", [16, *(pytest.param(room, marks=pytest.mark.slow) for room in (4, 8, 24, 32))])
def test_an_erasure_on_a_full_disk_is_finished_later(disk: Disk, tmp_path: Path, room: int) -> None:
    """It fails with the sentence; if it was begun, the next rebuild finishes it."""
    raw = write_file(tmp_path / "raw", "a", range(40))
    project = project_of(raw, disk.place / "out", "snapshot.shard_mb=0.005")
    rebuild_here(project)
    disk.leave(room)
    with pytest.raises(StorageError, match="No space left"):
        erase(LocalStorage(project.output), [url_of(3)])
    assert leftovers(project.output) == []
    disk.resize(4000)
    rebuild_here(project)
    is_begun = bool(list((project.output / "erasures").glob("*.json")))
    left = reinschrift.open(project.output).documents.to_arrow()["url"].to_pylist()
    assert (url_of(3) in left) != is_begun
