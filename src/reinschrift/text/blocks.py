"""What the place of a character in Unicode says of it: its script's habits, its width, ideographs, pictures.

Pinned in `characters.txt` for rows of sixteen characters, as blocks of Unicode have them; `make_tables` says which.
"""

from __future__ import annotations

import numpy as np

from reinschrift.text.arrays import Flags
from reinschrift.text.characters import BLOCKS, characters, ranges_of
from reinschrift.text.kernel import kernel

_PLANE = 0x10000
_LOW_END = 0x20000  # from here on all rows of a plane are alike

(
    WIDE, UNSPACED, KEEPS_WORDS, DENSE, PARTED, IDEOGRAPH, EAST_ASIAN, OTHER_LETTER, KANA, HANGUL,
    KANA_LETTER, PICTURE,
) = (1 << bit for bit in range(len(BLOCKS)))  # fmt: skip
"""In the order of `characters.BLOCKS`, which says what each means."""

LAST_OF_LATIN = 0x02AF
"""Where the letters of Latin end that stand side by side below U+0300."""
FIRST_OF_EAST_ASIA = 0x2E80
"""Where the scripts of East Asia begin, and with them all that no charset of one byte has."""

_ROWS = characters().blocks[: _LOW_END >> 4]
_PLANES = characters().blocks[:: _PLANE >> 4].copy()


@kernel(inline=True)
def blocks_of(code: int) -> np.uint16:
    """Return the flags of a character's block."""
    return _ROWS[code >> 4] if code < _LOW_END else _PLANES[code >> 16]  # type: ignore[no-any-return]


def is_in(flag: int) -> Flags:
    """Return for every code point whether its block has a flag."""
    return np.repeat(characters().blocks & flag != 0, 16)


def one_in_blocks(flag: int) -> str:
    """Return the class of a regular expression of `re` for one character of the blocks that have a flag."""
    return f"[{ranges_of(characters().blocks & flag != 0, 16)}]"
