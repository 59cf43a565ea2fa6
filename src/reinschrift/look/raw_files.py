"""The rows of a raw file: by its path, by the end of one, or by the name of a member of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import numbers, one_chunk

PLACE = ("source", "source_path", "record")
"""The columns that are read; with the hash of a file `HASH`, too."""
HASH = "source_sha256"
_BEFORE_MEMBER = re.compile(r" record |[/#!]")
"""What stands between a file and its member: as answers print it, or as addresses have it."""


def of_raw_file(rows: pa.Table, path: str, sha256: str | None = None) -> npt.NDArray[np.bool_]:
    """Return which rows come from the raw file or member that `path` names; with its hash, only as the file is now.

    A path may begin with the name of its source, anywhere above it, or anywhere within it.
    """
    wanted = path.strip().removeprefix("./").rstrip("/")
    paths = one_chunk(pc.binary_join_element_wise(rows["source"], rows["source_path"], "/")).dictionary_encode()
    at, known = numbers(paths.indices), paths.dictionary.to_pylist()
    found: npt.NDArray[np.bool_] = _are_of(known, wanted)[at]
    for file, member in _members(wanted):
        if (of_file := _are_of(known, file)[at]).any():
            found |= of_file & numbers(pc.fill_null(pc.equal(rows["record"], member), fill_value=False))
    if "." in wanted or "/" in wanted:  # a mere number or word is no name of a member
        is_member = pc.or_(pc.equal(rows["record"], wanted), pc.ends_with(rows["record"], f"/{wanted}"))
        found |= numbers(pc.fill_null(is_member, fill_value=False))
    if sha256 is not None:
        found &= numbers(pc.fill_null(pc.equal(rows[HASH], sha256), fill_value=False))
    return found


def _are_of(known: list[str], wanted: str) -> npt.NDArray[np.bool_]:
    """Return which files, each as SOURCE/PATH, are `wanted`, or lie at the end of it or the other way round."""
    return np.array(
        [f"/{one}".endswith(f"/{wanted}") or f"/{wanted}".endswith(f"/{one.partition('/')[2]}") for one in known], bool
    )


def _members(wanted: str) -> Iterator[tuple[str, str]]:
    """Yield each way to read a name as that of a file and of a member of it."""
    for sign in _BEFORE_MEMBER.finditer(wanted):
        file, member = wanted[: sign.start()], wanted[sign.end() :]
        if file and member:
            yield file, member
