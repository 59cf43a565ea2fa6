"""The one open-addressing hash table of the kernels: keys of 64 bits in an array whose size is a power of two.

What belongs to a key stands in other arrays, at the same slot. In a table that is made once, 0 is a free slot and no
key; in one that is used for many documents in turn, a slot is free unless it has the document's stamp: nothing is
cleared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import hash_bytes
from reinschrift.text.kernel import kernel

Stamps = npt.NDArray[np.uint8] | npt.NDArray[np.int32] | npt.NDArray[np.int64]
"""For each slot the document that has it; a table for a few of them has small numbers."""

_SPARE = 4  # slots a key
_FOLD, _DROP = 29, 7  # the upper bits of FNV-1a and of products are mixed better than the lower ones


def place_keys(keys: Sequence[int]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Return a table of different keys, none of them 0, and the slot of each."""
    size = 1 << (_SPARE * len(keys)).bit_length()
    table, slots = [0] * size, np.zeros(len(keys), np.int64)
    for number, key in enumerate(keys):
        slot = ((key ^ key >> _FOLD) >> _DROP) % size
        while table[slot]:
            slot = (slot + 1) % size
        table[slot], slots[number] = key, slot
    return np.array(table, np.uint64), slots


def place_names(names: Mapping[str, int]) -> tuple[Hashes, npt.NDArray[np.int32]]:
    """Return a table of names by their hash, and the number that each stands for, for `find_number`."""
    keys, slots = place_keys([hash_bytes(name.encode()) for name in names])
    numbers = np.zeros(len(keys), np.int32)
    numbers[slots] = list(names.values())
    return keys, numbers


@kernel(nrt=False)
def _begin(key: np.uint64, mask: int) -> int:
    return int(np.int64((key ^ (key >> np.uint64(_FOLD))) >> np.uint64(_DROP)) & mask)


@kernel(nrt=False)
def find_slot(keys: Hashes, key: np.uint64) -> int:
    """Return the slot of a key, -1 if the table has it not."""
    mask = len(keys) - 1
    slot = _begin(key, mask)
    while keys[slot] != 0:
        if keys[slot] == key:
            return slot
        slot = (slot + 1) & mask
    return -1


@kernel(nrt=False)
def find_number(keys: Hashes, numbers: npt.NDArray[np.int32], key: np.uint64) -> int:
    """Return the number that a name's hash stands for, -1 if for none."""
    slot = find_slot(keys, key)
    return int(numbers[slot]) if slot >= 0 else -1


@kernel(nrt=False)
def stamped_slot(keys: Hashes, stamps: Stamps, mask: int, stamp: int, key: np.uint64) -> int:
    """Return the slot of a key among those with a stamp, or the free one where it belongs.

    `mask`: so many slots and one are used of the table, a power of two: few for few keys stay in the cache.
    """
    slot = _begin(key, mask)
    while stamps[slot] == stamp and keys[slot] != key:
        slot = (slot + 1) & mask
    return slot
