"""A dataset in an object store, through fsspec: conditional writes make the commit, there are no renames."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

import fsspec

from reinschrift.errors import CommitConflictError, ReinschriftError, StorageError

PIECE = 8 << 20


class ObjectStorage:
    """A folder of an object store such as `s3://bucket/folder`. An object is there whole or not at all."""

    is_shared = True

    def __init__(self, address: str) -> None:
        self.root = address.rstrip("/")
        try:
            # Listings are never remembered: another machine may have published since.
            with _translated(address):
                self._files, self._root = fsspec.core.url_to_fs(self.root, use_listings_cache=False)
        except StorageError as error:
            if isinstance(error.__cause__, ImportError | ValueError):
                raise _no_package(address, error.__cause__) from error
            raise
        self._has_bucket = False

    def address(self, name: str) -> str:
        """Return the address of `name`."""
        return f"{self.root}/{name}".rstrip("/")

    def place(self, name: str) -> tuple[str, Any]:
        """Return the path of `name` in the store, with the bucket, and the Arrow file system that reads it."""
        import pyarrow.fs  # noqa: PLC0415  # not needed to list or write

        return self._path(name), pyarrow.fs.PyFileSystem(pyarrow.fs.FSSpecHandler(self._files))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def exists(self, name: str) -> bool:
        """Say whether there is an object, or a folder with some."""
        with _translated(name):
            return bool(self._files.exists(self._path(name)))

    def size(self, name: str) -> int:
        """Return the length of an object in bytes."""
        with _translated(name):
            return int(self._files.size(self._path(name)))

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted; a folder that is not there has none."""
        with _translated(folder):
            try:
                found = self._files.ls(self._path(folder), detail=False)
            except FileNotFoundError:
                found = []
        if not found:
            self._refuse_missing_bucket()
        return sorted({name.rstrip("/").rpartition("/")[2] for name in found} - {""})

    def folders(self, folder: str) -> dict[str, list[str]]:
        """Return the names in each folder of a folder, in one listing."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.below(folder)):
            one, slash, rest = name.partition("/")
            if slash and "/" not in rest:
                found.setdefault(one, []).append(rest)
        return found

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the names in a folder with their lengths in bytes, in one listing."""
        return {name: size for name, size in self.below(folder).items() if "/" not in name}

    def below(self, folder: str) -> dict[str, int]:
        """Return all objects in a folder and in the folders in it, by name from there, with their lengths in bytes."""
        with _translated(folder):
            try:
                found = self._files.find(self._path(folder).rstrip("/"), detail=True)
            except FileNotFoundError:
                found = {}
        if not found:
            self._refuse_missing_bucket()
        start = len(self._path(folder).strip("/")) + 1
        return {name.lstrip("/")[start:]: int(entry["size"]) for name, entry in found.items()}

    def _refuse_missing_bucket(self) -> None:
        """Where nothing is found, see whether the bucket is there: without it, hours of work would be in vain."""
        bucket = self._root.partition("/")[0]
        if self._has_bucket or not bucket:
            return
        with _translated(bucket):
            self._has_bucket = bool(self._files.exists(bucket))
        if not self._has_bucket:
            raise _final(
                StorageError(
                    f"There is no bucket {bucket}, or it may not be looked into.",
                    hint="Make the bucket, or check address, endpoint and credentials.",
                    context={"address": self.root},
                )
            )

    def modified(self, name: str) -> float:
        """Return when an object was written, or the last one of a folder, in seconds since 1970."""
        with _translated(name):
            every = [f"{name}/{one}" if one else name for one in self.below(name)]
            times = [self._files.modified(self._path(one)) for one in every]
        return float(max((time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp() for time in times))

    def n_bytes(self, name: str) -> int:
        """Return the length of an object, or of all that is in a folder."""
        return sum(self.below(name).values())

    def read(self, name: str) -> bytes:
        """Return a whole object."""
        with _translated(name):
            return bytes(self._files.cat_file(self._path(name)))

    def fetch(self, name: str, target: Path) -> None:
        """Copy an object to a place on this machine."""
        with _translated(name):
            self._files.get_file(self._path(name), str(target))

    def write(self, name: str, data: bytes) -> None:
        """Write an object, in place of an earlier one."""
        with _translated(name):
            self._files.pipe_file(self._path(name), data)

    def create(self, name: str, data: bytes) -> None:
        """Write an object that must not exist yet (`If-None-Match: *`): of several writers exactly one succeeds.

        Raises `CommitConflictError` if it exists.
        """
        with _translated(name):
            try:
                self._files.pipe_file(self._path(name), data, mode="create")
            except FileExistsError as error:
                raise CommitConflictError(
                    f"{name} is there already: another run was first.",
                    hint="Run again; it starts from what the other run published.",
                    context={"dataset": self.root},
                ) from error

    def upload(self, name: str, file: Path) -> None:
        """Copy a file of this machine, in pieces if it is large."""
        with _translated(name):
            self._files.put_file(str(file), self._path(name))

    def delete(self, name: str) -> None:
        """Remove an object, if it is there."""
        with _translated(name):
            if self._files.exists(self._path(name)):
                self._files.rm_file(self._path(name))

    def remove(self, name: str) -> None:
        """Remove an object, or a folder with all that is in it."""
        for one in self.below(name):
            self.delete(f"{name}/{one}" if one else name)

    def keeps_versions(self) -> bool | None:
        """Say whether the bucket keeps what is deleted or written over; null where that cannot be asked."""
        ask = getattr(self._files, "is_bucket_versioned", None)
        with _translated(self.root):
            return bool(ask(self._root.partition("/")[0])) if ask is not None else None

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of an object's bytes, in hex, read in pieces."""
        digest = hashlib.sha256()
        with _translated(name), self._files.open(self._path(name), "rb", cache_type="none") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
        return digest.hexdigest()


def _no_package(address: str, error: BaseException) -> StorageError:
    """Return the error that says that nothing here can read this kind of address: a package lacks, or there is none."""
    if isinstance(error, ValueError):
        return _final(
            StorageError(
                f"This is no address of an object store: {error}.",
                hint="Write it as s3://bucket/folder, gs://bucket/folder or the like.",
                context={"address": address},
            )
        )
    return _final(
        StorageError(
            f"There is no way to reach this address here: {error}",
            hint="S3 needs the extra s3: pip install 'reinschrift[s3]'. Other stores need their fsspec package.",
            context={"address": address},
        )
    )


def _final(error: StorageError) -> StorageError:
    error.retryable = False  # type: ignore[misc]  # another try cannot mend it
    return error


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except ReinschriftError:
        raise
    except Exception as error:  # each store's package has errors of its own
        # Only the kind and the sentence: what an SDK puts beside them may name an account.
        raise StorageError(
            f"The object store failed: {type(error).__name__}: {error}",
            hint="Check address, endpoint and credentials (environment or the usual files), then run again.",
            context={"object": name},
        ) from error
