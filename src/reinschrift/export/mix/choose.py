"""Which documents a mixture takes, and how often: by ids, seed and budgets, in whatever order they come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import hash_bytes, mix_all

_ID_DIGITS = 32
_HALF = 16


class Pool(NamedTuple):
    """The documents that a part can take, in any order."""

    keys: Hashes
    """n x 3: what orders them; see `keys_of`."""
    amounts: npt.NDArray[np.int64]
    """How much each counts, in the recipe's unit."""


class Taken(NamedTuple):
    """How often each document of a part is taken."""

    rounds: int
    """All of them so often."""
    last: tuple[int, int, int] | None
    """Those up to this key once more."""
    n_documents: int
    n_rows: int
    amount: int


def keys_of(ids: pa.ChunkedArray | pa.Array, seed: str) -> Hashes:
    """Return what orders documents (uint64, n x 3), by id and seed alone: a hash, then the two halves of the id."""
    offsets, data = utf8_of(ids)
    digits = data[offsets[0] : offsets[-1]].reshape(-1, _ID_DIGITS)
    values = np.where(digits > ord("9"), digits - ord("a") + 10, digits - ord("0")).astype(np.uint64)
    factors = np.uint64(1) << np.arange(60, -4, -4).astype(np.uint64)
    high, low = (values[:, :_HALF] * factors).sum(axis=1), (values[:, _HALF:] * factors).sum(axis=1)
    hashed = mix_all(mix_all(high ^ np.uint64(hash_bytes(seed.encode()))) + low)
    return np.stack([hashed, high, low], axis=1)


def take(pool: Pool, budget: int | None, most_rounds: int) -> Taken:
    """Return how often each document is taken, so that the sum comes near the budget and never over it.

    Each is taken before any is taken again. What is missing is less than the next document has, unless all have been
    taken `most_rounds` times. Without a budget each is taken once.
    """
    total = int(pool.amounts.sum())
    n = len(pool.amounts)
    if budget is None:
        return Taken(1, None, n, n, total)
    rounds = min(most_rounds, budget // total) if total else 1
    left = budget - rounds * total
    if rounds == most_rounds or not n or not total:
        return Taken(rounds, None, n if rounds else 0, n * rounds, rounds * total)
    order = np.lexsort((pool.keys[:, 2], pool.keys[:, 1], pool.keys[:, 0]))
    sums = np.cumsum(pool.amounts[order])
    n_more = int(np.searchsorted(sums, left, side="right"))
    more = int(sums[n_more - 1]) if n_more else 0
    last = _key(pool.keys[order[n_more - 1]]) if n_more else None
    return Taken(rounds, last, n if rounds else n_more, rounds * n + n_more, rounds * total + more)


def times_of(keys: Hashes, taken: Taken) -> npt.NDArray[np.int64]:
    """Return how often each document with these keys is taken."""
    times = np.full(len(keys), taken.rounds, np.int64)
    if taken.last is None:
        return times
    first, second, third = (np.uint64(part) for part in taken.last)
    a, b, c = keys.T
    times += (a < first) | (a == first) & ((b < second) | (b == second) & (c <= third))
    return times


def _key(row: Sequence[np.uint64] | Hashes) -> tuple[int, int, int]:
    first, second, third = (int(part) for part in row)
    return first, second, third
