"""Many rebuilds in a row, and what befalls a dataset between them: snapshots verify, the last is one from raw alone.

`SOAK=200 pytest -m slow tests/property/test_soak.py` does so many; by default a dozen.
"""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reinschrift.errors import CommitConflictError
from reinschrift.project import Project
from reinschrift.snapshot.clean import clean
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage, Storage
from reinschrift.storage.objects import ObjectStorage
from tests.crashing import KILLED, Crasher
from tests.steps import project_of, rebuild_here
from tests.texts import url_of, write_file

ROUNDS = int(os.environ.get("SOAK", "12"))
FILES = 6
SETTINGS = ("snapshot.test_share=0.4", "dedup.threshold=0.7", "stages.verdicts.policy=none")
LOOKS = 12
"""How often all snapshots are verified: the newest is after each blow, and all after each blow of a short soak."""
BYTES_OF_A_FULL_DISK = 2000


class Life:
    """A dataset, its raw files and settings, and what may befall them."""

    def __init__(self, folder: Path, crasher: Crasher, seed: int) -> None:
        self.draw, self.crasher = random.Random(seed), crasher
        self.raw, self.output = folder / "raw", folder / "out"
        self.overrides = ["snapshot.shard_mb=0.001"]
        self.next = 0
        for name in range(FILES):
            self.write(name)

    def write(self, name: int) -> None:
        """Write a raw file, of new documents and one that another file may have, too."""
        numbers = [*range(self.next, self.next + self.draw.randint(1, 5)), self.draw.randint(0, max(self.next, 1))]
        self.next = numbers[-2] + 1
        write_file(self.raw, str(name), dict.fromkeys(numbers))

    def project(self) -> Project:
        """Return the project as it is set now."""
        return project_of(self.raw, self.output, *self.overrides)

    def job(self) -> dict[str, Any]:
        """Return what another process needs to rebuild as the project does."""
        return {"raw": str(self.raw), "overrides": self.overrides}

    def change_a_file(self) -> None:
        """Write a file anew, or one more."""
        self.write(self.draw.randrange(FILES + 3))

    def remove_a_file(self) -> None:
        """Remove a raw file."""
        files = sorted(self.raw.iterdir())
        if len(files) > 2:
            self.draw.choice(files).unlink()

    def change_a_setting(self) -> None:
        """Turn a setting on or off."""
        setting = self.draw.choice(SETTINGS)
        self.overrides = [one for one in self.overrides if one != setting] + [setting] * (setting not in self.overrides)

    def kill_a_rebuild(self) -> None:
        """Kill a rebuild at some change of a file, if it gets so far."""
        point = self.draw.randint(1, 60)
        assert self.crasher.run("rebuild", self.output, point=point, **self.job()) in (0, KILLED)

    def fill_the_disk(self) -> None:
        """Rebuild where no file may become larger than a few bytes."""
        self.crasher.run("rebuild", self.output, file_bytes=BYTES_OF_A_FULL_DISK, **self.job())

    def flip_a_bit(self) -> None:
        """In unfinished or finished work, which the next rebuild has to notice."""
        work = self.project().output / "work"
        files = sorted(path for path in work.rglob("*") if path.is_file() and path.stat().st_size)
        if files:
            path = self.draw.choice(files)
            data = bytearray(path.read_bytes())
            data[self.draw.randrange(len(data))] ^= 1 << self.draw.randrange(8)
            with path.open("r+b") as file:  # the same file, so its other names show it, too
                file.write(data)

    def clear_up(self) -> None:
        """Delete what no snapshot needs."""
        clean(self.project().storage(), 0, delete=True)

    def happenings(self) -> list[Callable[[], None]]:
        """Return what may happen between two rebuilds."""
        return [
            self.change_a_file, self.change_a_file, self.remove_a_file, self.change_a_setting, self.kill_a_rebuild,
            self.fill_the_disk, self.flip_a_bit, self.clear_up,
        ]  # fmt: skip

    def befall(self) -> str:
        """Let one or two things happen; return which."""
        chosen = self.draw.sample(self.happenings(), self.draw.randint(1, 2))
        for happen in chosen:
            happen()
        return ", ".join(happen.__name__ for happen in chosen)


