"""A dataset in an object store, worked on from this machine: the store is the truth, a folder here holds the work.

What others may see is read from the store and written to it at once. In the folder are the finished shards, and the
objects that were made here; it may be deleted at any time, and costs time only.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from reinschrift.errors import StorageError
from reinschrift.storage.local import TEMPORARY, LocalStorage, missing, sha256_of
from reinschrift.storage.objects import ObjectStorage

PRIVATE = ("work", "corrupt")
UPLOADS = 8  # at once, of a store whose every answer takes tens of milliseconds
STALE = 86_400.0  # seconds; gc may be about to delete an object that lies in the store unnamed for as long


class WorkingCopy(LocalStorage):
    """What a command that changes a dataset works on, if that lies in an object store.

    Objects are written here first; `send` brings them to the store before a manifest names them.
    """

    is_shared = True

    def __init__(self, folder: str | Path, store: ObjectStorage) -> None:
        super().__init__(folder)
        self.store = store
        self._seen: dict[str, bytes] = {}
        self._sent: set[str] = set()

    def address(self, name: str) -> str:
        """Return the address of `name` in the store."""
        return self.store.address(name)

    def place(self, name: str) -> tuple[str, Any]:
        """Return where Arrow finds a file: here, if it was made here, else in the store."""
        return super().place(name) if _is_private(name) or self.path(name).is_file() else self.store.place(name)

    def exists(self, name: str) -> bool:
        """Say whether there is a file or folder of that name."""
        return super().exists(name) if _is_private(name) else self.store.exists(name)

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""
        return super().size(name) if _is_private(name) else self.store.size(name)

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted."""
        return super().names(folder) if _is_private(folder) else self.store.names(folder)

    def folders(self, folder: str) -> dict[str, list[str]]:
        """Return the names in each folder of a folder."""
        return super().folders(folder) if _is_private(folder) else self.store.folders(folder)

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the names in a folder with their lengths in bytes."""
        return super().sizes(folder) if _is_private(folder) else self.store.sizes(folder)

    def modified(self, name: str) -> float:
        """Return when a file or folder was last written, in seconds since 1970."""
        return super().modified(name) if _is_private(name) else self.store.modified(name)

    def n_bytes(self, name: str) -> int:
        """Return the length of a file, or of all that is in a folder."""
        return super().n_bytes(name) if _is_private(name) else self.store.n_bytes(name)

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file's bytes, in hex."""
        return super().sha256(name) if _is_private(name) else self.store.sha256(name)

    def read(self, name: str) -> bytes:
        """Return a whole file; one that never changes is asked for once, lists of ids once for all runs."""
        if _is_private(name):
            return super().read(name)
        if name.startswith("ids/"):
            if not self.path(name).is_file() or sha256_of(self.path(name)) != self.path(name).stem:
                super().write(name, self.store.read(name))
            return super().read(name)
        if name not in self._seen:
            data = self.store.read(name)
            if "/manifest." not in name:
                return data
            self._seen[name] = data
        return self._seen[name]

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file to another place on this machine."""
        if _is_private(name):
            super().fetch(name, target)
        else:
            self.store.fetch(name, target)

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file, in place of an earlier one."""
        if _is_private(name):
            super().write(name, data)
        else:
            self.store.write(name, data)

    def create(self, name: str, data: bytes) -> None:
        """Write a whole file that must not exist yet: of several writers exactly one succeeds."""
        if _is_private(name):
            super().create(name, data)
        else:
            self.store.create(name, data)

    def delete(self, name: str) -> None:
        """Remove a file, there and here."""
        if not _is_private(name):
            self._sent.discard(name)
            self.store.delete(name)
        super().delete(name)

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it, there and here."""
        if not _is_private(name):
            self._sent.discard(name)
            self.store.remove(name)
        super().remove(name)

    def rename(self, name: str, new: str) -> None:
        """Bring a file of the store here under a private name, and remove it there."""
        self.path(new).parent.mkdir(parents=True, exist_ok=True)
        self.store.fetch(name, self.path(new))
        self._sent.discard(name)
        self.store.delete(name)  # what lies here under that name is sent in its place by the next rebuild

    def put_files(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Make a folder hold these files and nothing else, one after the other: a store has no renames."""
        there = self.store.sizes(folder)
        for name, data in files.items():
            if there.get(name) != len(data) or self.store.read(f"{folder}/{name}") != data:
                self.store.write(f"{folder}/{name}", data)
        for name in there.keys() - files.keys():
            self.store.delete(f"{folder}/{name}")

    def send(self, names: Collection[str], known: Collection[str] = ()) -> list[str]:
        """Upload these objects, but those that the store has; return those sent.

        One that lies there unnamed for a day is sent again: `gc` on another machine may be about to delete it. `known`
        are those that a snapshot names. Raises `StorageError` for one that is neither here nor there, or damaged here.
        """
        names = [name for name in dict.fromkeys(names) if name not in self._sent]
        there: dict[str, int] = {}
        for folder in {name.rpartition("/")[0] for name in names}:
            there |= {f"{folder}/{name}": size for name, size in self.store.sizes(folder).items()}
        lacking = [name for name in names if self._is_to_be_sent(name, there.get(name), known)]
        with ThreadPoolExecutor(UPLOADS) as threads:
            list(threads.map(self._upload, lacking))
        self._sent.update(names)
        return lacking

    def forget(self, kept: Collection[str]) -> None:
        """Delete the objects that lie here, but `kept`, and the indexes of their texts."""
        for place in sorted(self.path("objects").glob("*/*.parquet")):
            if place.relative_to(self.root).as_posix() not in kept:
                place.unlink(missing_ok=True)
        for place in sorted(self.path("index").glob("*/*.parquet")):
            if f"objects/{place.parent.name}/{place.name}" not in kept:
                place.unlink(missing_ok=True)

    def keeps_versions(self) -> bool | None:
        """Say whether the bucket keeps what is deleted; null where the store has no such thing or would not say."""
        try:
            return self.store.keeps_versions()
        except StorageError:
            return None

    def _is_to_be_sent(self, name: str, n_bytes: int | None, known: Collection[str]) -> bool:
        if not self.path(name).is_file():
            if n_bytes is None:
                raise missing(name)
            return False
        if n_bytes != super().size(name):
            return True
        return name not in known and time.time() - self.store.modified(name) > STALE

    def _upload(self, name: str) -> None:
        if sha256_of(self.path(name)) != self.path(name).stem:
            self.path(name).unlink()
            raise StorageError(
                "An object was damaged on this machine, so nothing was published; it was deleted.",
                hint="Run the rebuild again: it is made anew.",
                context={"object": self.path(name)},
            )
        self.store.upload(name, self.path(name))


def _is_private(name: str) -> bool:
    return name.partition("/")[0] in PRIVATE or TEMPORARY in name
