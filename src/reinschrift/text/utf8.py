"""The one decoder of UTF-8 for kernels: a byte's place → the character that begins there, and where the next does."""

from __future__ import annotations

import codecs

import numpy as np
import numpy.typing as npt

from reinschrift.text.kernel import kernel

Bytes = npt.NDArray[np.uint8]

ASCII_END, THREE_BYTES, FOUR_BYTES = 0x80, 0xE0, 0xF0
"""The first bytes below which a character has one, two and three bytes."""

_REST = 0x3F
_CONTINUES, _CONTINUATION = 0xC0, 0x80


def is_utf8(data: bytes, *, whole: bool = True) -> bool:
    """Say whether bytes are UTF-8, to the last character; if they are not the `whole`, that one may be cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True


@kernel(nrt=False)
def decode(data: Bytes, at: int) -> tuple[int, int]:
    """Return the code point that begins at byte `at`, and where the next one begins; the bytes must be UTF-8."""
    lead = int(np.int64(data[at]))
    if lead < ASCII_END:
        return lead, at + 1
    second = int(np.int64(data[at + 1] & _REST))
    if lead < THREE_BYTES:
        return (lead & 0x1F) << 6 | second, at + 2
    third = int(np.int64(data[at + 2] & _REST))
    if lead < FOUR_BYTES:
        return (lead & 0x0F) << 12 | second << 6 | third, at + 3
    return (lead & 0x07) << 18 | second << 12 | third << 6 | int(np.int64(data[at + 3] & _REST)), at + 4


@kernel(nrt=False)
def code_at(data: Bytes, at: int) -> int:
    """Return the code point that begins at byte `at`."""
    return decode(data, at)[0]


@kernel(nrt=False)
def before(data: Bytes, at: int) -> int:
    """Return where the character that ends before byte `at` begins."""
    at -= 1
    while data[at] & _CONTINUES == _CONTINUATION:
        at -= 1
    return at
