"""What one line looks like by itself: one pass over its bytes gives counts of characters and words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.stages.lines.characters import (
    BRACKET,
    DIGIT,
    IDEOGRAPH,
    LOWER,
    MARK,
    N_CLASSES,
    QUOTE,
    SENTENCE_END,
    SPACE,
    UPPER,
    class_of,
)
from reinschrift.text.arrays import Bytes, Counts, Hashes, Positions
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel
from reinschrift.text.letters import add_letter, small_form
from reinschrift.text.utf8 import decode

# Columns of the counts: the first are the classes of characters.
WORDS, CAPITALISED, CAPITALS, NUMBERS, SHORT, GLUED, SENTENCES, FIRST, LAST, LONGEST = range(N_CLASSES, N_CLASSES + 10)
N_COUNTS = N_CLASSES + 10

_ODD = np.uint64(1)
CONTENT_WORD = 4
"""A word of so many characters is counted when lines are compared by their words; its key is even."""


class Shapes(NamedTuple):
    """Lines by themselves: `counts` int32 (lines, N_COUNTS); `words` uint64, a key for each word of all lines.

    The words of line i are `words[ends[i]:ends[i + 1]]`. A key's lowest bit is 0 for words of at least
    `CONTENT_WORD` characters.
    """

    counts: npt.NDArray[np.int32]
    words: npt.NDArray[np.uint64]
    ends: npt.NDArray[np.int64]


ShapeColumns = tuple[Counts, Hashes, Positions]
"""`Shapes` as kernels take it."""


@kernel(inline=True)
def _end_word(row: Counts, length: int, n_upper: int, first: int) -> None:
    """Count a finished word by its form."""
    row[WORDS] += 1
    row[LONGEST] = max(row[LONGEST], length)
    if first == UPPER:
        row[CAPITALISED] += 1
        if length > 1 and n_upper == length:
            row[CAPITALS] += 1
    elif first == DIGIT:
        row[NUMBERS] += 1
    elif first == LOWER and length < CONTENT_WORD:
        row[SHORT] += 1


@kernel(inline=True)
def _is_small(byte: int) -> bool:
    """Say whether a byte is one of a to z: most of any European text."""
    return 0x61 <= byte <= 0x7A  # noqa: PLR2004  # a and z


@kernel(inline=True)
def _take_small(text: Bytes, at: int, key: np.uint64) -> tuple[np.uint64, int]:
    """Return a word's key after the small letters that follow, and where they end."""
    while at < len(text) and _is_small(text[at]):
        key = add(key, text[at])
        at += 1
    return key, at


@kernel(inline=True)
def _line_end(last: np.uint8, before_last: np.uint8) -> int | np.uint8:
    """Return the class a line ends with; a closing quote or bracket does not hide the end of a sentence."""
    return SENTENCE_END if last in (QUOTE, BRACKET) and before_last == SENTENCE_END else last


@kernel
def _measure_line(text: Bytes, row: Counts, words: Hashes, n_words: int) -> int:
    """Fill the counts of one line and append its words' keys; return how many words there are now."""
    key, length, n_upper, first, sentence_ended = SEED, 0, 0, 0, False
    kind, last, before_last = np.uint8(SPACE), np.uint8(SPACE), np.uint8(SPACE)
    at = 0
    while at < len(text):
        if length and _is_small(text[at]):
            run = at
            key, at = _take_small(text, at, key)
            row[LOWER] += at - run
            length += at - run
            kind = last = before_last = np.uint8(LOWER)
            continue
        code, at = decode(text, at)
        previous, kind = kind, class_of(code)
        row[kind] += 1
        if kind <= MARK and kind != IDEOGRAPH:
            if length == 0:
                first = kind  # type: ignore[assignment]  # a number of one byte
                row[SENTENCES] += sentence_ended and kind == UPPER
                sentence_ended = False
            row[GLUED] += kind == UPPER and previous == LOWER
            n_upper += kind == UPPER
            key = add_letter(key, small_form(code))
            length += 1
        elif length:
            _end_word(row, length, n_upper, first)
            words[n_words] = (key | _ODD) - np.uint64(length >= CONTENT_WORD)
            n_words += 1
            key, length, n_upper = SEED, 0, 0
        sentence_ended |= kind == SENTENCE_END
        if kind != SPACE:
            before_last, last = last, kind
            if row[FIRST] < 0:
                row[FIRST] = kind
    if length:
        _end_word(row, length, n_upper, first)
        words[n_words] = (key | _ODD) - np.uint64(length >= CONTENT_WORD)
        n_words += 1
    row[LAST] = _line_end(last, before_last)
    return n_words


@kernel
def _measure_lines(offsets: Counts, data: Bytes, counts: Counts, words: Hashes, ends: Positions) -> int:
    """Fill the counts and the words of all lines."""
    n_words = 0
    for line in range(len(offsets) - 1):
        counts[line, FIRST] = -1
        n_words = _measure_line(data[offsets[line] : offsets[line + 1]], counts[line], words, n_words)
        ends[line + 1] = n_words
    return n_words


def measure_shapes(offsets: npt.NDArray[np.int32], data: npt.NDArray[np.uint8]) -> Shapes:
    """Return the counts and the words' keys of each text `data[offsets[i]:offsets[i + 1]]`."""
    n_lines = len(offsets) - 1
    counts = np.zeros((n_lines, N_COUNTS), np.int32)
    # A word is at least one byte and is followed by another, or ends its line.
    words = np.empty((int(offsets[-1]) - int(offsets[0])) // 2 + n_lines + 1, np.uint64)
    ends = np.zeros(n_lines + 1, np.int64)
    n_words = _measure_lines(offsets, data, counts, words, ends)
    return Shapes(counts, words[:n_words], ends)
