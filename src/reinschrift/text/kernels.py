"""The tokeniser's compiled loop: one pass over UTF-8 bytes, no text is ever decoded or copied."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.text.arrays import Bytes, Hashes
from reinschrift.text.fold import BREAK, DIGIT, EXPANSION, EXPANSION_WIDTH, KIND_SHIFT, LETTER, SKIP, fold
from reinschrift.text.hashing import DIGIT_BASE, LETTER_BASE, mix
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import decode

_VALUE = (1 << KIND_SHIFT) - 1
_ZERO = np.uint64(ord("0"))
_ONE = np.uint64(1)
_NONE = np.uint64(0)
_MOST_LETTERS = 65535


class TextColumn(NamedTuple):
    """Texts as bytes: text i is `data[offsets[i]:offsets[i + 1]]`. The arrays must not be writeable."""

    offsets: npt.NDArray[np.int32]
    data: Bytes


class Folding(NamedTuple):
    """How code points count: the fold table, and whether all digits are the same one."""

    table: npt.NDArray[np.uint32]
    expansions: npt.NDArray[np.uint32]
    digits: bool


class TokenRoom(NamedTuple):
    """Arrays that tokens are written to."""

    hashes: Hashes
    kinds: Bytes
    letters: npt.NDArray[np.uint16]


def token_room(n_bytes: int, n_texts: int) -> TokenRoom:
    """Return room for all tokens of so many bytes: at most one in two, since a one-byte token needs a break."""
    room = n_bytes // 2 + n_texts + 1
    return TokenRoom(np.empty(room, np.uint64), np.empty(room, np.uint8), np.empty(room, np.uint16))


def tokenise(
    texts: TextColumn, *, fold_digits: bool
) -> tuple[Hashes, Bytes, npt.NDArray[np.uint16], npt.NDArray[np.int64], Hashes]:
    """Return hashes, kinds, letters, offsets and digits as `reinschrift.text.words.Tokens` has them."""
    n = len(texts.offsets) - 1
    room = token_room(int(texts.offsets[-1]) - int(texts.offsets[0]), n)
    offsets, digits = np.zeros(n + 1, np.int64), np.zeros(n, np.uint64)
    _tokenise(texts, Folding(*fold(), fold_digits), room, offsets, digits)
    end = int(offsets[-1])
    return room.hashes[:end], room.kinds[:end], room.letters[:end], offsets, digits


@kernel
def _tokenise(
    texts: TextColumn, folding: Folding, room: TokenRoom, offsets: npt.NDArray[np.int64], digits: Hashes
) -> None:
    n = 0
    for i in range(len(texts.offsets) - 1):
        n, digits[i], _ = tokens_of(texts, i, folding, room, n)
        offsets[i + 1] = n


@kernel
def tokens_of(  # noqa: C901 one loop over bytes, flat because it decides the speed of everything
    texts: TextColumn, i: int, folding: Folding, room: TokenRoom, n: int
) -> tuple[int, np.uint64, np.uint64]:
    """Write the tokens of text `i` from position `n` on.

    Returns the next position, the hash of the digits, and the power of its base that makes room for as many.
    """
    data, at, end = texts.data, texts.offsets[i], texts.offsets[i + 1]
    table, expansions = folding.table, folding.expansions
    hashes, kinds, letters = room.hashes, room.kinds, room.letters
    digits, power, h = _NONE, _ONE, _NONE
    length = 0
    while at < end:
        code, at = decode(data, at)
        f = table[code]
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
            h = h * LETTER_BASE + (_ZERO if folding.digits else _ZERO + value)
            length += 1
        elif kind == EXPANSION:
            for k in range(EXPANSION_WIDTH):
                letter = expansions[f & _VALUE, k]
                if letter == 0:
                    break
                h = h * LETTER_BASE + np.uint64(letter)
                length += 1
        else:
            if length:
                hashes[n], kinds[n], letters[n] = mix(h), LETTER, min(length, _MOST_LETTERS)
                n += 1
                h = _NONE
                length = 0
            if kind != BREAK:  # a character that is a token by itself
                hashes[n], kinds[n], letters[n] = mix(np.uint64(f)), kind, 1
                n += 1
    if length:
        hashes[n], kinds[n], letters[n] = mix(h), LETTER, min(length, _MOST_LETTERS)
        n += 1
    return n, digits, power
