"""Links of a lone sign to the place where they stand, as generators of pages put them beside headings: `¶`, `#`."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.seek import find_bytes
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel

REACH = 600
"""Bytes behind the link's tag in which it must end; some generators draw the sign as a picture (`svg`)."""
_PLACE = np.frombuffer(b"#", np.uint8)
_END, _TAG_END = np.frombuffer(b"</a", np.uint8), np.frombuffer(b">", np.uint8)
_SIGNS = tuple(
    np.frombuffer(sign.encode(), np.uint8)
    for sign in ("#", "\u00b6", "\u00a7", "\U0001f517", "\u2693", "\u221e", "\u21a9", "\u2191", "\u23ce", "^",
                 "\u200b", "\ufe0e",
                 "\ufe0f", "\u00a0", "&#8617;", "&#x21a9;", "&#x21A9;", "&larrhk;", "&#8593;", "&uarr;",
                 "&para;", "&sect;", "&#182;", "&#xb6;", "&#xB6;", "&#167;", "&#35;", "&nbsp;")
)  # fmt: skip
"""What such a link shows, as it is or as its reference: of signs, the link, the anchor, the ways back
from a footnote and to the top, and what nobody sees."""
_SHOWN = 10
"""Of these, the first ones are seen."""


@kernel(nrt=False)
def _sign_at(data: Bytes, at: int, stop: int) -> tuple[int, bool]:
    """Return the end of the sign at byte `at`, -1 if none stands there, and whether it is seen."""
    for number, sign in enumerate(_SIGNS):
        if at + len(sign) <= stop:
            same = 0
            while same < len(sign) and data[at + same] == sign[same]:
                same += 1
            if same == len(sign):
                return at + same, number < _SHOWN or (data[at] == 0x26 and data[at + 1] != 0x6E)
    return -1, False


@kernel(nrt=False)
def anchor_end(data: Bytes, start: int, end: int) -> int:
    """Return the end of a link whose tag is from `start` to `end`; 0 if it names no place or shows more than a sign."""
    if find_bytes(data, start, end, _PLACE) < 0:
        return 0
    stop = find_bytes(data, end, min(len(data), end + REACH), _END)
    at, is_seen = end, False
    while at < stop:
        byte = data[at]
        if byte == 0x3C:
            closed = find_bytes(data, at, stop, _TAG_END)
            if closed < 0:
                return 0
            at = closed + 1
        elif byte <= 0x20:
            at += 1
        else:
            at, is_sign = _sign_at(data, at, stop)
            if at < 0:
                return 0
            is_seen = is_seen or is_sign
    if stop < 0 or not is_seen:
        return 0
    closed = find_bytes(data, stop, len(data), _TAG_END)
    return closed + 1 if closed >= 0 else 0
