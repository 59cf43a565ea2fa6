"""HTML's character references, read in one way by kernels and in strings (HTML Living Standard, 13.2.5.72 to 80).

A name counts with its semicolon, or as the longest of the old names that need none. A number means what browsers take
it for; where that is no character of a text (a control, a noncharacter), it stands for nothing.
"""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

from html.entities import html5, name2codepoint

import numpy as np

from reinschrift.text.arrays import Bytes
from reinschrift.text.hash_table import find_number, place_names
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import encode

MEANINGS = {name.removesuffix(";"): text for name, text in html5.items() if name.endswith(";")}
"""What each name stands for: one character or two."""
FIRST_NAMES = frozenset(name2codepoint)
"""The names that HTML 4 had: what people write."""

_NAMES = list(MEANINGS)
_MEANT = np.array([[ord(text[0]), ord(text[1:] or "\0")] for text in MEANINGS.values()], np.int32)
_KEYS, _NUMBERS = place_names({name: number for number, name in enumerate(_NAMES)})
_BARE_KEYS, _BARE_NUMBERS = place_names({name: _NAMES.index(name) for name in html5 if not name.endswith(";")})
_LONGEST = 32
NOTHING = 0x110000
"""What a reference means that stands for nothing."""

_WINDOWS = np.array([ord(bytes([byte]).decode("cp1252", "ignore") or "\1") for byte in range(0x80, 0xA0)], np.int32)
"""What numbers from 128 to 159 mean; a control where they mean nothing."""


@kernel(nrt=False)
def _meant(code: int) -> int:
    """Return the code point that a number means."""
    if 0x80 <= code < 0xA0:
        code = int(_WINDOWS[code - 0x80])
    if code == 0 or code > 0x10FFFF or 0xD800 <= code < 0xE000:
        return 0xFFFD
    if 0x1C <= code < 0x20:  # separators, which part what stands beside them
        return 0x20
    is_control = (code < 0x20 and code not in (0x09, 0x0A, 0x0C, 0x0D)) or code == 0x7F
    return NOTHING if is_control or 0xFDD0 <= code < 0xFDF0 or code & 0xFFFE == 0xFFFE else code


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
    return _meant(code), at + (at < len(data) and data[at] == 0x3B)


@kernel(nrt=False)
def read_reference(data: Bytes, at: int) -> tuple[int, int, int]:
    """Return the code point that the reference at `&` means, a second one or 0, and where it ends.

    The first is -1 where there is no reference, `NOTHING` where it stands for nothing.
    """
    at += 1
    if at < len(data) and data[at] == 0x23:
        code, end = _read_number(data, at + 1)
        return code, 0, end
    key = SEED
    found, end = -1, at
    for here in range(at, min(len(data), at + _LONGEST)):
        byte = data[here]
        if not (0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A):
            whole = find_number(_KEYS, _NUMBERS, key) if byte == 0x3B else -1
            if whole >= 0:
                found, end = whole, here + 1
            break
        key = add(key, byte)
        bare = find_number(_BARE_KEYS, _BARE_NUMBERS, key)
        if bare >= 0:
            found, end = bare, here + 1
    if found < 0:
        return -1, 0, end
    return int(_MEANT[found, 0]), int(_MEANT[found, 1]), end


@kernel(inline=True)
def encode_reference(out: Bytes, n: int, first: int, second: int) -> int:
    """Write at `n` what `read_reference` read, in UTF-8; return where it ends."""
    if first != NOTHING:
        n = encode(out, n, first)
    return encode(out, n, second) if second else n


@kernel(nrt=False)
def _unescape(data: Bytes, out: Bytes) -> int:
    """Write bytes with their references read; return how many."""
    at, n = 0, 0
    while at < len(data):
        if data[at] == 0x26:
            first, second, end = read_reference(data, at)
            if first >= 0:
                at, n = end, encode_reference(out, n, first, second)
                continue
        out[n] = data[at]
        n, at = n + 1, at + 1
    return n


@kernel(inline=True)
def room_for(n_bytes: int) -> int:
    """Return how many bytes the text of so many may have: `&nLt;` has five, what it means has six."""
    return n_bytes + n_bytes // 5


def unescape(text: str) -> str:
    """Return a text with its references read once.

    >>> unescape("Brot &amp; K&auml;se, 3 &LT 4 &#8364")
    'Brot & Käse, 3 < 4 €'
    """
    if "&" not in text:
        return text
    data = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    out = np.empty(room_for(len(data)), np.uint8)
    return out[: _unescape(data, out)].tobytes().decode("utf-8", "surrogatepass")
