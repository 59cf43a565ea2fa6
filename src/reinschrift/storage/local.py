"""A dataset in a folder of this machine: every file appears whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reinschrift.errors import CommitConflictError, StorageError

TEMPORARY = ".writing-"
_HERE = -100  # AT_FDCWD: names start at the working folder
_RENAME_EXCHANGE = 2


class LocalStorage:
    """A folder on a local or mounted file system.

    Every write goes to a temporary name first, is flushed to the disk, and takes its name in one step, so a
    reader or a killed writer never leaves half a file under a final name. Paths are relative, with `/`.
    """

    is_shared = False
    """Whether other machines write here, too, so that a lock in the folder does not keep them out."""

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root)

    def path(self, *names: str) -> Path:
        """Return the place of a name on this machine."""
        return self.root.joinpath(*names)

    def address(self, name: str) -> str:
        """Return the path of `name`."""
        return str(self.path(name))

    def place(self, name: str) -> tuple[str, Any]:
        """Return the path of `name`; Arrow needs no file system for it."""
        return str(self.path(name)), None

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file's bytes, in hex."""
        with named(self.path(name)):
            return sha256_of(self.path(name))

    def exists(self, name: str) -> bool:
        """Say whether there is a file or folder of that name."""
        with named(self.path(name)):
            return self.path(name).exists()

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""
        with named(self.path(name)):
            return self.path(name).stat().st_size

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted; a folder that is not there has none. Unfinished writes are left out."""
        try:
            found = [place.name for place in self.path(folder).iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise translated(error, self.path(folder)) from error
        return sorted(name for name in found if not name.startswith(TEMPORARY))

    def folders(self, folder: str) -> dict[str, list[str]]:
        """Return the names in each folder of a folder."""
        return {name: self.names(f"{folder}/{name}") for name in self.names(folder) if self.path(folder, name).is_dir()}

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the names in a folder with their lengths in bytes."""
        with named(self.path(folder)):
            return {name: self.path(folder, name).stat().st_size for name in self.names(folder)}

    def modified(self, name: str) -> float:
        """Return when a file or folder was last written, in seconds since 1970."""
        with named(self.path(name)):
            return self.path(name).stat().st_mtime

    def n_bytes(self, name: str) -> int:
        """Return the length of a file, or of all that is in a folder."""
        place = self.path(name)
        files = [place] if place.is_file() else [path for path in place.rglob("*") if path.is_file()]
        return sum(path.stat().st_size for path in files)

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file to another place on this machine."""
        with named(target):
            shutil.copyfile(self.path(name), target)

    def send(self, names: Collection[str], known: Collection[str] = ()) -> list[str]:  # noqa: ARG002  # as in an object store
        """See to it that readers find these files; here they do, if they are there. Return those sent.

        Raises `StorageError` for one that is missing. `known` are those that a snapshot names already.
        """
        for name in names:
            if not self.exists(name):
                raise missing(name)
        return []

    def read(self, name: str) -> bytes:
        """Return a whole file."""
        with named(self.path(name)):
            return self.path(name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file, in place of an earlier one."""
        with self.writing(name) as temporary:
            temporary.write_bytes(data)

    def create(self, name: str, data: bytes) -> None:
        """Write a whole file that must not exist yet: of several writers exactly one succeeds.

        Raises `CommitConflictError` if it exists.
        """
        target = self.path(name)
        with named(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = _beside(target)
            try:
                temporary.write_bytes(data)
                flush(temporary)
                os.link(temporary, target)
            except FileExistsError as error:
                raise CommitConflictError(
                    f"{target.name} is there already: another run was first.",
                    hint="Run again; it starts from what the other run published.",
                    context={"path": target},
                ) from error
            finally:
                temporary.unlink(missing_ok=True)
            flush(target.parent)

    @contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """Give a temporary path to write to; when the block ends well, the file takes its name."""
        target = self.path(name)
        with named(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = _beside(target)
            try:
                yield temporary
                flush(temporary)
                temporary.replace(target)
                flush(target.parent)
            finally:
                temporary.unlink(missing_ok=True)

    def delete(self, name: str) -> None:
        """Remove a file, if it is there."""
        with named(self.path(name)):
            self.path(name).unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it."""
        if self.path(name).is_dir():
            self.delete_folder(name)
        else:
            self.delete(name)

    def rename(self, name: str, new: str) -> None:
        """Give a file or folder another name, in place of a file that has it."""
        with named(self.path(name)):
            self.path(new).parent.mkdir(parents=True, exist_ok=True)
            self.path(name).replace(self.path(new))

    def put_files(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Make a folder that holds these files and nothing else; one that is there is replaced in one step."""
        temporary = f"{folder}.new"
        self.delete_folder(temporary)
        for name, data in files.items():
            self.write(f"{temporary}/{name}", data)
        self.put_folder(temporary, folder)

    def put_folder(self, name: str, new: str) -> None:
        """Give a folder another name; one that has it is replaced in one step."""
        with named(self.path(name)):
            if self.path(new).exists():
                exchange(self.path(name), self.path(new))
                self.delete_folder(name)
            else:
                self.path(name).rename(self.path(new))

    def delete_folder(self, name: str) -> None:
        """Remove a folder with all that is in it, if it is there: for readers in one step, for a killed run by halves.

        What a killed run leaves has the name of an unfinished write, which `unfinished` finds.
        """
        place = self.path(name)
        with named(place):
            if not place.exists():
                return
            doomed = place if place.name.startswith(TEMPORARY) else _beside(place)
            if doomed != place:
                place.rename(doomed)
            shutil.rmtree(doomed)

    def forget(self, kept: Collection[str]) -> None:
        """Delete what only a copy of an object store's dataset holds: nothing here."""

    def keeps_versions(self) -> bool | None:
        """Say whether what is deleted is kept by the store; null where that is not known."""
        return None

    def unfinished(self) -> list[str]:
        """Return the files and folders that killed writers left, each named once, deepest last."""
        found = (path for path in self.root.rglob(f"{TEMPORARY}*"))
        names = sorted(path.relative_to(self.root).as_posix() for path in found)
        return [name for name in names if TEMPORARY not in name.rpartition("/")[0]]


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def exchange(one: Path, other: Path) -> None:
    """Let two files or folders swap names in one step; where the system cannot, in three.

    Linux has it as `renameat2` with RENAME_EXCHANGE, since 3.15; Python has no name for it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    names = (_HERE, os.fsencode(one), _HERE, os.fsencode(other))
    if hasattr(libc, "renameat2") and libc.renameat2(*names, _RENAME_EXCHANGE) == 0:
        return
    between = _beside(one)
    one.rename(between)
    other.rename(one)
    between.rename(other)


def _beside(target: Path) -> Path:
    return target.with_name(f"{TEMPORARY}{uuid.uuid4().hex}-{target.name}")


def flush(path: Path) -> None:
    """Make what was written, or a folder's list of names, survive a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems cannot flush a folder
            raise
    finally:
        os.close(handle)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Turn what the system says of a failure in the block into a `StorageError` with the path and what to do."""
    try:
        yield
    except OSError as error:
        raise translated(error, path) from error


def translated(error: OSError, path: Path) -> StorageError:
    """Return a system's error as one that says where and what to do; it is retryable unless another try is in vain."""
    advice = {
        errno.ENOSPC: "The disk is full: free some space, then run again; finished shards are kept.",
        errno.EDQUOT: "The quota is used up: free some space, then run again; finished shards are kept.",
        errno.EROFS: "The file system is read-only: choose another place with --output or paths.processed.",
        errno.EACCES: "There is no permission: choose another place with --output or paths.processed.",
        errno.EPERM: "There is no permission: choose another place with --output or paths.processed.",
        errno.ENAMETOOLONG: "Choose a shorter name.",
        errno.EISDIR: "A folder stands where a file is needed: move it away, then run again.",
        errno.ENOTDIR: "A file stands where a folder is needed: move it, or choose another place with --output.",
    }.get(error.errno or 0, "Check the path and the file system, then run again.")
    what = error.strerror or str(error)
    translated = StorageError(f"Storage failed: {what}.", hint=advice, context={"path": path})
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EISDIR, errno.ENOSPC, errno.EDQUOT,
                       errno.ENAMETOOLONG):  # fmt: skip
        translated.retryable = False  # type: ignore[misc]  # another try cannot mend these
    return translated


def missing(name: str) -> StorageError:
    """Return the error that says that an object of a snapshot to be published is gone."""
    return StorageError(
        "An object of the new snapshot is gone, so nothing was published.",
        hint="Run the rebuild again: it is made anew.",
        context={"object": name},
    )
