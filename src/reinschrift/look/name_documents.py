"""The documents that somebody names: by id, the beginning of one, URL, raw file or member, or a phrase of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.errors import ConfigError
from reinschrift.look.find import find
from reinschrift.look.raw_files import PLACE, of_raw_file
from reinschrift.snapshot.find import ID_COLUMN, distinct_objects, find_by_key
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.read import read_ahead, read_rows
from reinschrift.storage import Storage

_PREFIX = re.compile(r"[0-9a-f]{4,31}")
FEWEST_LETTERS = 4
SHOWN = 10


def name_documents(storage: Storage, manifests: Sequence[Manifest], key: str) -> list[str]:
    """Return the ids of the documents that `key` names, in all snapshots; the first way that finds something counts.

    Raises `ConfigError` for the beginning of several ids.
    """
    if found := find_by_key(storage, manifests, [key])[key]:
        return sorted(found)
    if _PREFIX.fullmatch(key):
        return _by_prefix(storage, manifests, key)
    if by_path := _by_path(storage, manifests, key):
        return sorted(by_path)
    if "://" in key or len(key.strip()) < FEWEST_LETTERS:
        return []
    answer = find(storage, key, "phrase")
    return list(dict.fromkeys(entry["document_id"] for entry in answer["found"]))


def _by_prefix(storage: Storage, manifests: Sequence[Manifest], prefix: str) -> list[str]:
    found: set[str] = set()
    for table, rows in _rows(storage, manifests, ()):
        ids = rows[ID_COLUMN[table]]
        found.update(ids.filter(pc.starts_with(ids, prefix)).to_pylist())
    if len(found) > 1:
        listed = ", ".join(sorted(found)[:SHOWN])
        raise ConfigError(
            f"{len(found):,} ids begin with {prefix}.", hint=f"Give more of it: {listed}{', …' * (len(found) > SHOWN)}."
        )
    return sorted(found)


def _by_path(storage: Storage, manifests: Sequence[Manifest], path: str) -> set[str]:
    """Return the documents of the raw file, or of the member of one, that `path` names."""
    found: set[str] = set()
    for table, rows in _rows(storage, manifests, PLACE):
        found.update(rows[ID_COLUMN[table]].filter(pa.array(of_raw_file(rows, path))).to_pylist())
    return found


def _rows(storage: Storage, manifests: Sequence[Manifest], columns: Sequence[str]) -> Iterator[tuple[str, pa.Table]]:
    for table in ("documents", "removed"):
        read = partial(read_rows, storage, table=table, columns=(ID_COLUMN[table], *columns))
        for rows in read_ahead(storage, read, distinct_objects(manifests, table)):
            yield table, rows
