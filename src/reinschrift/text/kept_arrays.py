"""Arrays that take long to unpack, kept on disk beside the machine code under what they come from and what unpacks."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from inspect import isfunction
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from reinschrift.text.machine_code_folder import folder_of_machine_code, write_whole

Arrays = Mapping[str, npt.NDArray[Any]]


def unpacked(packed: Path, unpack: Callable[[], Arrays]) -> Arrays:
    """Return what `unpack` makes of a packed file, from disk if it was kept there and is as it was written.

    The arrays are numbers or fixed-width texts. They are known by the bytes of the packed file and of the module that
    `unpack` stands in. Where no folder can be written, they are unpacked each time.
    """
    folder = folder_of_machine_code()
    if folder is None:
        return unpack()
    made_of = hashlib.sha256(packed.read_bytes())
    if isfunction(unpack):
        made_of.update(Path(unpack.__code__.co_filename).read_bytes())
    kept = folder / f"{packed.stem}-{made_of.hexdigest()[:32]}.arrays"
    found = _read(kept)
    if found is None:
        found = unpack()
        with suppress(OSError):  # a disk that is full or read-only is no reason to stop
            write_whole(kept, partial(np.savez, **found))  # type: ignore[arg-type]  # its stubs take names for options
    return found


def _read(file: Path) -> Arrays | None:
    """Return the arrays of a file; none if it is not there or, by the checksums of its form, not what was written."""
    try:
        with file.open("rb") as form, np.load(form, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, EOFError, BadZipFile, zlib.error):
        return None
