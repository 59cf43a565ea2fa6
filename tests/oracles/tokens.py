"""The tokeniser in NumPy alone: the same bits as the compiled loop, a tenth as fast."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.text.arrays import Bytes, Hashes, Positions
from reinschrift.text.fold import BREAK, DIGIT, EXPANSION, KIND_SHIFT, LETTER, SKIP, fold
from reinschrift.text.hashing import DIGIT_BASE, LETTER_BASE, mix_all, polynomials
from reinschrift.text.kernels import TextColumn

_VALUE = (1 << KIND_SHIFT) - 1
_MOST_LETTERS = 65535
_TOP_BITS, _FOLLOWING = 0xC0, 0x80
_LEADS = np.array([0xC0, 0xE0, 0xF0], np.uint8)  # of characters of two, three, four bytes


class _Letters(NamedTuple):
    """What is left of the texts' characters: kind, folded value, and the text that each is in."""

    kinds: Bytes
    values: npt.NDArray[np.uint32]
    texts: Positions


def tokenise(
    column: TextColumn, *, fold_digits: bool
) -> tuple[Hashes, Bytes, npt.NDArray[np.uint16], Positions, Hashes]:
    """Return hashes, kinds, letters, offsets and digits as `reinschrift.text.words.Tokens` has them."""
    letters = _letters(column.offsets, column.data)
    n_texts = len(column.offsets) - 1
    digits = _digits(letters, n_texts)
    starts, ends = _tokens(letters)
    in_word = _in_word(letters.kinds[starts])
    values = letters.values.astype(np.uint64)
    is_digit = letters.kinds == DIGIT
    values[is_digit] = ord("0") if fold_digits else values[is_digit] + np.uint64(ord("0"))
    hashes = np.empty(len(starts), np.uint64)
    hashes[in_word] = polynomials(values, starts[in_word], ends[in_word], LETTER_BASE)
    alone = starts[~in_word]
    hashes[~in_word] = letters.kinds[alone].astype(np.uint64) << np.uint64(KIND_SHIFT) | values[alone]
    kinds = np.where(in_word, LETTER, letters.kinds[starts]).astype(np.uint8)
    lengths = np.minimum(ends - starts, _MOST_LETTERS).astype(np.uint16)
    token_offsets = np.searchsorted(letters.texts[starts], np.arange(n_texts + 1)).astype(np.int64)
    return mix_all(hashes), kinds, lengths, token_offsets, digits


def _letters(offsets: npt.NDArray[np.int32], data: Bytes) -> _Letters:
    table, expansions = fold()
    first = int(offsets[0])
    code_points, at = _code_points(data[first : int(offsets[-1])])
    texts = np.searchsorted(offsets[1:], at + first, side="right").astype(np.int64)
    folded = table[code_points]
    folded, texts = (array[folded >> KIND_SHIFT != SKIP] for array in (folded, texts))
    several = folded >> KIND_SHIFT == EXPANSION
    counts = np.ones(len(folded), np.int64)
    counts[several] = np.count_nonzero(expansions, axis=1)[folded[several] & _VALUE]
    place = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    folded, several, texts = (np.repeat(array, counts) for array in (folded, several, texts))
    kinds, values = (folded >> KIND_SHIFT).astype(np.uint8), folded & np.uint32(_VALUE)
    values[several] = expansions[values[several], place[several]]
    kinds[several] = LETTER
    return _Letters(kinds, values, texts)


def _code_points(data: Bytes) -> tuple[npt.NDArray[np.uint32], Positions]:
    """Return the code points of UTF-8 bytes, and the position of each one's first byte."""
    at = np.flatnonzero((data & _TOP_BITS) != _FOLLOWING)
    lead = data[at]
    n_bytes = 1 + np.searchsorted(_LEADS, lead, side="right")
    code_points = (lead & np.array([0, 0x7F, 0x1F, 0x0F, 0x07], np.uint8)[n_bytes]).astype(np.uint32)
    for k in (1, 2, 3):
        longer = n_bytes > k
        code_points[longer] = code_points[longer] << np.uint32(6) | (data[at[longer] + k] & 0x3F)
    return code_points, at


def _in_word(kinds: Bytes) -> npt.NDArray[np.bool_]:
    in_word: npt.NDArray[np.bool_] = (kinds == LETTER) | (kinds == DIGIT)
    return in_word


def _tokens(letters: _Letters) -> tuple[Positions, Positions]:
    """Return where each token starts and ends among the letters."""
    in_word = _in_word(letters.kinds)
    follows = np.zeros(len(in_word), np.bool_)
    follows[1:] = in_word[1:] & in_word[:-1] & (letters.texts[1:] == letters.texts[:-1])
    starts = np.flatnonzero((letters.kinds != BREAK) & ~follows)
    run_ends = np.flatnonzero((letters.kinds != BREAK) & ~np.append(follows[1:], np.False_)) + 1
    return starts, run_ends


def _digits(letters: _Letters, n_texts: int) -> Hashes:
    at = np.flatnonzero(letters.kinds == DIGIT)
    bounds = np.searchsorted(letters.texts[at], np.arange(n_texts + 1))
    return polynomials(letters.values[at].astype(np.uint64) + np.uint64(1), bounds[:-1], bounds[1:], DIGIT_BASE)
