"""Seals: what is written here and read back later is held against a hash, and counts as missing where it differs.

A record, which is JSON, holds the hash of its values under `seal`. Whoever reads one names the fields that a record of
its kind has; without them it is a record of something else, which counts as damaged, too. A folder
whose files belong together holds a record of their sizes and hashes; the files are on the disk before it is there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import xxhash

from reinschrift.storage.local import TEMPORARY, LocalStorage, flush

SEAL = "seal"
_BLOCK = 4 << 20
_LOG = logging.getLogger("reinschrift")


Fields = Mapping[str, type]
"""What a record of one kind has, at least: the types of its values, by name."""


class _Readable(Protocol):
    def exists(self, name: str) -> bool: ...
    def read(self, name: str) -> bytes: ...
    def address(self, name: str) -> str: ...


def say_damaged(what: object, consequence: str = "it is made anew") -> None:
    """Tell the user that something is not what was written, and what becomes of it."""
    _LOG.warning("%s is not what was written: %s.", what, consequence)


def sealed(values: Mapping[str, Any]) -> bytes:
    """Return values as the text of a record, with their seal."""
    own = {name: value for name, value in values.items() if name != SEAL}
    return (json.dumps({**own, SEAL: _seal_of(own)}, ensure_ascii=False, indent=1) + "\n").encode()


def unsealed(data: bytes, fields: Fields, *, required: bool = True) -> dict[str, Any]:
    """Return the values of a record. Raises `ValueError` if they are not those that were sealed, or of another kind.

    Unless it is `required`, a record that was written before there were seals may have none.
    """
    try:
        values = json.loads(data)
    except RecursionError as error:
        raise ValueError("no record") from error
    if not isinstance(values, dict):
        raise ValueError("no record")  # noqa: TRY004  # damaged, not of a wrong type
    if not all(isinstance(values.get(name), kind) for name, kind in fields.items()):
        raise ValueError("a record of another kind")
    seal = values.pop(SEAL, None)
    if seal != _seal_of(values) and (required or seal is not None):
        raise ValueError("a broken seal")
    return values


def write_record(storage: LocalStorage, name: str, values: Mapping[str, Any]) -> None:
    """Write a record, in place of an earlier one."""
    storage.write(name, sealed(values))


def read_record(
    storage: _Readable, name: str, fields: Fields, consequence: str = "it is made anew"
) -> dict[str, Any] | None:
    """Return the values of a record; none if there is none, or if it is damaged; then a warning says so."""
    if not storage.exists(name):
        return None
    try:
        return unsealed(storage.read(name), fields)
    except ValueError:
        say_damaged(storage.address(name), consequence)
        return None


def seal_files(folder: Path, *, times: bool = True) -> dict[str, list[Any]]:
    """Bring all files of a folder to the disk; return of each its size, hash and time, for the folder's record.

    Without `times` equal files give equal records.
    """
    files = {}
    for path in _files_of(folder):
        flush(path)
        status = path.stat()
        files[path.relative_to(folder).as_posix()] = [status.st_size, hash_of(path), status.st_mtime_ns if times else 0]
    for place in {path.parent for path in _files_of(folder)}:
        flush(place)
    return files


def differing(folder: Path, files: Mapping[str, list[Any]], *, thorough: bool = True) -> list[str]:
    """Return the files of a folder that are not those that were sealed.

    Without `thorough` a file of the same size and time counts as the same; what is about to be used is looked at
    thoroughly, which reads it once.
    """
    return [name for name, facts in files.items() if not _is_same(folder / name, facts, thorough=thorough)]


def hash_of(path: Path) -> str:
    """Return a hash of a file's bytes that finds damage, in hex (XXH3, 128 bits); it guards against no attack."""
    digest = xxhash.xxh3_128()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _is_same(path: Path, facts: list[Any], *, thorough: bool) -> bool:
    try:
        size, digest, modified = facts
        status = path.stat()
        if status.st_size != size:
            return False
        return bool(not thorough and status.st_mtime_ns == modified) or hash_of(path) == digest
    except (OSError, ValueError, TypeError):  # a record of something else has other facts
        return False


def _files_of(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in sorted(names) if not name.startswith(TEMPORARY))


def _seal_of(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
