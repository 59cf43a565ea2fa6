"""The tokeniser's compiled loop: one pass over UTF-8 bytes, no text is ever decoded or copied."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.tokens.compiled import compiled
from reinschrift.tokens.fold import (
    BREAK,
    DIGIT,
    EXPANSION,
    EXPANSION_WIDTH,
    HAN,
    KIND_SHIFT,
    LETTER,
    SKIP,
    SYLLABLE,
    SYMBOL,
    fold,
)
from reinschrift.tokens.hashing import DIGIT_BASE, LETTER_BASE, Hashes, mix

_VALUE = (1 << KIND_SHIFT) - 1
_ZERO = np.uint64(ord("0"))
_ONE = np.uint64(1)
_NONE = np.uint64(0)
_MOST_LETTERS = 65535

Bytes = npt.NDArray[np.uint8]


def tokenise(
    offsets: npt.NDArray[np.int32], data: Bytes, fold_digits: bool
) -> tuple[Hashes, Bytes, npt.NDArray[np.uint16], npt.NDArray[np.int64], Hashes]:
    """Return hashes, kinds, letters, offsets and digits as `reinschrift.tokens.Tokens` has them."""
    n = len(offsets) - 1
    room = most_tokens(int(offsets[-1]) - int(offsets[0]), n)
    hashes, kinds, letters = np.empty(room, np.uint64), np.empty(room, np.uint8), np.empty(room, np.uint16)
    token_offsets, digits = np.zeros(n + 1, np.int64), np.zeros(n, np.uint64)
    table, expansions = fold()
    _tokenise(offsets, data, table, expansions, fold_digits, hashes, kinds, letters, token_offsets, digits)
    end = int(token_offsets[-1])
    return hashes[:end], kinds[:end], letters[:end], token_offsets, digits


def most_tokens(n_bytes: int, n_texts: int) -> int:
    """Return how many tokens so many bytes can hold at most: one in two, since a one-byte token needs a break."""
    return n_bytes // 2 + n_texts + 1


@compiled
def _tokenise(offsets, data, table, expansions, fold_digits, hashes, kinds, letters, token_offsets, digits):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913 numba infers them; a kernel gets its arrays one by one
    n = 0
    for i in range(len(offsets) - 1):
        n, digits[i], _ = tokens_of(
            data, offsets[i], offsets[i + 1], table, expansions, fold_digits, hashes, kinds, letters, n
        )
        token_offsets[i + 1] = n


@compiled
def tokens_of(data, start, end, table, expansions, fold_digits, hashes, kinds, letters, n):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, PLR0913, C901, PLR0912, PLR0915 one loop over bytes, flat for speed
    """Write the tokens of `data[start:end]` from position `n` on.

    Returns the next position, the hash of the digits, and the power of its base that makes room for as many.
    """
    digits, power = _NONE, _ONE
    h = _NONE
    length = 0
    i = start
    while i < end:
        b = data[i]
        if b < 0x80:
            f = table[b]
            i += 1
        elif b < 0xE0:
            f = table[((b & 0x1F) << 6) | (data[i + 1] & 0x3F)]
            i += 2
        elif b < 0xF0:
            f = table[((b & 0x0F) << 12) | ((data[i + 1] & 0x3F) << 6) | (data[i + 2] & 0x3F)]
            i += 3
        else:
            f = table[
                ((b & 0x07) << 18) | ((data[i + 1] & 0x3F) << 12) | ((data[i + 2] & 0x3F) << 6) | (data[i + 3] & 0x3F)
            ]
            i += 4
        kind = f >> KIND_SHIFT
        if kind == LETTER:
            h = h * LETTER_BASE + np.uint64(f & _VALUE)
            length += 1
        elif kind == SKIP:
            continue
        elif kind == DIGIT:
            value = np.uint64(f & _VALUE)
            digits = digits * DIGIT_BASE + value + _ONE
            power *= DIGIT_BASE
            h = h * LETTER_BASE + (_ZERO if fold_digits else _ZERO + value)
            length += 1
        elif kind == EXPANSION:
            row = f & _VALUE
            for j in range(EXPANSION_WIDTH):
                if expansions[row, j] == 0:
                    break
                h = h * LETTER_BASE + np.uint64(expansions[row, j])
                length += 1
        else:
            if length:
                hashes[n] = mix(h)
                kinds[n] = LETTER
                letters[n] = min(length, _MOST_LETTERS)
                n += 1
                h = _NONE
                length = 0
            if kind != BREAK:  # HAN, SYLLABLE, SYMBOL: a token by itself
                hashes[n] = mix(np.uint64(f))
                kinds[n] = kind
                letters[n] = 1
                n += 1
    if length:
        hashes[n] = mix(h)
        kinds[n] = LETTER
        letters[n] = min(length, _MOST_LETTERS)
        n += 1
    return n, digits, power
