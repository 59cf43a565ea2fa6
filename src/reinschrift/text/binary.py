"""Says whether bytes can be text at all, in a charset whose plain letters are those of ASCII."""

from __future__ import annotations

from reinschrift.text.utf8 import is_utf8

CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")))
MAX_CONTROL_RATIO = 0.05  # random bytes hold 10 % of these, text with stray NUL bytes far less
LETTERS = bytes([*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1), *range(0x80, 0x100), *b" \n\r\t"])
LEAST_PADDED = 16
"""Bytes beside NUL bytes that show what they are."""
LEAST_LETTERS, LEAST_BLANKS = 0.7, 0.05
"""Share among them of letters and blanks, in text some 0.95, and of blanks alone, in text of words some 0.15."""


def is_plain(head: bytes) -> bool:
    """Say whether bytes hold few control characters: random or packed ones hold far more than text.

    NUL bytes between or behind text, as records of fixed width and crashed disks leave them, do not count.
    """
    if count_controls(head) <= MAX_CONTROL_RATIO * len(head):
        return True
    rest = head.replace(b"\0", b"")
    if len(rest) < LEAST_PADDED or count_controls(rest) > MAX_CONTROL_RATIO * len(rest):
        return False
    is_lettered = len(rest) - len(rest.translate(None, LETTERS)) >= LEAST_LETTERS * len(rest)
    return is_lettered and (sum(map(rest.count, b" \n")) >= LEAST_BLANKS * len(rest) or is_utf8(rest, whole=False))


def count_controls(data: bytes) -> int:
    """Return how many bytes are control characters that no text has."""
    return len(data) - len(data.translate(None, CONTROLS))
