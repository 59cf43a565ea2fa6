"""The one decoder of UTF-8 for kernels: a byte's place → the character that begins there, and where the next does."""

from __future__ import annotations

import codecs

import numpy as np

from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel

ASCII_END, THREE_BYTES, FOUR_BYTES = 0x80, 0xE0, 0xF0
"""The first bytes below which a character has one, two and three bytes."""

_REST = 0x3F
CONTINUES, CONTINUATION = 0xC0, 0x80
"""What masks the bits that tell, and what they are in every byte of a character but its first."""
CONTINUATION_BYTES = bytes(range(CONTINUATION, CONTINUES))


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
    while data[at] & CONTINUES == CONTINUATION:
        at -= 1
    return at


@kernel(nrt=False)
def encode(out: Bytes, at: int, code: int) -> int:
    """Write a code point as UTF-8; return where the next one goes."""
    if code < ASCII_END:
        out[at] = code
        return at + 1
    if code < 0x800:  # noqa: PLR2004  # where three bytes begin
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
        return at + 2
    if code < 0x10000:  # noqa: PLR2004  # where four bytes begin
        out[at], out[at + 1], out[at + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
        return at + 3
    out[at], out[at + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F
    out[at + 2], out[at + 3] = 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
    return at + 4