class TwoMachines(Life):
    """The same of a dataset in an object store, which two machines rebuild in turn and at once."""

    def __init__(self, folder: Path, crasher: Crasher, seed: int, address: str) -> None:
        super().__init__(folder, crasher, seed)
        self.output = address  # type: ignore[assignment]  # an address in place of a folder
        self.copies = [folder / "one", folder / "other"]
        self.copy = self.copies[0]

    def project(self) -> Project:
        """Return the project as it is set now, on the machine whose turn it is."""
        return self.project_on(self.copy)

    def project_on(self, copy: Path) -> Project:
        """Return the project as it is set now, on a machine with a folder of its own."""
        return project_of(self.raw, self.output, *self.overrides, f"paths.copies={copy}")

    def job(self) -> dict[str, Any]:
        """Return what another process needs to rebuild as the machine whose turn it is."""
        return {"raw": str(self.raw), "overrides": [*self.overrides, f"paths.copies={self.copy}"]}

    def take_turns(self) -> None:
        """Go on from the other machine."""
        self.copy = next(copy for copy in self.copies if copy != self.copy)

    def rebuild_at_once(self) -> None:
        """Rebuild on both machines at the same time: one of them may be overtaken, and nothing else."""
        failed: list[Exception] = []

        def work(copy: Path) -> None:
            try:
                rebuild_here(self.project_on(copy))
            except CommitConflictError:
                pass
            except Exception as error:  # noqa: BLE001  # the assertion shows it
                failed.append(error)

        threads = [threading.Thread(target=work, args=(copy,)) for copy in self.copies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []

    def happenings(self) -> list[Callable[[], None]]:
        """Return what may happen between two rebuilds."""
        return [*super().happenings(), self.take_turns, self.take_turns, self.rebuild_at_once, self.rebuild_at_once]


def live(life: Life, storage: Storage) -> Manifest:
    """Rebuild after each blow, verify the newest snapshot, now and then and at the end all; return the last one."""
    rebuild_here(life.project())
    for number in range(1, ROUNDS + 1):
        befell = life.befall()
        newest = rebuild_here(life.project()).manifest
        is_look = number == ROUNDS or number % max(ROUNDS // LOOKS, 1) == 0
        for manifest in read_manifests(storage) if is_look else [newest]:
            assert verify(storage, manifest) == [], (number, befell, manifest.version)
    return rebuild_here(life.project()).manifest


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_befalls_it_a_dataset_stays_whole(tmp_path: Path, seed: int) -> None:
    """A rebuild after each blow publishes, every snapshot verifies, and the last is made again to the same bytes."""
    with Crasher() as crasher:
        life = Life(tmp_path, crasher, seed)
        storage = LocalStorage(life.output)
        published = live(life, storage)
    storage.delete_folder("work")  # all from raw, with the history that decides between copies old and new
    again = rebuild_here(life.project())
    assert not again.is_new
    assert rows_of(again.manifest) == rows_of(published)


@pytest.mark.slow
def test_two_machines_on_one_dataset_in_a_store_keep_it_whole(tmp_path: Path, address: str) -> None:
    """A rebuild after each blow publishes, every snapshot verifies, and a third machine finds nothing to do."""
    with Crasher() as crasher:
        life = TwoMachines(tmp_path, crasher, 4, address)
        published = live(life, ObjectStorage(address))
    again = rebuild_here(life.project_on(tmp_path / "third"))
    assert not again.is_new
    assert rows_of(again.manifest) == rows_of(published)


@pytest.mark.slow
def test_an_erasure_holds_through_all_of_it(tmp_path: Path) -> None:
    """What was erased comes back in no later snapshot."""
    with Crasher() as crasher:
        life = Life(tmp_path, crasher, 3)
        rebuild_here(life.project())
        erase(LocalStorage(life.output), [url_of(1)], copies=True)
        write_file(life.raw, "again", [1])
        for _ in range(ROUNDS // 2):
            life.befall()
            rebuild_here(life.project())
        found = [path for path in life.output.rglob("*.parquet") if url_of(1).encode() + b'"' in path.read_bytes()]
    assert found == []


def rows_of(manifest: Manifest) -> dict[str, list[str]]:
    """Return the hashes of the objects of each table."""
    return {table: [item.sha256 for item in items] for table, items in manifest.tables.items()}
