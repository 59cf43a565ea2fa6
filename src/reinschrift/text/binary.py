"""Says whether bytes can be text at all, in whatever charset."""

from __future__ import annotations

CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")))
MAX_CONTROL_RATIO = 0.05  # random bytes hold 10 % of these, text with stray NUL bytes far less
MIN_WIDE_RATIO = 0.3  # of UTF-16 without a mark, at least the second byte of most European letters is NUL


def is_text(head: bytes) -> bool:
    """Say whether bytes look like text in any encoding: random or packed ones hold far more control characters."""
    controls = len(head) - len(head.translate(None, CONTROLS))
    if controls <= MAX_CONTROL_RATIO * len(head):
        return True
    wide = max(head[0::2].count(0), head[1::2].count(0)) / max(1, len(head) // 2)
    narrow = min(head[0::2].count(0), head[1::2].count(0))
    return wide > MIN_WIDE_RATIO and narrow <= MAX_CONTROL_RATIO * len(head)
