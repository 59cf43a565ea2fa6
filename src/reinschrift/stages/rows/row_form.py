"""What a row of text looks like, in numbers: length, words, capitals, how it begins and how it ends."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np

from reinschrift.stages.rows.line_form import TABULAR, case_of, end_flags, start_flags
from reinschrift.text.arrays import Bytes, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.signs import closes, ends_sentence
from reinschrift.text.utf8 import before, code_at, decode

ALL_BYTES = np.iinfo(np.int32).max
"""For `measure_rows`: every text is read through."""

# The columns of the shapes.
CHARS, WORDS, LETTERS, CAPITALS, DIGITS, SYMBOLS, STOPS, FIRST, LAST, FORM = range(10)
N_SHAPES = 10

_SYMBOLS = np.isin(np.arange(256), np.frombuffer(b"{}()[]<>=;_\\/$#&|*+^~@", np.uint8))
"""Bytes of ASCII that code is full of and prose is not."""


_SMALL = np.isin(np.arange(256), np.arange(0x61, 0x7B))
"""Bytes of small ASCII letters, most of all bytes."""


@kernel
def _count(data: Bytes, start: int, end: int, shape: Rows) -> None:
    """Count characters, words, letters, capitalised words, digits, symbols and sentence ends of one row."""
    chars, words, letters, capitals, digits, symbols, stops = 0, 0, 0, 0, 0, 0, 0
    in_word, spaces, is_stop, is_tabular = False, 0, False, False
    at = start
    while at < end:
        if in_word:
            first = at
            while at < end and _SMALL[data[at]]:
                at += 1
            chars += at - first
            letters += at - first
            if at == end:
                break
        byte = data[at]
        code, at = decode(data, at)
        chars += 1
        case = case_of(code)
        if case:
            if not in_word:
                words += 1
                capitals += case == 2
                stops += is_stop and spaces > 0
            in_word, spaces, is_stop = True, 0, False
            letters += case != 4
            digits += case == 4
        elif code in (0x20, 0x09):
            spaces += 1
            is_tabular |= spaces == 3 or code == 0x09
            in_word = False
        else:
            spaces = 0
            in_word = in_word and code in (0x27, 0x2019, 0x2D)  # an apostrophe or a hyphen goes on with the word
            is_stop = ends_sentence(code) or (is_stop and closes(code))
            symbols += code < 0x80 and _SYMBOLS[byte]
            is_tabular |= code == 0x7C
    shape[CHARS], shape[WORDS], shape[LETTERS], shape[CAPITALS] = chars, words, letters, capitals
    shape[DIGITS], shape[SYMBOLS], shape[STOPS] = digits, symbols, stops
    shape[FORM] |= TABULAR if is_tabular else 0


@kernel
def measure_rows(offsets: Rows, data: Bytes, most_bytes: int) -> Rows:
    """Return the shape of each text of a column (int32, n x N_SHAPES); texts are stripped, empty ones all zero.

    CHARS, WORDS, LETTERS, DIGITS, SYMBOLS are counts; CAPITALS counts words with a capital first; STOPS counts
    sentence ends with a word after them; FIRST and LAST are code points; FORM holds the bits of `lines.physical`.
    A text of more than `most_bytes` is not read through: its CHARS are its bytes, its STOPS one, the other counts zero.
    """
    shapes = np.zeros((len(offsets) - 1, N_SHAPES), np.int32)
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        if start == end:
            continue
        shape = shapes[row]
        if end - start > most_bytes:
            shape[CHARS], shape[STOPS] = end - start, 1
        else:
            _count(data, start, end, shape)
        shape[FIRST], shape[LAST] = code_at(data, start), code_at(data, before(data, end))
        shape[FORM] |= start_flags(data, start, end) | end_flags(data, start, end)
    return shapes
