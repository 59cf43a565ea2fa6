"""All documents of a run in the order of their rank: number 0 is the best, and of two the lower number stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import numbers, one_chunk
from reinschrift.dedup.files import DOCUMENTS_FILE, ShardSignatures, read_documents
from reinschrift.dedup.signatures import DOCUMENTS, hash_strings
from reinschrift.dedup.similarity import PERMUTATIONS
from reinschrift.dedup.sorted_runs import distinct
from reinschrift.errors import ConfigError
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Hashes, Numbers

MOST_DOCUMENTS = (1 << 31) - 1
_RANK_BITS = 42


class History(NamedTuple):
    """What earlier snapshots say about documents."""

    first_seen: pa.Table
    """`id`, and `version`: the number (from 0, below `len(snapshots)`) of the snapshot where the id first appeared.
    A document that is not here is new: its rank is below that of all others."""
    snapshots: tuple[str, ...] = ()
    """The names of the earlier snapshots, oldest first."""
    erased: tuple[str, ...] = ()
    """Ids of documents that count as absent although a shard still holds their signature."""


class Corpus(NamedTuple):
    """The documents of all shards. Flat numbers count through the shards; numbers count by rank."""

    shards: tuple[ShardSignatures, ...]
    """In the order of their names; those of the index come last."""
    n_decided: int
    """How many shards get decisions: those of the index do not."""
    starts: npt.NDArray[np.int64]
    """The flat number of each shard's first row, and the end."""
    flat: Numbers
    """Of each document by rank, its flat number."""
    number: Numbers
    """Of each flat number, the document's number by rank; -1 where it is absent."""
    version: Numbers
    """Of each document by rank, the version in which it first appeared."""
    norm: Hashes
    """Of each document by rank, the hash of its tokens."""
    conflicting: npt.NDArray[np.int64]
    """Ascending flat numbers of rows whose id another row has that comes first."""


class _Columns(NamedTuple):
    rank: Hashes
    id_hash: Hashes
    place: Hashes
    norm: Hashes
    version: Numbers


def load_corpus(
    shards: Sequence[ShardSignatures], index: Path | None, history: History | None, settings: DedupSettings
) -> Corpus:
    """Read the small columns of all signature files and put the documents in order.

    The order is that of (version, rank, hash of id, place): nothing of it depends on the order of shards or rows.
    Raises `ConfigError` for foreign signatures, two shards of one name, or over 2^31 documents.
    """
    every = (*_by_name(shards), *_in_index(index))
    columns, starts = _read(every, history, settings)
    n_decided = len(shards)
    present = _present(columns, history, int(starts[n_decided]))
    flat = _in_order(columns, np.flatnonzero(present))
    number = np.full(int(starts[-1]), -1, np.int32)
    number[flat] = np.arange(len(flat), dtype=np.int32)
    conflicting = _conflicting(columns, flat, int(starts[n_decided]))
    return Corpus(every, n_decided, starts, flat, number, columns.version[flat], columns.norm[flat], conflicting)


def rows_by_shard(corpus: Corpus, flats: npt.NDArray[Any]) -> Iterator[tuple[int, slice]]:
    """Yield each shard that has some of the ascending `flats`, and which of them are in it."""
    bounds = np.searchsorted(flats, corpus.starts)
    for shard in range(len(corpus.shards)):
        if bounds[shard] < bounds[shard + 1]:
            yield shard, slice(int(bounds[shard]), int(bounds[shard + 1]))


def gather(corpus: Corpus, column: str, documents: npt.NDArray[Any], settings: DedupSettings) -> pa.Array:
    """Return a column's values of some documents (numbers by rank), in their order."""
    flats = corpus.flat[documents]
    order = np.argsort(flats, kind="stable")
    ascending = flats[order]
    parts = []
    for shard, some in rows_by_shard(corpus, ascending):
        values = one_chunk(read_documents(corpus.shards[shard], settings)[column])
        parts.append(values.take(pa.array(ascending[some] - corpus.starts[shard])))
    if not parts:
        return pa.array([], DOCUMENTS.field(column).type)
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_arrays(parts).take(pa.array(back))


def signatures_of(table: pa.Table) -> npt.NDArray[np.uint8]:
    """Return the column `sig8` as a view (n, 256) of the mapped file."""
    array = one_chunk(table["sig8"])
    data = np.frombuffer(array.buffers()[1], np.uint8) if len(array) else np.zeros(0, np.uint8)
    return data.reshape(-1, PERMUTATIONS)[array.offset : array.offset + len(array)]


