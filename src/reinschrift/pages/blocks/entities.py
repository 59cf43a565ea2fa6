"""Character references inside pages: read while the text is copied."""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

from html.entities import html5

import numpy as np

from reinschrift.pages.blocks.page import Bytes
from reinschrift.pages.blocks.tags import hash_table, look_up
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel

_SINGLE = {name.rstrip(";"): ord(text) for name, text in html5.items() if len(text) == 1}
_KEYS, _CODES = hash_table(_SINGLE)
_BARE_KEYS, _BARE_CODES = hash_table(
    {name: ord(text) for name, text in html5.items() if not name.endswith(";") and len(text) == 1}
)
_LONGEST = 32

_WINDOWS = np.array([ord(bytes([byte]).decode("cp1252", "replace")) for byte in range(0x80, 0xA0)], np.int32)
"""What numbers from 128 to 159 mean (HTML Living Standard, 13.2.5.80)."""


@kernel(nrt=False)
def _valid(code: int) -> int:
    """Return the code point that a number means; U+FFFD for none."""
    if 0x80 <= code < 0xA0:
        return int(_WINDOWS[code - 0x80])
    is_none = code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000
    return 0xFFFD if is_none else code


@kernel(nrt=False)
def _read_number(data: Bytes, at: int) -> tuple[int, int]:
    code, digits = 0, 0
    base = 16 if at < len(data) and data[at] | 0x20 == 0x78 else 10
    at += base == 16
    while at < len(data):
        byte = data[at]
        if 0x30 <= byte <= 0x39:
            digit = byte - 0x30
        elif base == 16 and 0x61 <= byte | 0x20 <= 0x66:
            digit = (byte | 0x20) - 0x57
        else:
            break
        code = min(code * base + digit, 0x110000)
        digits += 1
        at += 1
    if digits == 0:
        return -1, at
    return _valid(code), at + (at < len(data) and data[at] == 0x3B)


@kernel(nrt=False)
def read_entity(data: Bytes, at: int) -> tuple[int, int]:
    """Return the code point that the reference at `&` means, -1 if it is none, and where it ends."""
    at += 1
    if at < len(data) and data[at] == 0x23:
        return _read_number(data, at + 1)
    key = SEED
    code, end = -1, at
    for here in range(at, min(len(data), at + _LONGEST)):
        byte = data[here]
        if not (0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A):
            if byte == 0x3B:
                found = look_up(_KEYS, _CODES, key)
                if found >= 0:
                    return found, here + 1
            break
        key = add(key, byte)
        bare = look_up(_BARE_KEYS, _BARE_CODES, key)
        if bare >= 0:
            code, end = bare, here + 1
    return code, end


@kernel(nrt=False)
def put_code(out: Bytes, at: int, code: int) -> int:
    """Write a code point as UTF-8; return where the next one goes."""
    if code < 0x80:
        out[at] = code
        return at + 1
    if code < 0x800:
        out[at], out[at + 1] = 0xC0 | code >> 6, 0x80 | code & 0x3F
        return at + 2
    if code < 0x10000:
        out[at], out[at + 1], out[at + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
        return at + 3
    out[at], out[at + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 0x3F
    out[at + 2], out[at + 3] = 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F
    return at + 4
