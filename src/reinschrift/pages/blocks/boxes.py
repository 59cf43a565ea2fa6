"""Boxes inside a sentence: one that shows no words, or that its style puts into the line, parts nothing."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.inline import in_running_text, is_open, put_picture
from reinschrift.pages.blocks.page import RUNS_ON, RUNS_ON_IN, SPACE, Page
from reinschrift.pages.blocks.seek import find_bytes, find_end_tag
from reinschrift.pages.blocks.tag_names import read_name
from reinschrift.pages.blocks.tags import BLOCK, T, flags_of
from reinschrift.text.arrays import Bytes
from reinschrift.text.characters import classes_of
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import code_at

_BOX = flags_of(("figure", "div", "section", "aside", "center"))
_BLOCK, _UNSEEN = flags_of(BLOCK), flags_of(("script", "style", "noscript", "template"))
_INLINE = flags_of(
    ("a", "b", "strong", "i", "em", "u", "s", "small", "big", "font", "span", "code", "q", "cite", "abbr")
)
_PICTURE = flags_of(("img", "picture", "amp-img"))
_FIGURE = T["figure"]
_TAG, _TAG_END = np.frombuffer(b"<", np.uint8), np.frombuffer(b">", np.uint8)
_CASED = 0x2100
"""Characters from here on have no case that counts."""
_SMALL, _CAPITAL = 1, 2
_CASES = classes_of({"Ll": _SMALL, "Lu": _CAPITAL, "Lt": _CAPITAL})[:_CASED].copy()
BOX_REACH = 4_000
"""Bytes in which a box within a sentence must end."""


@kernel(nrt=False)
def end_of_box(page: Page, tag: int, end: int) -> int:
    """Return where a box ends that shows no words and stands within a sentence; 0 if it is none.

    Its tag ends at byte `end`. A space stands for it, or what its pictures stand for.
    """
    if not _BOX[tag] or not is_open(page):
        return 0
    stop = _end_without_words(page.data, tag, end)
    if not stop or not _goes_on(page.data, stop, in_running_text(page), tag == _FIGURE):
        return 0
    page.state[SPACE] = 1
    at = find_bytes(page.data, end, stop, _TAG)
    while at >= 0:
        closed = find_bytes(page.data, at, stop, _TAG_END)
        if _PICTURE[read_name(page.data, at + 1)[0]]:
            put_picture(page, at, closed)
        at = find_bytes(page.data, closed, stop, _TAG)
    return stop


@kernel(nrt=False)
def _end_without_words(data: Bytes, tag: int, at: int) -> int:
    """Return where the element ends whose tag ends at byte `at`; 0 if words stand in it, or it goes on too long."""
    depth, stop = 1, min(len(data), at + BOX_REACH)
    while at < stop:
        if data[at] <= 0x20:
            at += 1
            continue
        closed = find_bytes(data, at, stop, _TAG_END) + 1
        if data[at] != 0x3C or not closed:
            return 0
        is_end = data[at + 1] == 0x2F
        found, name_end = read_name(data, at + 1 + is_end)
        if found == tag:
            depth += -1 if is_end else 1
            if depth == 0:
                return closed
        if _UNSEEN[found] and not is_end:
            closing = find_end_tag(data[:stop], closed, at + 1, name_end)
            if closing < 0:
                return 0
            closed = closing
        at = closed
    return 0


@kernel(nrt=False)
def _goes_on(data: Bytes, at: int, is_running: bool, is_figure: bool) -> bool:  # noqa: FBT001  # numba has no keywords
    """Say whether an open sentence goes on at a byte: in small letters; in running text without case, too.

    Behind a figure it does in running text, whatever follows.
    """
    while at < len(data) and (data[at] <= 0x20 or data[at] == 0x3C):
        if data[at] == 0x3C:
            if not _INLINE[read_name(data, at + 1)[0]]:
                return False
            at = max(at, find_bytes(data, at, len(data), _TAG_END))
        at += 1
    if at >= len(data) or data[at] == 0x26:
        return False
    code = code_at(data, at)
    case = _CASES[code] if code < _CASED else 0
    return bool(case == _SMALL or (is_running and (case != _CAPITAL or is_figure)))


@kernel(nrt=False)
def opens_in_line(page: Page, tag: int, end: int) -> bool:
    """Say whether a box, shown in the line by its style, stands within a sentence and holds nothing but running text.

    Its end tag is that of no other element then.
    """
    if not _BOX[tag] or page.state[RUNS_ON_IN] or not is_open(page):
        return False
    at, stop = end, min(len(page.data), end + BOX_REACH)
    while True:
        at = find_bytes(page.data, at, stop, _TAG)
        if at < 0 or at + 2 >= stop:
            return False
        is_end = page.data[at + 1] == 0x2F
        found = read_name(page.data, at + 1 + is_end)[0]
        if found == tag and is_end:
            page.state[RUNS_ON_IN] = tag
            page.state[RUNS_ON] += 1
            return True
        if _BLOCK[found] and not _PICTURE[found]:
            return False
        at += 1
