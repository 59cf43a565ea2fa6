"""Formulas of a page as text: the source that their author wrote, or their signs in a row."""

# ruff: noqa: PLR2004  # bytes are their own names
from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.page import DEPTH, OUT, Page, begin_text
from reinschrift.pages.blocks.seek import find_bytes
from reinschrift.text.arrays import Bytes
from reinschrift.text.kernel import kernel
from reinschrift.text.references import encode_reference, read_reference

LONGEST_FORMULA = 400
"""Bytes of the longest formula that is written into a sentence."""
_BEFORE = 200
"""Bytes before a formula in which the class stands that says its picture or drawing comes as well."""
_HIDDEN = 1 << HINT_NAMES.index("hidden")
_DRAWN = tuple(np.frombuffer(word, np.uint8) for word in (b"katex", b"mjx", b"MathJax"))
_ALTS = tuple(np.frombuffer(mark, np.uint8) for mark in (b"alttext='", b'alttext="'))
_ANNOTATION, _TEX = np.frombuffer(b"<annotation", np.uint8), np.frombuffer(b"tex", np.uint8)
_TAG_END, _TAG_START = np.frombuffer(b">", np.uint8), np.frombuffer(b"<", np.uint8)


@kernel(nrt=False)
def put_formula(page: Page, at: int, end: int, closing: int) -> None:
    """Write what a `math` says, once; its tag stands at the bytes `at` to `end`, its end tag at `closing`.

    That is its `alttext`, else its annotation in TeX, else its signs. A formula that is hidden, or that a library has
    drawn beside it, is in the text already.
    """
    state, data = page.state, page.data
    if state[DEPTH] and page.far[state[DEPTH] - 1] & _HIDDEN:
        return
    for word in _DRAWN:
        if find_bytes(data, max(0, at - _BEFORE), at, word) >= 0:
            return
    start, stop = _source(data, at, end, closing)
    if stop - start > LONGEST_FORMULA:
        return
    begin_text(page, at)
    _copy(page, start, stop)


@kernel(nrt=False)
def _source(data: Bytes, at: int, end: int, closing: int) -> tuple[int, int]:
    """Return where the text of a formula begins and ends."""
    for mark in _ALTS:
        start = find_bytes(data, at, end, mark)
        if start >= 0:
            start += len(mark)
            stop = start
            while stop < end and data[stop] != data[start - 1]:
                stop += 1
            return start, stop
    note = find_bytes(data, end, closing, _ANNOTATION)
    inside = find_bytes(data, note, closing, _TAG_END) if note >= 0 else -1
    if inside >= 0 and find_bytes(data, note, inside, _TEX) >= 0:
        stop = find_bytes(data, inside, closing, _TAG_START)
        return inside + 1, closing if stop < 0 else stop
    return end, closing if note < 0 else note


@kernel(nrt=False)
def _copy(page: Page, at: int, stop: int) -> None:
    """Copy text without its tags; white space becomes one space, and none at the ends."""
    state, data, out = page.state, page.data, page.out
    is_tag, is_space, begun = False, False, False
    while at < stop:
        byte, after = data[at], at + 1
        if byte == 0x3C or (is_tag and byte == 0x3E):
            is_tag = byte == 0x3C
        elif byte <= 0x20:
            is_space = is_space or (begun and not is_tag)
        elif not is_tag:
            if is_space:
                out[state[OUT]] = 0x20
                state[OUT] += 1
            is_space, begun = False, True
            code, second, past = read_reference(data, at) if byte == 0x26 else (-1, 0, at)
            if code >= 0:
                after = past
                state[OUT] = encode_reference(out, state[OUT], code, second)
            else:
                out[state[OUT]] = byte
                state[OUT] += 1
        at = after
