"""Many rebuilds in a row, and what befalls a dataset between them: snapshots verify, the last is one from raw alone.

`SOAK=200 pytest -m slow tests/property/test_soak.py` does so many; by default a dozen.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reinschrift.project import Project
from reinschrift.snapshot.clean import clean
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from tests.crashing import KILLED, Crasher
from tests.steps import project_of, rebuild_here
from tests.texts import url_of, write_file

ROUNDS = int(os.environ.get("SOAK", "12"))
FILES = 6
SETTINGS = ("snapshot.test_share=0.4", "dedup.threshold=0.7", "stages.verdicts.policy=none")
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
        job: dict[str, Any] = {"raw": str(self.raw), "overrides": self.overrides}
        assert self.crasher.run("rebuild", self.output, point=point, **job) in (0, KILLED)

    def fill_the_disk(self) -> None:
        """Rebuild where no file may become larger than a few bytes."""
        job: dict[str, Any] = {"raw": str(self.raw), "overrides": self.overrides}
        self.crasher.run("rebuild", self.output, file_bytes=BYTES_OF_A_FULL_DISK, **job)

    def flip_a_bit(self) -> None:
        """In unfinished or finished work, which the next rebuild has to notice."""
        files = sorted(path for path in (self.output / "work").rglob("*") if path.is_file() and path.stat().st_size)
        if files:
            path = self.draw.choice(files)
            data = bytearray(path.read_bytes())
            data[self.draw.randrange(len(data))] ^= 1 << self.draw.randrange(8)
            with path.open("r+b") as file:  # the same file, so its other names show it, too
                file.write(data)

    def clear_up(self) -> None:
        """Delete what no snapshot needs."""
        clean(LocalStorage(self.output), 0, delete=True)

    def befall(self) -> str:
        """Let one or two things happen; return which."""
        happens: list[Callable[[], None]] = [
            self.change_a_file, self.change_a_file, self.remove_a_file, self.change_a_setting, self.kill_a_rebuild,
            self.fill_the_disk, self.flip_a_bit, self.clear_up,
        ]  # fmt: skip
        chosen = self.draw.sample(happens, self.draw.randint(1, 2))
        for happen in chosen:
            happen()
        return ", ".join(happen.__name__ for happen in chosen)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_befalls_it_a_dataset_stays_whole(tmp_path: Path, seed: int) -> None:
    """A rebuild after each blow publishes, every snapshot verifies, and the last is made again to the same bytes."""
    with Crasher() as crasher:
        life = Life(tmp_path, crasher, seed)
        rebuild_here(life.project())
        storage = LocalStorage(life.output)
        for number in range(ROUNDS):
            befell = life.befall()
            rebuild_here(life.project())
            for manifest in read_manifests(storage):
                assert verify(storage, manifest) == [], (number, befell, manifest.version)
        published = rebuild_here(life.project()).manifest
    storage.delete_folder("work")  # all from raw, with the history that decides between copies old and new
    again = rebuild_here(life.project())
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
