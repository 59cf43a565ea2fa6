"""Characters that steer a terminal or the order of letters, and those that show nothing."""

from __future__ import annotations

from collections.abc import Iterable

STEERING = (*range(32), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Controls (C0, C1) and marks of direction."""

SHOWING_NOTHING = (0xAD, *range(0x200B, 0x200E), 0x2028, 0x2029, *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0xFEFF)
"""Soft hyphen, zero-width characters, separators of lines, invisible operators, the byte order mark."""

JOINERS = range(0x200B, 0x200E)
"""What parts or joins letters; where a letter or an emoji is shaped by it, it is part of the word."""


def _one_of(codes: Iterable[int]) -> str:
    """Return a pattern of one character for `re` and for RE2."""
    return "[" + "".join(chr(code) if code > 0x7F else f"\\x{code:02x}" for code in codes) + "]"  # noqa: PLR2004  # ASCII


UNSEEN = _one_of((*STEERING, *SHOWING_NOTHING))
"""All of them, as a pattern of one character for `re` and for RE2."""

UNSHAPED = _one_of(code for code in (*STEERING, *SHOWING_NOTHING) if code not in JOINERS)
"""All but the joiners: what never is part of a word."""

SHAPING = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufffc"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Variation selectors, tags, fillers and the like: they show nothing by themselves; some shape signs beside them."""

UNPRINTABLE = f"{UNSEEN}|[\ud800-\udfff\ufffe\uffff]"
"""These, and what is no character, which neither HTML nor YAML may hold; for `re`."""
