"""The fold table: for each code point, whether it is part of a word and which letter it counts as.

Pinned in `fold.txt`, because `unicodedata` differs from one Python to the next.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

N_CODE_POINTS = 0x110000

BREAK = 0
LETTER = 1
HAN = 2
SYLLABLE = 3
DIGIT = 4
SYMBOL = 5
EXPANSION = 6
SKIP = 7

KIND_SHIFT = 24
EXPANSION_WIDTH = 8  # letters of an expansion, padded with zeros


class Fold(NamedTuple):
    """`table` has one uint32 a code point: kind << 24 | value.

    The value is the letter's own code point, 0-9 for a digit, the row in `expansions` (uint32, 8 wide, zero padded)
    for a character that stands for several letters.
    """

    table: npt.NDArray[np.uint32]
    expansions: npt.NDArray[np.uint32]


@cache
def fold() -> Fold:
    """Return the fold table; read once a process (10 ms, 4.4 MB)."""
    table = np.zeros(N_CODE_POINTS, np.uint32)
    expansions: dict[str, int] = {}
    for line in _lines():
        kind, first, last, value, step, *letters = line.split(" ")
        start = int(value, 16)
        if letters:
            start = expansions.setdefault(letters[0], len(expansions))
        values = start + int(step) * np.arange(int(last, 16) - int(first, 16) + 1, dtype=np.uint32)
        table[int(first, 16) : int(last, 16) + 1] = np.uint32(int(kind) << KIND_SHIFT) | values
    wide = np.zeros((len(expansions), EXPANSION_WIDTH), np.uint32)
    for letters_of, row in expansions.items():
        wide[row, : len(letters_of)] = [ord(letter) for letter in letters_of]
    return Fold(table, wide)


@cache
def fold_fingerprint() -> str:
    """Return a short hash of the table, for the fingerprint of what is made with it."""
    return hashlib.sha256("\n".join(_lines()).encode()).hexdigest()[:16]


def _lines() -> list[str]:
    text = resources.files("reinschrift.text").joinpath("fold.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
