"""Killed anywhere, a publication, an erasure or a clearing up leaves whole states behind, and the next run finishes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest

import reinschrift
from reinschrift.snapshot.clean import clean, find_garbage
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import TABLES, read_manifests
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from tests.crashing import KILLED, Crasher
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

SMALL = ["snapshot.shard_mb=0.001"]
GONE = 3


class Prepared(NamedTuple):
    """A dataset with two snapshots, and raw files that a third would be made of."""

    raw: Path
    output: Path

    def again(self) -> bool:
        """Rebuild in this process; return whether anything was new."""
        return rebuild_here(project_of(self.raw, self.output, *SMALL)).is_new


@pytest.fixture(scope="module")
def crasher() -> Iterator[Crasher]:
    with Crasher() as process:
        yield process


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Two snapshots; the third one's shards are refined, so that publishing is all that is left."""
    folder = tmp_path_factory.mktemp("original")
    made = Prepared(write_file(folder / "raw", "a", range(6)), folder / "out")
    made.again()
    write_file(made.raw, "b", [*range(6, 9), GONE])
    made.again()
    write_file(made.raw, "c", range(9, 12))
    return made


@pytest.fixture
def prepared(original: Prepared, tmp_path: Path) -> Callable[[], Prepared]:
    """Give fresh copies of it, links between files kept."""

    def copy() -> Prepared:
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        subprocess.run(["cp", "-a", str(original.output), str(tmp_path / "out")], check=True)
        return Prepared(original.raw, tmp_path / "out")

    return copy


def states_of(output: Path) -> dict[str, int]:
    """Return the documents of each version as readers see them; all objects must verify, and views must be whole."""
    storage = LocalStorage(output)
    seen = {}
    for manifest in read_manifests(storage):
        faults = [fault for fault in verify(storage, manifest, contract=False) if fault.table]
        assert faults == []
        seen[manifest.version] = reinschrift.open(output, manifest.version).documents.count()
        assert seen[manifest.version] == manifest.counts["kept"]["documents"]
        for table in TABLES:
            place = storage.path(f"snapshots/{manifest.version}/{table}")
            if place.exists():  # a killed run may not have come to it, but what is there can be read
                assert pq.read_table(place).num_rows >= 0
    return seen


def assert_all_whole(output: Path) -> None:
    storage = LocalStorage(output)
    assert [verify(storage, manifest) for manifest in read_manifests(storage)] == [[]] * len(read_manifests(storage))


def text_survives(folder: Path, number: int) -> list[str]:
    """Return the files in which a document's sentences or its URL still stand."""
    needles = [*(line.encode() for line in text_of(number).split("\n\n")), f"{url_of(number)}'".encode()]
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if data[:4] == data[-4:] == b"PAR1":
            data += repr(pq.read_table(path).to_pylist()).encode()
        if any(needle in data for needle in needles):
            found.append(str(path.relative_to(folder)))
    return found


def points(run: Callable[[int], int], stride: int) -> int:
    """Kill `run` at one point after the other until it ends by itself; return how many points were tried."""
    for n_tried, point in enumerate(range(1, 1000, stride)):
        status = run(point)
        if status == 0:
            return n_tried
        assert status == KILLED
    pytest.fail("it never ended by itself")


def kill_publishing(crasher: Crasher, prepared: Callable[[], Prepared], point: int) -> int:
    copy = prepared()
    before = states_of(copy.output)
    status = crasher.run("rebuild", copy.output, point=point, raw=str(copy.raw), overrides=SMALL)
    after = states_of(copy.output)
    assert after in (before, before | {"1.2.0": 12})
    if status == KILLED:
        copy.again()
    assert states_of(copy.output) == before | {"1.2.0": 12}
    assert_all_whole(copy.output)
    return status


