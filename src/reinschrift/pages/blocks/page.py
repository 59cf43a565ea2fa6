"""A page while it is parsed: its bytes, the open tags, and the tables of elements and blocks that come out."""

# ruff: noqa: PLR2004  # bytes and code points are their own names
from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.pages.blocks.tags import HOLDS_TEXT, NAMES, flags_of
from reinschrift.text.arrays import Bytes, Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.references import room_for
from reinschrift.text.signs import LAST_OF_CLOSING, PLAIN_CLOSING, PLAIN_ENDS
from reinschrift.text.utf8 import CONTINUATION, CONTINUES

Bits = npt.NDArray[np.int64]

MAX_DEPTH = 200
"""Tags open at once; deeper ones are read, but not nested. Real pages stay below 100."""

# The places of the parser's numbers.
OUT, BLOCK_START, SPACE, N_BLOCKS, N_ELEMENTS, DEPTH, LINKS, PRE, N_MARKS, LINK_CHARS, N_LINKS = range(11)
STRONG, STRONG_CHARS, BREAKS, TEXT_AT, ROW_NUMBER, SKIP_AT, RUNS_ON, RUNS_ON_IN = range(11, 19)
N_STATE = 19

# The columns of the stack of open tags.
S_TAG, S_ELEMENT, S_FLAGS, S_LINK, S_ITEMS, S_ROW, S_OWN_LINE = range(7)
N_STACK = 7

# The columns of elements.
E_TAG, E_PARENT, E_FIRST, E_LAST, E_OUT, E_OUT_END, E_AT, E_ITEM = range(8)
N_ELEMENT = 8

# The columns of blocks.
(B_START, B_END, B_TAG, B_ELEMENT, B_FLAGS, B_DEPTH, B_LINK_CHARS, B_LINKS, B_STRONG, B_BREAKS, B_AT, B_ROW,
 B_CHARS, B_WORDS, B_DIGITS, B_CAPITALS, B_STOPS, B_COMMAS, B_END_MARK, B_FIRST, B_SYMBOLS, B_LETTERS, B_LONGEST,
 B_CELL, B_ITEM, B_TAG2, B_TAG3) = range(27)  # fmt: skip
N_BLOCK = 27

# The columns of marks: tags that say something of the page.
M_TAG, M_START, M_END, M_CLOSE, M_ELEMENT, M_BLOCK = range(6)
N_MARK = 6

# Ancestors worth knowing, as bits.
CONTAINERS = (
    "nav", "header", "footer", "aside", "article", "main", "form", "figure", "ul", "ol", "table", "blockquote",
    "section", "button", "dialog", "address", "li", "td", "dl", "details", "head", "pre", "figcaption", "label",
)  # fmt: skip
FLAG = {name: 1 << number for number, name in enumerate(CONTAINERS)}
FLAG_OF = np.array([FLAG.get("td" if name == "th" else name, 0) for name in NAMES], np.int32)

INLINE = ~flags_of(HOLDS_TEXT)


class Page(NamedTuple):
    """The arrays of one page; the parser fills them."""

    data: Bytes
    out: Bytes
    """The text of all blocks, one after the other."""
    state: Bits
    stack: Rows
    near: Bits
    """For each open tag the hints of its own name and class."""
    far: Bits
    """For each open tag the hints of it and all around it."""
    open: Rows
    """How many of each tag are open."""
    elements: Rows
    element_hints: Bits
    blocks: Rows
    hints: Bits
    """For each block the hints of the innermost three elements, the next three, and all further out."""
    marks: Rows


@kernel
def make_page(data: Bytes) -> Page:
    """Return the empty arrays for a page: as many rows as it can need at most, each to be cleared when it is begun."""
    tags = 2
    for byte in data:
        tags += byte == 0x3C
    return Page(
        data,
        np.empty(room_for(len(data)) + 64, np.uint8),
        np.zeros(N_STATE, np.int64),
        np.zeros((MAX_DEPTH, N_STACK), np.int32),
        np.zeros(MAX_DEPTH, np.int64),
        np.zeros(MAX_DEPTH, np.int64),
        np.zeros(N_TAGS, np.int32),
        np.empty((tags, N_ELEMENT), np.int32),
        np.empty(tags, np.int64),
        np.empty((tags, N_BLOCK), np.int32),
        np.empty((tags, 3), np.int64),
        np.empty((tags, N_MARK), np.int32),
    )


N_TAGS = len(NAMES)


@kernel(nrt=False)
def _letter(byte: int) -> int:
    """Return 1 for a small ASCII letter or any byte beyond ASCII, 2 for a capital, 3 for a digit, else 0."""
    if 0x61 <= byte <= 0x7A or byte >= 0x80:
        return 1
    if 0x41 <= byte <= 0x5A:
        return 2
    return 3 if 0x30 <= byte <= 0x39 else 0


