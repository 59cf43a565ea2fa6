"""A dataset in an object store, through fsspec: conditional writes make the commit, there are no renames."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fsspec

from reinschrift.errors import CommitConflictError, StorageError

PIECE = 8 << 20


class ObjectStorage:
    """A folder of an object store such as `s3://bucket/folder`. An object is there whole or not at all."""

    def __init__(self, address: str) -> None:
        with _translated(address):
            # Listings are never remembered: another machine may have published since.
            self._files, self._root = fsspec.core.url_to_fs(address.rstrip("/"), use_listings_cache=False)
        self.root = address.rstrip("/")

    @property
    def arrow(self) -> Any:
        """The Arrow file system that reads addresses."""
        import pyarrow.fs  # noqa: PLC0415  # not needed to list or write

        return pyarrow.fs.PyFileSystem(pyarrow.fs.FSSpecHandler(self._files))

    def address(self, name: str) -> str:
        """Return the path of `name` in the store, with the bucket, without the scheme."""
        return f"{self._root}/{name}"

    def exists(self, name: str) -> bool:
        """Say whether there is an object, or a folder with some."""
        with _translated(name):
            return bool(self._files.exists(self.address(name)))

    def size(self, name: str) -> int:
        """Return the length of an object in bytes."""
        with _translated(name):
            return int(self._files.size(self.address(name)))

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted; a folder that is not there has none."""
        with _translated(folder):
            try:
                found = self._files.ls(self.address(folder), detail=False)
            except FileNotFoundError:
                return []
        return sorted({name.rstrip("/").rpartition("/")[2] for name in found})

    def read(self, name: str) -> bytes:
        """Return a whole object."""
        with _translated(name):
            return bytes(self._files.cat_file(self.address(name)))

    def write(self, name: str, data: bytes) -> None:
        """Write an object, in place of an earlier one."""
        with _translated(name):
            self._files.pipe_file(self.address(name), data)

    def create(self, name: str, data: bytes) -> None:
        """Write an object that must not exist yet (`If-None-Match: *`): of several writers exactly one succeeds.

        Raises `CommitConflictError` if it exists.
        """
        with _translated(name):
            try:
                self._files.pipe_file(self.address(name), data, mode="create")
            except FileExistsError as error:
                raise CommitConflictError(
                    f"{name} is there already: another run was first.",
                    hint="Run again; it starts from what the other run published.",
                    context={"dataset": self.root},
                ) from error

    def upload(self, name: str, file: Path) -> None:
        """Copy a file of this machine, in pieces if it is large."""
        with _translated(name):
            self._files.put_file(str(file), self.address(name))

    def delete(self, name: str) -> None:
        """Remove an object, if it is there."""
        with _translated(name):
            if self._files.exists(self.address(name)):
                self._files.rm_file(self.address(name))

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of an object's bytes, in hex, read in pieces."""
        digest = hashlib.sha256()
        with _translated(name), self._files.open(self.address(name), "rb", cache_type="none") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
        return digest.hexdigest()


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ImportError, ValueError) as error:
        # Only the kind and the sentence: what an SDK puts beside them may name an account.
        raise StorageError(
            f"The object store failed: {type(error).__name__}: {error}",
            hint="Check address, endpoint and credentials (environment or the usual files), then run again.",
            context={"object": name},
        ) from error
