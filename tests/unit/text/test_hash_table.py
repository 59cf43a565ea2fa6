"""The hash and the hash table that all kernels share."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text.hash_table import find_slot, place_keys, stamped_slot
from reinschrift.text.hashing import SEED, add, hash_bytes

KEYS = st.integers(1, 2**64 - 1)


@given(st.lists(KEYS, unique=True, max_size=60), KEYS)
def test_every_key_that_was_placed_is_found_and_no_other(keys: list[int], other: int) -> None:
    table, slots = place_keys(keys)

    assert [find_slot(table, np.uint64(key)) for key in keys] == slots.tolist()
    assert len(set(slots.tolist())) == len(keys)
    assert (find_slot(table, np.uint64(other)) >= 0) == (other in keys)


@given(st.lists(st.integers(1, 40).map(lambda n: n << 20), max_size=60), st.integers(1, 5))
def test_a_stamp_forgets_what_was_there_before(keys: list[int], stamp: int) -> None:
    table, stamps = np.zeros(64, np.uint64), np.zeros(64, np.int32)
    for turn in (stamp, stamp + 1):
        seen: dict[int, int] = {}
        for key in keys:
            slot = stamped_slot(table, stamps, 63, turn, np.uint64(key))
            assert (stamps[slot] == turn) == (key in seen)
            table[slot], stamps[slot] = key, turn
            assert seen.setdefault(key, slot) == slot


def test_the_hash_is_fnv_1a() -> None:
    """Values that its authors publish."""
    assert [hash_bytes(data) for data in (b"", b"a", b"foobar")] == [
        0xCBF29CE484222325, 0xAF63DC4C8601EC8C, 0x85944171F73967E8,
    ]  # fmt: skip


@given(st.binary(max_size=30))
def test_kernels_and_python_hash_alike(data: bytes) -> None:
    key = SEED
    for byte in data:
        key = np.uint64(add(key, byte))
    assert int(key) == hash_bytes(data)
