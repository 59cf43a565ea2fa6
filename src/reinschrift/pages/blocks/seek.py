"""Where a run of bytes next stands in a page."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel


@kernel(nrt=False)
def find_bytes(data: Bytes, at: int, stop: int, sought: Bytes) -> int:
    """Return where `sought` next stands between bytes `at` and `stop`, -1 if nowhere."""
    first, last = sought[0], stop - len(sought)
    while at <= last:
        if data[at] == first:
            same = 1
            while same < len(sought) and data[at + same] == sought[same]:
                same += 1
            if same == len(sought):
                return at
        at += 1
    return -1


@kernel(nrt=False)
def find_end_tag(data: Bytes, at: int, tag_start: int, tag_end: int) -> int:
    """Return where the end tag of the name at `tag_start` stands, -1 if nowhere; letter case does not matter."""
    length = tag_end - tag_start
    while at + 2 + length <= len(data):
        if data[at] == 0x3C and data[at + 1] == 0x2F:
            same = 0
            while same < length and data[at + 2 + same] | 0x20 == data[tag_start + same] | 0x20:
                same += 1
            if same == length:
                return at
        at += 1
    return -1
