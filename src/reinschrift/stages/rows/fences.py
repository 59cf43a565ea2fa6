"""Code between fences, as Markdown writes it: lines of three backticks or tildes around lines that stay as they are."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np

from reinschrift.text.arrays import Bytes, Rows
from reinschrift.text.kernel import kernel

_BACKTICK, _TILDE = 0x60, 0x7E
FENCE_SIGNS = 3
"""Signs of the shortest fence (CommonMark 0.31, 4.5)."""


@kernel(nrt=False)
def _fence_of(data: Bytes, start: int, end: int) -> tuple[int, int, bool]:
    """Return the sign of the fence that a line is (0 for none), how many signs it has, and whether it can close."""
    sign = int(data[start]) if start < end else 0
    if sign not in (_BACKTICK, _TILDE):
        return 0, 0, False
    at = start
    while at < end and data[at] == sign:
        at += 1
    if at - start < FENCE_SIGNS:
        return 0, 0, False
    can_close = True
    for place in range(at, end):
        if sign == _BACKTICK and data[place] == _BACKTICK:
            return 0, 0, False  # code within a sentence
        can_close = can_close and data[place] <= 0x20
    return sign, at - start, can_close


@kernel
def find_fenced(documents: Rows, starts: Rows, ends: Rows, data: Bytes) -> Rows:
    """Return for each line (bytes `starts` to `ends`) the block, from 1, whose fence it is or that it is in; 0: none.

    A fence that is never closed opens no block.
    """
    found = np.zeros(len(documents), np.int32)
    opening, sign, length, number = -1, 0, 0, 0
    for row in range(len(documents)):
        if opening >= 0 and documents[row] != documents[opening]:
            opening = -1
        own, signs, can_close = _fence_of(data, starts[row], ends[row])
        if own == 0:
            continue
        if opening < 0:
            opening, sign, length = row, own, signs
        elif own == sign and signs >= length and can_close:
            number += 1
            found[opening : row + 1] = number
            opening = -1
    return found
