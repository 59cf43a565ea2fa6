"""Killed at any request to an object store, a publication, an erasure or a clearing up leaves whole states behind."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reinschrift.project import Project
from reinschrift.snapshot.clean import clean
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.version_claims import open_claims
from reinschrift.storage.objects import ObjectStorage
from tests.crashing import KILLED, Crasher
from tests.steps import rebuild_here
from tests.stores import all_of, machine, new_bucket, states_in, text_survives_in
from tests.texts import url_of, write_file

SMALL = ["snapshot.shard_mb=0.001"]
GONE = 3
LITTER = [f"objects/documents/{digit * 64}.parquet" for digit in "01"]


class Prepared(NamedTuple):
    """Two snapshots in a store, this machine's copy of the dataset, and raw files that a third would be made of."""

    project: Project
    raw: Path
    folder: Path
    address: str

    def other(self) -> Project:
        """Return the project as another machine has it, with nothing done yet."""
        return machine(self.folder / "other", self.raw, self.address, *SMALL)


@pytest.fixture(scope="module")
def crasher() -> Iterator[Crasher]:
    with Crasher() as process:
        yield process


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Prepared]:
    """What is made once, by the first test that needs it: a store's clients want the environment of a test."""
    return {}


@pytest.fixture
def prepared(
    made: dict[str, Prepared], address: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Prepared]:
    """Give fresh copies of it, each in a bucket of its own."""
    if not made:
        folder = tmp_path_factory.mktemp("original")
        raw = write_file(folder / "raw", "a", range(6))
        project = machine(folder, raw, address, *SMALL)
        rebuild_here(project)
        write_file(raw, "b", [*range(6, 9), GONE])
        rebuild_here(project)
        write_file(raw, "c", range(9, 12))
        made["original"] = Prepared(project, raw, folder, address)
    original = made["original"]
    stored = all_of(original.address)

    def copy() -> Prepared:
        folder = tmp_path_factory.mktemp("copy")
        place = new_bucket()
        store = ObjectStorage(place)
        for name, data in stored.items():
            store.write(name, data)
        project = machine(folder, original.raw, place, *SMALL)
        subprocess.run(["cp", "-a", str(original.project.output), str(project.output)], check=True)
        return Prepared(project, original.raw, folder, place)

    return copy


def job(copy: Prepared, **more: object) -> dict[str, Any]:
    """Return what a job needs to know beside the address."""
    environment = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    return {"copy": str(copy.project.output), "environment": environment, **more}


def kill_publishing(crasher: Crasher, prepared: Callable[[], Prepared], point: int) -> int:
    copy = prepared()
    before = states_in(copy.address)
    overrides = [f"paths.copies={copy.folder}", *SMALL]
    status = crasher.run("rebuild", copy.address, point=point, **job(copy, raw=str(copy.raw), overrides=overrides))
    assert states_in(copy.address) in (before, before | {"1.2.0": 12})
    if status == KILLED:  # the next run may be another machine's
        rebuild_here(copy.project if point % 4 < 2 else copy.other())
    finish(copy, before | {"1.2.0": 12})
    return status


def kill_erasing(crasher: Crasher, prepared: Callable[[], Prepared], point: int) -> int:
    copy = prepared()
    before = states_in(copy.address)
    status = crasher.run("erase", copy.address, point=point, **job(copy, keys=[url_of(GONE)]))
    after = states_in(copy.address)
    assert all(after[version] in (n_documents, n_documents - 1) for version, n_documents in before.items())
    project = copy.project if point % 4 < 2 else copy.other()
    if point % 3 and ObjectStorage(copy.address).names("erasures")[:-1]:
        rebuild_here(project)  # finishes what was begun; whatever was not, the erasure does now
    erase(project.storage(), [url_of(GONE)])
    after = states_in(copy.address)
    assert {version: after[version] for version in before} == {name: n - 1 for name, n in before.items()}
    assert text_survives_in(copy.address, GONE) == []
    rebuild_here(project)
    assert text_survives_in(copy.address, GONE) == []
    finish(copy, {**{name: n - 1 for name, n in before.items()}, "1.2.0": 11})
    return status


def kill_clearing_up(crasher: Crasher, prepared: Callable[[], Prepared], point: int) -> int:
    copy = prepared()
    for name in LITTER:
        ObjectStorage(copy.address).write(name, b"litter")
    before = states_in(copy.address)
    status = crasher.run("gc", copy.address, point=point, **job(copy))
    assert states_in(copy.address) == before
    clean(copy.other().storage(), 0, delete=True)
    assert not all_of(copy.address).keys() & set(LITTER)
    finish(copy, before)
    return status


def finish(copy: Prepared, states: dict[str, int]) -> None:
    """Hold a store to its end: whole states, no claim open; and throw the copy away."""
    assert states_in(copy.address, contract=True) == states
    assert open_claims(copy.project.storage()) == []
    shutil.rmtree(copy.folder)


KILLS = {"publish": kill_publishing, "erase": kill_erasing, "gc": kill_clearing_up}


@pytest.mark.slow
@pytest.mark.parametrize(("work", "least"), [("publish", 4), ("erase", 5), ("gc", 1)])
def test_killed_at_every_request(work: str, least: int, crasher: Crasher, prepared: Callable[[], Prepared]) -> None:
    """Readers see whole states, a rerun on this machine or another finishes, nothing erased survives in the store.

    Every fifth point, before a request and after it in turn; with CI=long every one.
    """
    stride = 1 if os.environ.get("CI") == "long" else 5
    for n_tried, point in enumerate(range(1, 1000, stride)):
        status = KILLS[work](crasher, prepared, point)
        if status == 0:
            assert n_tried >= least
            return
        assert status == KILLED
    pytest.fail("it never ended by itself")


@pytest.mark.slow
@pytest.mark.parametrize("point", [14])
def test_killed_at_a_request(point: int, crasher: Crasher, prepared: Callable[[], Prepared]) -> None:
    """One point of a publication, for every day."""
    assert kill_publishing(crasher, prepared, point) == KILLED
