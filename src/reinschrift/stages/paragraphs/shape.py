"""What a row of text looks like, in numbers: length, words, capitals, how it begins and how it ends."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
from numba import njit

from reinschrift.stages.lines.physical import (
    TABULAR,
    Bytes,
    Rows,
    before,
    case_of,
    code_at,
    end_flags,
    start_flags,
)

# The columns of the shapes.
CHARS, WORDS, LETTERS, CAPITALS, DIGITS, SYMBOLS, STOPS, FIRST, LAST, FORM = range(10)
N_SHAPES = 10

_SYMBOLS = np.isin(np.arange(256), np.frombuffer(b"{}()[]<>=;_\\/$#&|*+^~@", np.uint8))
"""Bytes of ASCII that code is full of and prose is not."""


@njit(cache=True, nogil=True)
def _word_starts(data: Bytes, start: int, end: int, shape: Rows) -> None:
    """Count words, letters, capitalised words, digits, symbols and sentence ends of one row."""
    in_word, spaces, is_stop = False, 0, False
    at = start
    while at < end:
        byte = data[at]
        if byte < 0x80:
            code, at = int(byte), at + 1
        else:
            code = code_at(data, at)
            at += 2 if byte < 0xE0 else (3 if byte < 0xF0 else 4)
        shape[CHARS] += 1
        case = case_of(code)
        if case:
            if not in_word:
                shape[WORDS] += 1
                shape[CAPITALS] += case == 2
                shape[STOPS] += is_stop and spaces > 0
            in_word, spaces, is_stop = True, 0, False
            shape[LETTERS] += case != 4
            shape[DIGITS] += case == 4
            continue
        if code in (0x20, 0x09):
            spaces += 1
            if spaces == 3 or code == 0x09:
                shape[FORM] |= TABULAR
            in_word = False
            continue
        spaces = 0
        in_word = in_word and code in (0x27, 0x2019, 0x2D)  # an apostrophe or a hyphen goes on with the word
        is_stop = code in (0x2E, 0x21, 0x3F, 0x2026) or (is_stop and code in (0x22, 0x201C, 0x201D, 0xBB, 0xAB, 0x29))
        if code < 0x80:
            shape[SYMBOLS] += _SYMBOLS[code]
            if code == 0x7C:
                shape[FORM] |= TABULAR


@njit(cache=True, nogil=True)
def measure_rows(offsets: Rows, data: Bytes) -> Rows:
    """Return the shape of each text of a column (int32, n x N_SHAPES); texts are stripped, empty ones all zero.

    CHARS, WORDS, LETTERS, DIGITS, SYMBOLS are counts; CAPITALS counts words with a capital first; STOPS counts
    sentence ends with a word after them; FIRST and LAST are code points; FORM holds the bits of `lines.physical`.
    """
    shapes = np.zeros((len(offsets) - 1, N_SHAPES), np.int32)
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        if start == end:
            continue
        shape = shapes[row]
        _word_starts(data, start, end, shape)
        shape[FIRST], shape[LAST] = code_at(data, start), code_at(data, before(data, end))
        shape[FORM] |= start_flags(data, start, end) | end_flags(data, start, end)
    return shapes
