"""What steers a terminal, or turns the order of letters, written so that it is seen and not obeyed."""

from __future__ import annotations

_STEERING = (*range(32), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SHOWN = {code: f"\\u{code:04x}" for code in _STEERING if chr(code) not in "\t\n"}


def visible(text: str) -> str:
    """Return a text with its controls (C0, C1, marks of direction) written as JSON does; tab and line end stay.

    File names, titles and addresses come from anywhere, and a terminal obeys what they hold.
    """
    return text.translate(_SHOWN)