def kill_erasing(crasher: Crasher, prepared: Callable[[], Prepared], point: int) -> int:
    copy = prepared()
    before = states_of(copy.output)
    status = crasher.run("erase", copy.output, point=point, keys=[url_of(GONE)])
    after = states_of(copy.output)
    assert all(after[version] in (n_documents, n_documents - 1) for version, n_documents in before.items())
    storage = LocalStorage(copy.output)
    if point % 2 and storage.exists("erasures") and storage.names("erasures"):
        copy.again()  # a rebuild finishes what was begun; whatever was not, the erasure does now
    erase(storage, [url_of(GONE)])
    after = states_of(copy.output)
    assert {version: after[version] for version in before} == {name: n - 1 for name, n in before.items()}
    assert text_survives(copy.output, GONE) == []
    assert_all_whole(copy.output)
    copy.again()
    assert text_survives(copy.output, GONE) == []
    return status


def kill_clearing_up(crasher: Crasher, prepared: Callable[[], Prepared], point: int) -> int:
    copy = prepared()
    litter(copy)
    before = states_of(copy.output)
    reader = reinschrift.open(copy.output, "1.0.0").documents
    status = crasher.run("gc", copy.output, point=point)
    assert states_of(copy.output) == before
    assert reader.to_arrow().num_rows == before["1.0.0"]
    storage = LocalStorage(copy.output)
    clean(storage, 0, delete=True)
    assert find_garbage(storage, 0).names() == []
    assert_all_whole(copy.output)
    assert copy.again()
    return status


def litter(copy: Prepared) -> None:
    """Leave what killed runs leave: objects of no snapshot, old work, unfinished writes, a version never committed."""
    storage = LocalStorage(copy.output)
    for name in ("objects/documents/" + "0" * 64 + ".parquet", "snapshots/7.0.0/report.html"):
        storage.write(name, b"litter")
    for number in range(3):
        storage.write(f"work/{number:032}/documents.parquet", b"litter")
        storage.write(f"objects/removed/.writing-{number}-x.parquet/x", b"litter")
    storage.write("corrupt/documents/x.parquet", b"litter")


KILLS = {"publish": kill_publishing, "erase": kill_erasing, "gc": kill_clearing_up}


@pytest.mark.parametrize(("work", "point"), [("publish", 30), ("erase", 2), ("erase", 13), ("gc", 4)])
def test_killed_at_some_points(work: str, point: int, crasher: Crasher, prepared: Callable[[], Prepared]) -> None:
    """A few points, for every day."""
    assert KILLS[work](crasher, prepared, point) == KILLED


@pytest.mark.slow
@pytest.mark.parametrize(("work", "least"), [("publish", 15), ("erase", 20), ("gc", 6)])
def test_killed_at_every_point(work: str, least: int, crasher: Crasher, prepared: Callable[[], Prepared]) -> None:
    """Readers see whole states, everything visible verifies, a rerun finishes, nothing erased survives.

    Every fifth point, and with CI=long every one.
    """
    n_points = points(lambda point: KILLS[work](crasher, prepared, point), 1 if os.environ.get("CI") == "long" else 5)
    assert n_points >= least


@pytest.mark.parametrize("file_bytes", [100, pytest.param(3000, marks=pytest.mark.slow)])
def test_a_full_disk_loses_nothing(file_bytes: int, crasher: Crasher, prepared: Callable[[], Prepared]) -> None:
    """Where nothing more can be written the run fails, readers see the old state, and a rerun finishes."""
    copy = prepared()
    before = states_of(copy.output)
    more: dict[str, Any] = {"raw": str(copy.raw), "overrides": SMALL}
    assert crasher.run("rebuild", copy.output, file_bytes=file_bytes, **more) == 1
    assert states_of(copy.output) == before
    assert crasher.run("erase", copy.output, file_bytes=file_bytes, keys=[url_of(GONE)]) == 1
    assert set(states_of(copy.output)) == set(before)
    assert crasher.run("rebuild", copy.output, **more) == 0
    assert_all_whole(copy.output)


@pytest.mark.slow
def test_a_reader_of_an_old_snapshot_outlives_gc(prepared: Callable[[], Prepared]) -> None:
    """Every snapshot stays until it is deleted by name: gc takes nothing that a manifest names."""
    copy = prepared()
    rows = reinschrift.open(copy.output, "1.0.0").documents
    batches = iter(rows.batches(2))
    first = next(batches).num_rows
    copy.again()
    clean(LocalStorage(copy.output), 0, delete=True)
    assert first + sum(batch.num_rows for batch in batches) == 6
    assert rows.to_arrow().num_rows == 6
