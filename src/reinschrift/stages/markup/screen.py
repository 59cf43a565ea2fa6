"""What in a text may be left-over markup, as one byte of flags a text: a kernel over the whole column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reinschrift.columns import utf8_of
from reinschrift.text.arrays import Bytes, Offsets
from reinschrift.text.kernel import kernel

ENTITY, TAG, ATTRIBUTE = 1, 2, 4

_BLANK, _HASH, _AMPERSAND, _HYPHEN, _SEMICOLON, _LESS, _EQUALS, _LETTER_A = (
    0x20,
    0x23,
    0x26,
    0x2D,
    0x3B,
    0x3C,
    0x3D,
    0x41,
)
_FIRST_DIGIT, _LAST_DIGIT, _CASE, _FIRST_LETTER, _LAST_LETTER = 0x30, 0x39, 0xDF, 0x41, 0x5A
_AFTER_LESS = (0x21, 0x2F, 0x3F, _BLANK)  # ! / ? and, for `< /p>`, a space
_QUOTES = (0x22, 0x27, 0xE2)  # " ' and the first byte of typographic ones
_SPELLED = np.frombuffer(b"AMPERSAND", np.uint8)
_TAILS = np.frombuffer(b"umluotbspligquoashlip", np.uint8).reshape(-1, 3)
"""The last three letters of the names that are read without an ampersand."""
_DATA = np.frombuffer(b"data-", np.uint8)


def flags(texts: pa.Array) -> Bytes:
    """Return for each text whether it may hold entities, tags or attributes, as a sum of flags (uint8)."""
    offsets, data = utf8_of(texts)
    out = np.zeros(len(texts), np.uint8)
    _screen(offsets, data, out)
    return out


@kernel(inline=True)
def _is_letter(byte: int) -> bool:
    return _FIRST_LETTER <= byte & _CASE <= _LAST_LETTER


@kernel
def _screen(offsets: Offsets, data: Bytes, out: Bytes) -> None:
    for d in range(len(offsets) - 1):
        start, end = int(np.int64(offsets[d])), int(np.int64(offsets[d + 1]))
        seen = 0
        for i in range(start, end):
            byte = data[i]
            if byte > _LETTER_A or byte < _AMPERSAND:
                continue
            if byte == _AMPERSAND:
                seen |= ENTITY if i + 1 < end and _may_name(data[i + 1]) else 0
            elif byte == _LETTER_A:
                seen |= ENTITY if _stands(data, i, end, _SPELLED) else 0
            elif byte == _SEMICOLON:
                seen |= ENTITY if _may_lack_ampersand(data, start, i) else 0
            elif byte == _LESS:
                seen |= TAG if i + 1 < end and _may_begin(data[i + 1]) else 0
            elif byte == _EQUALS and start < i:
                seen |= ATTRIBUTE if _may_assign(data, start, i, end) else 0
        out[d] = seen


@kernel
def _may_name(byte: int) -> bool:
    return _is_letter(byte) or byte in (_HASH, _BLANK)


@kernel
def _may_begin(byte: int) -> bool:
    return _is_letter(byte) or byte in _AFTER_LESS


@kernel
def _stands(data: Bytes, i: int, end: int, word: Bytes) -> bool:
    """Say whether `word` stands at byte `i` of a text that ends at `end`."""
    n = 0
    while n < len(word) and i + n < end and data[i + n] == word[n]:
        n += 1
    return n == len(word)


@kernel
def _may_lack_ampersand(data: Bytes, start: int, i: int) -> bool:
    """Say whether a number after a hash, or a name of `entities.json`, stands before the semicolon at `i`."""
    j = i - 1
    while j > start and _FIRST_DIGIT <= data[j] <= _LAST_DIGIT:
        j -= 1
    if j < i - 1:
        return bool(j >= start and data[j] == _HASH)
    found = False
    for tail in _TAILS:
        found = found or (i - start > len(tail) and _stands(data, i - len(tail), i, tail))
    return found


@kernel
def _may_assign(data: Bytes, start: int, i: int, end: int) -> bool:
    """Say whether a name stands before the equals sign at `i`: `data-…`, or with a quotation mark after."""
    after = i + 2 if i + 2 < end and data[i + 1] == _BLANK else min(i + 1, end - 1)
    j = i - 1
    if j > start and data[j] == _BLANK:
        j -= 1
    while j > start and (_is_letter(data[j]) or data[j] == _HYPHEN or _FIRST_DIGIT <= data[j] <= _LAST_DIGIT):
        j -= 1
    if data[after] in _QUOTES:
        return j < i - 1
    return _stands(data, j if _is_letter(data[j]) else j + 1, i, _DATA)
