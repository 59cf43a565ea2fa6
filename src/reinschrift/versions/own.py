"""The digests of this package, found once for each state of its files and kept in the user's cache."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from pathlib import Path

from reinschrift.text.machine_code_folder import folder_of_machine_code, write_whole
from reinschrift.versions.digests import PACKAGE, Digests, digests_of, files_of


@cache
def own_digests() -> dict[str, Digests]:
    """Return the digests of every step of this package.

    To find them takes half a CPU second on a slow machine, to hash the bytes of all files a tenth of that or less: the
    digests are kept under that hash. What is kept and damaged is found anew.
    """
    folder = folder_of_machine_code()
    if folder is None:
        return digests_of(PACKAGE)
    path = folder / f"digests-{state_of(PACKAGE)}.json"
    found = _read(path)
    if found is None:
        found = digests_of(PACKAGE)
        written = json.dumps(found).encode()
        with suppress(OSError):  # a disk that is full or read-only is no reason to stop
            write_whole(path, lambda file: file.write(hashlib.sha256(written).hexdigest().encode() + b"\n" + written))
    return found


def state_of(package: Path) -> str:
    """Return a hash of all files of a package, their names and their bytes."""
    state = hashlib.sha256()
    for path in files_of(package):
        content = path.read_bytes()
        state.update(f"{path.relative_to(package).as_posix()}\0{len(content)}\0".encode())
        state.update(content)
    return state.hexdigest()[:32]


def _read(path: Path) -> dict[str, Digests] | None:
    try:
        digest, _, written = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if hashlib.sha256(written).hexdigest().encode() != digest:
        return None
    return {step: Digests(*both) for step, both in json.loads(written).items()}
