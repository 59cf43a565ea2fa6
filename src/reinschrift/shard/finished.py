"""The result of a shard on disk: a folder that is there whole or not at all, and counts only while it is unchanged."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from reinschrift.errors import StorageError
from reinschrift.shard.separate import Separated
from reinschrift.storage import LocalStorage, flush
from reinschrift.storage.seals import differing, read_record, say_damaged, seal_files, sealed

DONE = "shard.json"
"""The record of a finished shard: counts, and the hashes of its other files."""
_FIELDS = {"name": str, "counts": dict, "bad_files": list, "seconds": float, "files": dict}


@dataclass
class ShardCounts:
    """What a shard read and what became of it, before duplicates are known."""

    documents: int = 0
    paragraphs: int = 0
    chars: int = 0
    kept_documents: int = 0
    kept_paragraphs: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    """Rows of `removed` by `scope:reason`."""
    paragraphs_in_removed: int = 0
    """Content paragraphs that went with their whole document."""
    decisions: Counter[str] = field(default_factory=Counter)
    """What became of people's decisions, by the key of the entry and what was done: `decided.noted`."""


@dataclass(frozen=True)
class ShardResult:
    """Paths and counts of a finished shard; no data."""

    name: str
    folder: Path
    counts: ShardCounts
    bad_files: tuple[tuple[str, str], ...]
    """Files that could not be read, each with the reason."""
    seconds: float


def is_finished(folder: Path) -> bool:
    """Say whether a shard's result is there, whole: its record is sealed, its files have the sizes recorded.

    A file written since is read and held against its hash.
    """
    record = record_of(folder)
    return record is not None and not differing(folder, record["files"], thorough=False)


def is_unchanged(folder: Path, part: str = "") -> bool:
    """Say whether every byte of a shard's result is as it was written; each file is read once.

    `part`: look only at files whose name begins so.
    """
    record = record_of(folder)
    if record is None:
        return False
    return not differing(folder, {name: facts for name, facts in record["files"].items() if name.startswith(part)})


def discard_damaged(folder: Path) -> None:
    """Take away what stands in the place of a shard's result and is none, and tell the user; nothing if there is none.

    A shard is done again from its raw files, so nothing is lost.
    """
    if folder.exists():
        say_damaged(folder, "the shard is done again")
        LocalStorage(folder.parent).remove(folder.name)


def keep_result(temporary: Path, folder: Path, values: Mapping[str, Any]) -> None:
    """Give a shard's files their record, bring all to the disk, and give the folder its name."""
    record = temporary / DONE
    record.write_bytes(sealed({**values, "files": seal_files(temporary)}))
    flush(record)
    flush(temporary)
    try:
        os.rename(temporary, folder)  # noqa: PTH104  # Path.rename would hide that an existing folder is an error
    except OSError:
        if not is_finished(folder):  # another worker may have been first with the same shard
            raise
    flush(folder.parent)


def read_result(folder: Path) -> ShardResult:
    """Return the counts of a finished shard. Raises `StorageError` if it is not there, or not what was written."""
    stored = record_of(folder)
    if stored is None:
        raise StorageError(
            "The result of a shard has gone, or was changed, while the rebuild ran.",
            hint="Run again: the shard is done anew, and all others are kept.",
            context={"folder": folder},
        )
    counts = ShardCounts(**stored["counts"])
    counts.removed, counts.decisions = Counter(counts.removed), Counter(counts.decisions)
    bad_files = tuple((path, reason) for path, reason in stored["bad_files"])
    return ShardResult(stored["name"], folder, counts, bad_files, stored["seconds"])


def read_tables(folder: Path) -> Iterator[Separated]:
    """Yield the tables of a finished shard, batch by batch, as they were written."""
    files = [
        pq.ParquetFile(folder / f"{name}.parquet")
        for name in Separated._fields
        if (folder / f"{name}.parquet").exists()
    ]
    for group in range(files[0].num_row_groups if files else 0):
        yield Separated(*(file.read_row_group(group) for file in files))


def record_of(folder: Path) -> dict[str, Any] | None:
    """Return the record of a finished folder; none if there is none, or if it is damaged."""
    return read_record(LocalStorage(folder), DONE, _FIELDS, "the shard is done again")