def _by_name(shards: Sequence[ShardSignatures]) -> list[ShardSignatures]:
    ordered = sorted(shards, key=lambda shard: shard.name)
    for before, after in pairwise(ordered):
        if before.name == after.name:
            raise ConfigError(
                f"Two shards are called {after.name}.", context={"folders": (before.folder, after.folder)}
            )
    return ordered


def _in_index(index: Path | None) -> list[ShardSignatures]:
    if index is None:
        return []
    files = sorted(index.rglob(DOCUMENTS_FILE))
    return [ShardSignatures(file.parent.relative_to(index).as_posix(), file.parent) for file in files]


def _read(
    shards: Sequence[ShardSignatures], history: History | None, settings: DedupSettings
) -> tuple[_Columns, npt.NDArray[np.int64]]:
    names = ("rank", "id_hash", "place", "norm")
    parts: dict[str, list[npt.NDArray[Any]]] = {name: [np.zeros(0, np.uint64)] for name in names}
    versions, lengths = [np.zeros(0, np.int32)], [0]
    known = _known(history)
    for shard in shards:
        table = read_documents(shard, settings)
        for name in names:
            parts[name].append(numbers(table[name]).copy())
        versions.append(_versions(parts["id_hash"][-1], known))
        lengths.append(table.num_rows)
    starts = np.cumsum(lengths)
    if starts[-1] > MOST_DOCUMENTS:
        raise ConfigError(f"{starts[-1]} documents are more than one run can take ({MOST_DOCUMENTS}).")
    whole = {name: np.concatenate(parts.pop(name)) for name in names}
    return _Columns(**whole, version=np.concatenate(versions)), starts


class _Known(NamedTuple):
    id_hash: Hashes
    version: Numbers
    new: int


def _known(history: History | None) -> _Known:
    if history is None:
        return _Known(np.zeros(0, np.uint64), np.zeros(0, np.int32), 0)
    hashes = hash_strings(history.first_seen["id"])
    versions = numbers(history.first_seen["version"]).astype(np.int32)
    order = np.lexsort((versions, hashes))
    return _Known(hashes[order], versions[order], len(history.snapshots))


def _versions(id_hash: Hashes, known: _Known) -> Numbers:
    versions = np.full(len(id_hash), known.new, np.int32)
    if len(known.id_hash) == 0:
        return versions
    order = np.argsort(id_hash)  # ascending questions are ten times as fast as random ones
    at = np.minimum(np.searchsorted(known.id_hash, id_hash[order]), len(known.id_hash) - 1)
    found = known.id_hash[at] == id_hash[order]
    versions[order[found]] = known.version[at[found]]
    return versions


def _present(columns: _Columns, history: History | None, n_decided: int) -> npt.NDArray[np.bool_]:
    """Say of each flat number whether it counts: not erased, and not an older record of a document that is here."""
    present = np.ones(len(columns.rank), np.bool_)
    if history is not None and history.erased:
        present &= ~np.isin(columns.id_hash, hash_strings(pa.array(sorted(history.erased), pa.string())))
    if n_decided < len(present):
        present[n_decided:] &= ~np.isin(columns.id_hash[n_decided:], columns.id_hash[:n_decided])
    return present


def _in_order(columns: _Columns, flats: npt.NDArray[np.int64]) -> Numbers:
    """Return `flats` by (version, rank, id_hash, place)."""
    version_bits = int(columns.version.max(initial=0)).bit_length()
    spare = np.uint64(64 - _RANK_BITS - version_bits)
    packed = columns.version.astype(np.uint64) << (np.uint64(_RANK_BITS) + spare) | columns.rank << spare
    packed |= columns.id_hash >> (np.uint64(64) - spare)
    order = flats[np.argsort(packed[flats])].astype(np.int32)
    in_order = packed[order]
    same = np.flatnonzero(in_order[1:] == in_order[:-1])
    tied = distinct(np.concatenate([same, same + 1]))
    some = order[tied]
    order[tied] = some[np.lexsort((some, columns.place[some], columns.id_hash[some], in_order[tied]))]
    return order


def _conflicting(columns: _Columns, flat: Numbers, n_decided: int) -> npt.NDArray[np.int64]:
    """Return the rows whose id another present row has that comes first by place."""
    here = flat[flat < n_decided]
    hashes = np.sort(columns.id_hash[here])
    shared = distinct(hashes[1:][hashes[1:] == hashes[:-1]])
    if len(shared) == 0:
        return np.zeros(0, np.int64)
    some = here[np.isin(columns.id_hash[here], shared)]
    some = some[np.lexsort((some, columns.place[some], columns.id_hash[some]))]
    again = np.flatnonzero(columns.id_hash[some][1:] == columns.id_hash[some][:-1]) + 1
    return np.sort(some[again]).astype(np.int64)
