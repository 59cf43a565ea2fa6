"""What `xmp` and `plaintext` hold: signs as they are written, tags and references among them."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

from reinschrift.pages.blocks.page import OUT, Page, begin_text
from reinschrift.pages.blocks.seek import find_end_tag
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel

_XMP, _PLAINTEXT = 3, 9
"""Letters of the two names; `pre` has another first letter, `listing` seven."""


@kernel(nrt=False)
def copy_raw(page: Page, data: Bytes, name: int, name_end: int, at: int) -> int:
    """Copy what stands from byte `at` on as text, if the tag whose name begins at `name` holds such; return its end.

    `plaintext` takes the rest of the page, as an `xmp` does that is never closed.
    """
    length, letter = name_end - name, data[name] | 0x20
    if not (length == _PLAINTEXT or (length == _XMP and letter == 0x78)):
        return at
    stop = find_end_tag(data, at, name, name_end) if length == _XMP else -1
    stop = len(data) if stop < 0 else stop
    if at < stop and data[at] == 0x0A:
        at += 1
    if at < stop:
        begin_text(page, at)
    for place in range(at, stop):
        page.out[page.state[OUT]] = data[place]
        page.state[OUT] += 1
    return stop
