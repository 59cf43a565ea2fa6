"""A raw file as the plan sees it, and the parts that shards are made of."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple


class RawFile(NamedTuple):
    """A file of a source, and what must be known of it to cut it."""

    address: str
    """Where it is: a local path or any fsspec address."""
    path: str
    """Its path within the source, with `/`: the name it has in the data."""
    format: str
    compression: str | None
    n_bytes: int
    fingerprint: str
    """SHA-256 of its content, in hex."""
    block_bytes: int = 0
    """It may be cut at multiples of this; 0: not at all."""
    records_before: tuple[int, ...] = ()
    """For formats whose records must be counted: how many begin before each multiple of `block_bytes`."""


class FilePart(NamedTuple):
    """A raw file or a range of its bytes: the records whose first byte lies in the range."""

    address: str
    path: str
    format: str
    start: int | None
    """None: the whole file."""
    end: int | None
    n_bytes: int
    fingerprint: str
    """The whole file's fingerprint."""
    first_number: int = 0
    """How many records of the file begin before `start`, where they had to be counted."""


def split_parts(file: RawFile, shard_bytes: int) -> tuple[FilePart, ...]:
    """Cut a file into parts of about `shard_bytes`; one whole part if it is small or its form cannot be cut.

    A pure function of the file and the size. The last part of a counted file has no end, so nothing is left over.
    """
    whole = FilePart(file.address, file.path, file.format, None, None, file.n_bytes, file.fingerprint)
    if not file.block_bytes or file.n_bytes <= shard_bytes:
        return (whole,)
    step = max(1, shard_bytes // file.block_bytes) * file.block_bytes
    starts = range(0, file.n_bytes, step)
    if file.records_before:
        starts = range(0, min(file.n_bytes, len(file.records_before) * file.block_bytes + 1), step)
    if len(starts) == 1:
        return (whole,)
    cuts = [*starts, file.n_bytes]
    return tuple(
        whole._replace(
            start=start,
            end=None if end == file.n_bytes else end,
            n_bytes=end - start,
            first_number=file.records_before[start // file.block_bytes - 1] if start and file.records_before else 0,
        )
        for start, end in pairwise(cuts)
    )
