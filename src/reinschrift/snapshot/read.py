"""Read rows of published objects, and the contract that they were published under."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.contract import Contract, load_contract
from reinschrift.errors import StorageError
from reinschrift.snapshot.manifest import Manifest, Object
from reinschrift.storage import Storage

READERS = 8  # at once, of a store whose every answer takes tens of milliseconds
_One = TypeVar("_One")
_Result = TypeVar("_Result")


def read_ahead(storage: Storage, read: Callable[[_One], _Result], items: Iterable[_One]) -> Iterator[_Result]:
    """Yield what `read` gives for each item, in order; of an object store, some items ahead."""
    if not storage.is_shared:
        yield from map(read, items)
        return
    with ThreadPoolExecutor(READERS) as threads:
        waiting: deque[Future[_Result]] = deque()
        for item in items:
            waiting.append(threads.submit(read, item))
            if len(waiting) == READERS:
                yield waiting.popleft().result()
        yield from (one.result() for one in waiting)


def read_rows(
    storage: Storage,
    item: Object,
    table: str,
    columns: Sequence[str] | None = None,
    where: ds.Expression | None = None,
) -> pa.Table:
    """Return the rows of an object, in their order; of `columns`, those that it has.

    Raises `StorageError` with the object's name where it is missing or cannot be read.
    """
    name = item.name(table)
    try:
        schema = read_schema(storage, item, table)
        chosen = schema.names if columns is None else [column for column in columns if column in schema.names]
        place, files = storage.place(name)
        return pq.read_table(place, columns=chosen, filters=where, filesystem=files)
    except (OSError, ArrowException) as error:
        raise unreadable(name, error) from error


def is_whole(storage: Storage, item: Object, table: str) -> bool:
    """Say whether an object is there, every byte of it."""
    name = item.name(table)
    return storage.exists(name) and storage.size(name) == item.n_bytes and storage.sha256(name) == item.sha256


def read_schema(storage: Storage, item: Object, table: str) -> pa.Schema:
    """Return the columns and types of an object."""
    try:
        place, files = storage.place(item.name(table))
        return pq.read_schema(place, filesystem=files)
    except (OSError, ArrowException) as error:
        raise unreadable(item.name(table), error) from error


def read_contract(storage: Storage, manifest: Manifest) -> Contract:
    """Return the contract that a snapshot was published under."""
    with tempfile.NamedTemporaryFile(suffix=".yaml") as copy:  # it may lie in an object store
        Path(copy.name).write_bytes(storage.read(manifest.contract_name))
        return load_contract(Path(copy.name))


def unreadable(name: str, error: Exception) -> StorageError:
    """Return the error that says which object cannot be read, and what mends it."""
    return StorageError(
        f"An object cannot be read: {error}",
        hint="reinschrift verify names what is damaged; with --repair and a rebuild it is made anew.",
        context={"object": name},
    )
