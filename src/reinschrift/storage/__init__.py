"""Read, list and write a dataset's files, each whole or not at all: in a folder, or in an object store."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Protocol

from reinschrift.errors import ConfigError
from reinschrift.storage.local import TEMPORARY, LocalStorage, exchange, flush, named, sha256_of, translated

_ONE_SLASH = re.compile("(s3a?|gs|gcs|az|abfs|adl|file|hf):/(?!/)")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

__all__ = [
    "TEMPORARY", "LocalStorage", "Storage", "exchange", "flush", "is_address", "named", "open_storage", "sha256_of",
    "translated",
]  # fmt: skip


class Storage(Protocol):
    """Where a dataset is kept, as those see it who read it. Names are relative, with `/`."""

    is_shared: bool
    """Whether it is an object store: other machines write there, and every question takes its time."""

    def exists(self, name: str) -> bool:
        """Say whether there is a file or folder of that name."""

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted; a folder that is not there has none."""

    def folders(self, folder: str) -> dict[str, list[str]]:
        """Return the names in each folder of a folder."""

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the names in a folder with their lengths in bytes."""

    def read(self, name: str) -> bytes:
        """Return a whole file."""

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file to a place on this machine."""

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file, in place of an earlier one."""

    def create(self, name: str, data: bytes) -> None:
        """Write a whole file that must not exist yet; of several writers exactly one succeeds."""

    def delete(self, name: str) -> None:
        """Remove a file, if it is there."""

    def sha256(self, name: str) -> str:
        """Return the SHA-256 of a file's bytes, in hex."""

    def address(self, name: str) -> str:
        """Return where a file is, for people and for `reinschrift.open`."""

    def place(self, name: str) -> tuple[str, Any]:
        """Return where Arrow finds a file, and the Arrow file system for it; none for this machine's own."""


def open_storage(address: str | Path) -> Storage:
    """Return the dataset at an address: a folder of this machine, or `s3://bucket/folder` and the like.

    Credentials and endpoints come from the environment or the usual files, as the package for that address has it
    (for S3: `AWS_*`, `~/.aws`). Raises `StorageError` where the package is missing, `ConfigError` for an address that
    holds credentials.
    """
    if not is_address(address):
        return LocalStorage(str(address).removeprefix("file://"))
    from reinschrift.storage.objects import ObjectStorage  # noqa: PLC0415  # loads fsspec

    return ObjectStorage(str(address))


def is_address(place: str | Path) -> bool:
    """Say whether a place is in an object store. Raises `ConfigError` if it holds credentials or names no bucket."""
    if isinstance(place, str) and (slip := _ONE_SLASH.match(place)):
        raise ConfigError(
            "An address has two slashes behind its colon.",
            hint=f"Write {slip[1]}://bucket/folder; a folder of this machine with such a name as ./{slip[0]}…",
            context={"address": place},
        )
    if "://" not in str(place) or str(place).startswith("file://"):
        return False
    if "@" in str(place).partition("://")[2].partition("/")[0]:
        raise ConfigError(
            "An address must not hold credentials.",
            hint="Take them from the environment or the usual files, e.g. AWS_ACCESS_KEY_ID or ~/.aws.",
        )
    _check_bucket(str(place))
    return True


def _check_bucket(address: str) -> None:
    """Raise `ConfigError` for an address whose bucket no store can have: what is asked of the store would hide that."""
    scheme, _, rest = address.partition("://")
    bucket = rest.partition("/")[0]
    if bucket and (_BUCKET.fullmatch(bucket) or (scheme == "s3" and bucket.startswith("arn:"))) and ".." not in bucket:
        return
    raise ConfigError(
        f"{bucket} cannot be the name of a bucket." if bucket else "The address names no bucket.",
        hint=f"Write {scheme}://bucket/folder; a bucket has letters, digits, '.', '-' and '_' alone.",
        context={"address": address},
    )
