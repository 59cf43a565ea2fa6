"""What steers a terminal, or turns the order of letters, written so that it is seen and not obeyed."""

from __future__ import annotations

from reinschrift.text.unseen import STEERING

_SHOWN = {code: f"\\u{code:04x}" for code in STEERING if chr(code) not in "\t\n"}


def visible(text: str) -> str:
    """Return a text with its controls (C0, C1, marks of direction) written as JSON does; tab and line end stay.

    File names, titles and addresses come from anywhere, and a terminal obeys what they hold.
    """
    return text.translate(_SHOWN)
