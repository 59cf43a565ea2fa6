"""Where a run of bytes next stands in a page."""

from __future__ import annotations

from reinschrift.pages.blocks.page import Bytes
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
