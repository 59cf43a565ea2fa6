"""Links of a lone sign to the place where they stand, as generators of pages put them beside headings: `¶`, `#`.

And what links say to those alone who have them read out: “opens in a new window”.
"""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.seek import find_bytes
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel

REACH = 600
"""Bytes behind the link's tag in which it must end; some generators draw the sign as a picture (`svg`)."""
_PLACE = np.frombuffer(b"#", np.uint8)
_END, _TAG, _TAG_END = (np.frombuffer(sign, np.uint8) for sign in (b"</a", b"<", b">"))
_SIGNS = tuple(
    np.frombuffer(sign.encode(), np.uint8)
    for sign in ("#", "\u00b6", "\u00a7", "\U0001f517", "\u2693", "\u221e", "\u21a9", "\u2191", "\u23ce", "^",
                 "\u200b", "\ufe0e",
                 "\ufe0f", "\u00a0", "&#8617;", "&#x21a9;", "&#x21A9;", "&larrhk;", "&#8593;", "&uarr;",
                 "&para;", "&sect;", "&#182;", "&#xb6;", "&#xB6;", "&#167;", "&#35;", "&nbsp;")
)  # fmt: skip
"""What such a link shows, as it is or as its reference: of signs, the link, the anchor, the ways back
from a footnote and to the top, and what nobody sees."""
_FOR_READERS = tuple(
    np.frombuffer(name, np.uint8)
    for name in (
        b"sr-only",
        b"visually-hidden",
        b"visuallyhidden",
        b"screen-reader",
        b"screenreader",
        b"u-hiddenVisually",
    )
)
"""Classes of what is read out and not shown."""
_SHOWN_AGAIN = np.frombuffer(b"not-sr-only", np.uint8)
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
def end_of_read_out(data: Bytes, start: int, end: int) -> int:
    """Return the end of an element that is read out and not shown; 0 if it is none, or holds other elements.

    Its tag goes from `start` to `end`.
    """
    is_one = False
    for name in _FOR_READERS:
        is_one = is_one or find_bytes(data, start, end, name) >= 0
    if not is_one or find_bytes(data, start, end, _SHOWN_AGAIN) >= 0:
        return 0
    closing = find_bytes(data, end, len(data), _TAG)
    if closing < 0 or closing + 1 >= len(data) or data[closing + 1] != 0x2F:
        return 0
    closed = find_bytes(data, closing, len(data), _TAG_END)
    return closed + 1 if closed >= 0 else 0


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
            read_out = end_of_read_out(data, at, closed + 1)
            at = read_out if 0 < read_out <= stop else closed + 1
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


@kernel(nrt=False)
def end_of_mark(data: Bytes, start: int, end: int, is_link: int, is_in_link: int) -> int:
    """Return the end of a link that is a mark of its place, or of what a link does not show; 0 if it is neither.

    `is_link` says that the tag from `start` to `end` is a link's, `is_in_link` that it is a `span` within one.
    """
    if is_link:
        return int(anchor_end(data, start, end))
    return int(end_of_read_out(data, start, end)) if is_in_link else 0
