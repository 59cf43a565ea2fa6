"""Pictures, buttons and labels inside a sentence: it goes on behind them; a picture may stand for a character."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.formulas import LONGEST_FORMULA
from reinschrift.pages.blocks.page import (
    BLOCK_START,
    DEPTH,
    INLINE,
    OUT,
    RUNS_ON,
    S_TAG,
    SPACE,
    TEXT_AT,
    Page,
    begin_text,
)
from reinschrift.pages.blocks.seek import find_bytes
from reinschrift.pages.blocks.tags import T, flags_of
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel
from reinschrift.text.signs import PLAIN_ENDS

INSIDE = flags_of(("img", "picture", "amp-img", "button", "label"))
"""Tags that end a block where they stand by themselves, and none where a sentence runs on around them."""

PLAYER = flags_of(("audio", "video", "canvas", "object"))
"""What is heard or seen within running text parts nothing; what stands inside is for browsers that cannot show it."""

_RUNNING = flags_of(("p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "blockquote"))
"""Elements that hold running text: a picture in one parts nothing."""

_HOLDING = flags_of(("button", "label"))
_PICTURE, _LABEL = T["picture"], T["label"]
_ALT = tuple(np.frombuffer(mark, np.uint8) for mark in (b" alt='", b' alt="'))
_FORMULA = tuple(np.frombuffer(word, np.uint8) for word in (b"latex", b"math", b"mwe-"))
_COMMAND = np.frombuffer(b"\\", np.uint8)
_END_TAG, _TAG_END = np.frombuffer(b"</", np.uint8), np.frombuffer(b">", np.uint8)

_NEAR = 400
"""Bytes behind a tag in which the end of what it holds is looked for."""

_CHARACTER = 16
"""Bytes of the longest `alt` that can stand for one character."""


@kernel(nrt=False)
def is_inline(page: Page, tag: int, end: int) -> bool:
    """Say whether a tag of `INSIDE` that ends at byte `end` stands within a sentence.

    In running text a picture always does. Elsewhere, and for buttons and labels, the sentence must be open before the
    tag, or in running text the words must go on right behind it.
    """
    is_running = in_running_text(page)
    if (is_running or page.state[RUNS_ON]) and not _HOLDING[tag]:
        return True
    if _HOLDING[tag] or tag == _PICTURE:
        closing = find_bytes(page.data, end, min(len(page.data), end + _NEAR), _END_TAG)
        end = find_bytes(page.data, closing, len(page.data), _TAG_END) + 1 if closing >= 0 else 0
        if end == 0:
            return False
    following = _next_sign(page.data, end)
    if is_open(page):
        return following != 0x3C or (is_running and tag != _LABEL)
    return is_running and page.state[TEXT_AT] < 0 and tag == _LABEL and following != 0x3C


@kernel(nrt=False)
def in_running_text(page: Page) -> bool:
    """Say whether the innermost open element that is no inline one holds running text."""
    for level in range(page.state[DEPTH] - 1, -1, -1):
        tag = page.stack[level, S_TAG]
        if not INLINE[tag]:
            return bool(_RUNNING[tag])
    return False


@kernel(nrt=False)
def _next_sign(data: Bytes, at: int) -> int:
    """Return the next byte that is no space; `<` at the end of the page."""
    while at < len(data) and data[at] <= 0x20:
        at += 1
    return int(data[at]) if at < len(data) else 0x3C


@kernel(nrt=False)
def is_open(page: Page) -> bool:
    """Say whether text stands in the block that no sign has ended."""
    if page.state[TEXT_AT] < 0 or page.state[OUT] == page.state[BLOCK_START]:
        return False
    last = page.out[page.state[OUT] - 1]
    return not (PLAIN_ENDS[last] or last in (0x3A, 0x0A))


@kernel(nrt=False)
def put_picture(page: Page, at: int, end: int) -> None:
    """Write what a picture stands for: a character or a formula by its `alt`, else a space between words."""
    state, data = page.state, page.data
    start = -1
    for mark in _ALT:
        found = find_bytes(data, at, end, mark)
        if found >= 0:
            start = found + len(mark)
    stop = start
    while start >= 0 and stop < end and data[stop] != data[start - 1]:
        stop += 1
    if start < 0 or stop == start or not _stands_for_text(data, at, end, start, stop):
        state[SPACE] = state[SPACE] or state[TEXT_AT] >= 0
        return
    begin_text(page, at)
    for place in range(start, stop):
        page.out[state[OUT]] = data[place]
        state[OUT] += 1


@kernel(nrt=False)
def _stands_for_text(data: Bytes, at: int, end: int, start: int, stop: int) -> bool:
    """Say whether an `alt` is a sign without letters, or the source of a formula."""
    is_sign = stop - start <= _CHARACTER
    for place in range(start, stop):
        byte = data[place]
        is_sign = (
            is_sign and byte >= 0x21 and not (0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A)
        )
        if byte == 0x26 or byte < 0x20:  # a reference would have to be read
            return False
    if is_sign:
        return True
    is_formula = find_bytes(data, start, stop, _COMMAND) >= 0
    for word in _FORMULA:
        is_formula = is_formula or find_bytes(data, at, start, word) >= 0 or find_bytes(data, stop, end, word) >= 0
    return is_formula and stop - start <= LONGEST_FORMULA
