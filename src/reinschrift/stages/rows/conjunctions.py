"""Words that join two others, so that a hyphen before them stands for a part left out: Ost- und Westdeutschland."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np

from reinschrift.languages import listed
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel

LONGEST = 8
"""Bytes of the longest that is looked for."""

_KEYS = np.array(sorted(int.from_bytes(word.encode(), "big") for word in listed("conjunctions")), np.uint64)


@kernel
def is_conjunction(data: Bytes, start: int, end: int) -> bool:
    """Say whether the first word between two bytes is one of them."""
    key = np.uint64(0)
    for at in range(start, min(end, start + LONGEST + 1)):
        if data[at] == 0x20 or data[at] == 0x2C or data[at] == 0x2E:
            break
        key = (key << np.uint64(8)) | np.uint64(data[at])
    found = 0
    while found < len(_KEYS) and _KEYS[found] < key:
        found += 1
    return bool(found < len(_KEYS) and _KEYS[found] == key)


@kernel
def ends_suspended(data: Bytes, start: int, end: int) -> bool:
    """Say whether a line ends in a hyphen and a conjunction (“Montag- bis”): its sentence goes on below."""
    word = end
    while word > start and end - word <= LONGEST and data[word - 1] != 0x20:
        word -= 1
    if word - start < 3 or data[word - 1] != 0x20 or data[word - 2] != 0x2D or data[word - 3] <= 0x2D:
        return False
    return is_conjunction(data, word, end)
