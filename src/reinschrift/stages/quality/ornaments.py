"""Rows of signs that part or decorate: rulers, leaders of dots, stars, marks of quoted mail; each one token."""

from __future__ import annotations

from typing import NamedTuple

from reinschrift.stages.quality.characters import DIGIT, LETTER, SPACE
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import code_at, decode

OF_ONE_SIGN, OF_ANY_SIGNS = 3, 6
"""Signs from which on a row is an ornament: so many of the same (`* * *`, `>>>`), or so many of any kind (`+-+-+-`).
Sentences end in fewer: `…“)` or `?!”`."""
LEADER = 7
"""Signs from which on a row of periods leads the eye to a number, and one of number signs is a ruler."""


class Ornament(NamedTuple):
    """A row of signs: where it ends, and how many there are; none: 0."""

    end: int
    signs: int


@kernel
def ornament_at(data: Bytes, table: Bytes, at: int, end: int) -> Ornament:
    """Return the row of signs and emoji, with spaces between, that begins at `at` and ends before a letter or digit."""
    first = code_at(data, at)
    n, last, is_one_sign = 0, at, True
    while at < end:
        code, after = decode(data, at)
        kind = int(table[code])
        if kind & (LETTER | DIGIT):
            break
        if not kind & SPACE:
            if code != first:
                if n >= OF_ONE_SIGN and is_one_sign:
                    break  # "***“": the row of stars ends here
                is_one_sign = False
            n += 1
            last = after
        at = after
    return Ornament(last, n if n >= (OF_ONE_SIGN if is_one_sign else OF_ANY_SIGNS) else 0)
