"""The one tokeniser: a whole Arrow column of texts → the hash and kind of every token, by text.

A token is a run of letters and digits in any script that has spaces; each Han or kana character; each character
of Thai, Lao, Khmer, Myanmar or Tibetan; each emoji. Case, accents, compatibility forms, soft hyphens and other
invisible characters do not count; everything else parts tokens.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.text import kernels
from reinschrift.text.fold import (
    BREAK,
    DIGIT,
    EXPANSION,
    HAN,
    KIND_SHIFT,
    LETTER,
    SKIP,
    SYLLABLE,
    SYMBOL,
    fold,
    fold_fingerprint,
)
from reinschrift.text.kernels import TextColumn

__all__ = [
    "DIGIT", "HAN", "LETTER", "SYLLABLE", "SYMBOL", "WRITTEN_WORD", "TextColumn", "Tokens",
    "fold", "fold_fingerprint", "text_column", "tokenise", "words_of",
]  # fmt: skip


WRITTEN_WORD = r"[^\W\d_][\w'’.-]*"
"""A word with its signs, for expressions over the few lines whose days and names are read: `Dr.`, `Anna-Maria`.

The tokeniser, which counts and compares, knows letters alone and would make two words of the second.
"""


class Tokens(NamedTuple):
    """The tokens of n texts. Text i has the tokens `offsets[i]` to `offsets[i + 1]`, in reading order."""

    hashes: npt.NDArray[np.uint64]
    """One hash a token: equal for tokens that are equal but for case, accents and (if folded) digits."""
    kinds: npt.NDArray[np.uint8]
    """`LETTER` (a word), `HAN`, `SYLLABLE` or `SYMBOL`."""
    letters: npt.NDArray[np.uint16]
    """Letters and digits in the token; a run longer than 65535 counts as that."""
    offsets: npt.NDArray[np.int64]
    """n + 1 positions in the arrays above."""
    digits: npt.NDArray[np.uint64]
    """One hash a text of all its digits in order: tells apart texts that only folding made equal."""


def tokenise(texts: pa.ChunkedArray | pa.Array, *, fold_digits: bool = False) -> Tokens:
    """Return the tokens of each text; null counts as empty. `fold_digits`: all digits are the same one.

    About 250 MB of text a CPU second; the result takes up to 5.5 bytes a byte of text.
    """
    return Tokens(*kernels.tokenise(text_column(texts), fold_digits=fold_digits))


def words_of(text: str) -> list[str]:
    """Return the tokens of one short text, each in the letters that count.

    >>> words_of("Überfluß – „L’Été“ 2024, 港口")
    ['uberfluss', 'l', 'ete', '2024', '港', '口']
    """
    table, expansions = fold()
    words, word = [], ""
    for character in f"{text} ":
        entry = int(table[ord(character)])
        kind, value = entry >> KIND_SHIFT, entry & (1 << KIND_SHIFT) - 1
        if kind in (LETTER, DIGIT):
            word += chr(value) if kind == LETTER else str(value)
        elif kind == EXPANSION:
            word += "".join(map(chr, filter(None, expansions[value].tolist())))
        elif kind != SKIP:
            words += [word] if word else []
            words += [chr(value)] if kind != BREAK else []
            word = ""
    return words


def text_column(texts: pa.ChunkedArray | pa.Array) -> TextColumn:
    """Return the bytes of a column, for a kernel; null counts as empty."""
    offsets, data = utf8_of(texts)
    fixed = TextColumn(offsets.view(), data.view())
    for array in fixed:  # numba compiles once more for an array that can be written to
        array.flags.writeable = False
    return fixed