@kernel(nrt=False)
def _measure(out: Bytes, start: int, end: int, row: Rows) -> None:
    """Count what a block's text is made of."""
    chars, words, digits, capitals, stops, commas, symbols, letters, longest, run = 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    before, stop = 0, False
    for at in range(start, end):
        byte = out[at]
        chars += byte & CONTINUES != CONTINUATION
        kind = _letter(byte)
        if kind:
            if before == 0:
                words += 1
                capital = kind == 2 or (byte == 0xC3 and at + 1 < end and 0x80 <= out[at + 1] <= 0x9E)
                capitals += capital
                stops += stop
                stop = False
                run = 0
            run += 1
            longest = max(longest, run)
            digits += kind == 3
            letters += kind < 3
        elif byte > 0x20:
            commas += byte == 0x2C
            stop = PLAIN_ENDS[byte] or (stop and byte in (0x22, 0x29))
            symbols += byte not in (0x2C, 0x2E, 0x21, 0x3F, 0x2D, 0x22, 0x27, 0x28, 0x29, 0x3A, 0x3B)
        before = kind
    row[B_CHARS], row[B_WORDS], row[B_DIGITS], row[B_CAPITALS], row[B_STOPS] = chars, words, digits, capitals, stops
    row[B_COMMAS], row[B_SYMBOLS], row[B_LETTERS], row[B_LONGEST] = commas, symbols, letters, longest
    row[B_END_MARK], row[B_FIRST] = _end_mark(out, start, end), _letter(out[start])


@kernel(nrt=False)
def _end_mark(out: Bytes, start: int, end: int) -> int:
    """Return how a block ends: 1 as a sentence does, 2 with a colon, 3 with dots, 4 with another sign, else 0."""
    at = end - 1
    while at > start and (PLAIN_CLOSING[out[at]] or _is_closing_quote(out, at, start)):
        at -= 3 if out[at] >= 0x80 else 1
    byte = out[at]
    if at - 2 >= start and out[at - 2] == 0xE2 and out[at - 1] == 0x80 and byte == 0xA6:
        return 3
    if byte == 0x2E and at - 1 > start and out[at - 1] == 0x2E:
        return 3
    if PLAIN_ENDS[byte]:
        return 1
    if at - 2 >= start and out[at - 2] == 0xE3 and out[at - 1] == 0x80 and byte == 0x82:
        return 1
    return 2 if byte == 0x3A else (4 if _letter(byte) == 0 else 0)


@kernel(nrt=False)
def _is_closing_quote(out: Bytes, at: int, start: int) -> bool:
    """Say whether a quotation mark of the block U+2018 to U+203A ends at byte `at`."""
    if at - 2 <= start or out[at - 2] != 0xE2 or out[at - 1] != 0x80:
        return False
    return bool(LAST_OF_CLOSING[out[at]])


@kernel(nrt=False)
def begin_text(page: Page, at: int) -> None:
    """Note that text of byte `at` follows: where the block begins, or the space that stands before it."""
    state = page.state
    if state[TEXT_AT] < 0:
        state[TEXT_AT], state[SPACE] = at, 0
    if state[SPACE]:
        page.out[state[OUT]] = 0x20
        state[OUT] += 1
        state[SPACE] = 0


@kernel(nrt=False)
def flush(page: Page) -> None:
    """End the block that is being written, if anything stands in it."""
    if page.state[OUT] > page.state[BLOCK_START]:
        _put_block(page)
    for number in (SPACE, LINK_CHARS, N_LINKS, STRONG_CHARS, BREAKS):
        page.state[number] = 0
    page.state[TEXT_AT] = -1


@kernel(nrt=False)
def _put_block(page: Page) -> None:
    """Keep what was written since the last block as the next one, if it says anything."""
    state = page.state
    start, end = state[BLOCK_START], state[OUT]
    if not state[PRE]:
        while end > start and page.out[end - 1] <= 0x20:
            end -= 1
    if end > start:
        row = page.blocks[state[N_BLOCKS]]
        row[:] = 0
        row[B_START], row[B_END] = start, end
        _measure(page.out, start, end, row)
        if row[B_WORDS] or row[B_CHARS] > 2:
            _place(page, row)
            state[N_BLOCKS] += 1
    state[BLOCK_START] = state[OUT]


@kernel(nrt=False)
def _place(page: Page, row: Rows) -> None:
    """Say where a block stands: the tags around it, and the hints of their names."""
    state, stack = page.state, page.stack
    depth = state[DEPTH]
    row[B_LINK_CHARS], row[B_LINKS], row[B_STRONG] = state[LINK_CHARS], state[N_LINKS], state[STRONG_CHARS]
    row[B_BREAKS], row[B_AT], row[B_DEPTH] = state[BREAKS], state[TEXT_AT], depth
    n_tags, n_hints = 0, 0
    page.hints[state[N_BLOCKS]] = 0
    row[B_ELEMENT] = -1
    for level in range(depth - 1, -1, -1):
        tag = stack[level, S_TAG]
        if not INLINE[tag] and n_tags < 3:
            if n_tags == 0:
                row[B_ELEMENT], row[B_TAG] = stack[level, S_ELEMENT], tag
            elif n_tags == 1:
                row[B_TAG2] = tag
            else:
                row[B_TAG3] = tag
            n_tags += 1
        if n_hints < 6:
            page.hints[state[N_BLOCKS], n_hints // 3] |= page.near[level]
            n_hints += not INLINE[tag]
        else:
            page.hints[state[N_BLOCKS], 2] |= page.far[level]
            break
    if depth:
        row[B_FLAGS], row[B_ROW] = stack[depth - 1, S_FLAGS], stack[depth - 1, S_ROW]
