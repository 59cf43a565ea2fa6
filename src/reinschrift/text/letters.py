"""Words as keys: a word's letters and digits in small form, hashed, so that two spellings by case have one key.

Accents count, because they tell the function words of one language from those of another (`és` and `es`). The table is
made from what `fold.txt` and `characters.txt` pin.
"""

# ruff: noqa: PLR2004  # code points are their own names
from __future__ import annotations

import numpy as np

from reinschrift.text.arrays import Bytes, Hashes
from reinschrift.text.blocks import OTHER_LETTER, blocks_of
from reinschrift.text.characters import category_of, characters
from reinschrift.text.fold import BREAK, KIND_SHIFT, fold
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel
from reinschrift.text.signs import ends_sentence
from reinschrift.text.utf8 import ASCII_END, decode

LIMIT = 0x3100
"""Characters from here on have no case; their block decides: letters of words, or ideographs and signs."""
_ODD = np.uint64(1)
_SHARP_S, _S = 0xDF, ord("s")
_ALIKE = {0x130: 0x69, 0x131: 0x69, 0x3C2: 0x3C3} | {
    ord(accented): ord(plain) for accented, plain in zip("άέήίόύώΐΰ", "αεηιουωϊϋ", strict=True)
}
"""Letters that capitals do not tell apart: Turkish `ı` and `i`, the final sigma, and Greek vowels with their accent."""


def _small_form(code: int, kind: int) -> int:
    if kind == BREAK or category_of(chr(code))[0] not in "LMN" or code >= 0x3040:
        return 0
    small = int(characters().small[code])
    return _ALIKE.get(code, _ALIKE.get(small, small))


SMALL = np.array([_small_form(code, int(fold().table[code]) >> KIND_SHIFT) for code in range(LIMIT)], np.uint32)
"""The small form of each character below `LIMIT`; 0 if it is no part of a word."""


@kernel(inline=True)
def small_form(code: int) -> np.uint32:
    """Return a character's small form, 0 if it is no part of a word (a space, a sign, an ideograph)."""
    if code < LIMIT:
        return SMALL[code]  # type: ignore[no-any-return]
    if blocks_of(code) & OTHER_LETTER and not ends_sentence(code):
        return np.uint32(code)
    return np.uint32(0)


@kernel(inline=True)
def add_letter(key: np.uint64, small: np.uint32) -> np.uint64:
    """Return a word's key with one more small form; `ß` counts as two, as it does in capitals."""
    if small == _SHARP_S:
        key = add(key, _S)
        small = np.uint32(_S)
    return add(key, small)


@kernel(nrt=False)
def find_words(data: Bytes, start: int, end: int, keys: Hashes) -> int:
    """Write the keys of the words between two bytes of UTF-8 to `keys` (uint64); return how many, at most its length.

    A key is odd.
    """
    count, key, inside = 0, SEED, False
    at = start
    while at <= end:
        small, after = np.uint32(0), at + 1
        if at < end:
            byte = data[at]
            if byte >= ASCII_END:
                code, after = decode(data, at)
                small = small_form(code)
            elif 0x61 <= byte | 0x20 <= 0x7A:
                small = np.uint32(byte | 0x20)
            elif 0x30 <= byte <= 0x39:
                small = np.uint32(byte)
        if small:
            key, inside = add_letter(key, small), True
        elif inside:
            if count < len(keys):
                keys[count] = key | _ODD
                count += 1
            key, inside = SEED, False
        at = after
    return count
