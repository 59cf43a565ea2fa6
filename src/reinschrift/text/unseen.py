"""Characters that steer a terminal or the order of letters, and those that show nothing."""

from __future__ import annotations

STEERING = (*range(32), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Controls (C0, C1) and marks of direction."""

SHOWING_NOTHING = (0xAD, *range(0x200B, 0x200E), 0x2028, 0x2029, *range(0x2060, 0x2066), *range(0x206A, 0x2070), 0xFEFF)
"""Soft hyphen, zero-width characters, separators of lines, invisible operators, the byte order mark."""

UNSEEN = "[" + "".join(chr(code) if code > 0x7F else f"\\x{code:02x}" for code in (*STEERING, *SHOWING_NOTHING)) + "]"  # noqa: PLR2004  # ASCII
"""All of them, as a pattern of one character for `re` and for RE2."""

UNPRINTABLE = f"{UNSEEN}|[\ud800-\udfff\ufffe\uffff]"
"""These, and what is no character, which neither HTML nor YAML may hold; for `re`."""
