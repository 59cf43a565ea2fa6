"""The name of a tag in a page, as its number."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

from reinschrift.pages.blocks.tags import NAMES, SAME_AS, T
from reinschrift.text.arrays import Bytes
from reinschrift.text.hash_table import find_number, place_names
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel

_KEYS, _NUMBERS = place_names({name: T[SAME_AS.get(name, name)] for name in NAMES if name})


@kernel(nrt=False)
def read_name(data: Bytes, at: int) -> tuple[int, int]:
    """Return the number of the tag whose name begins at byte `at`, and where the name ends."""
    key = SEED
    while at < len(data):
        byte = data[at]
        if byte <= 0x20 or byte in (0x3E, 0x2F):
            break
        lower = byte | 0x20 if 0x41 <= byte <= 0x5A else byte
        key = add(key, lower)
        at += 1
    return max(0, find_number(_KEYS, _NUMBERS, key)), at
