"""How the blocks of a page become pieces of its text: which cells make a row, each piece's kind, and its mark."""

# bits and fields are their own names
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.kinds import CAPTION, CODE, HEADING, LIST_ITEM, NO_KIND, PARAGRAPH, QUOTE, TABLE
from reinschrift.pages.blocks.page import (
    B_BREAKS,
    B_CHARS,
    B_ELEMENT,
    B_END,
    B_FLAGS,
    B_LINK_CHARS,
    B_ROW,
    B_START,
    B_TAG,
    E_FIRST,
    E_ITEM,
    E_LAST,
    E_PARENT,
    E_TAG,
    FLAG,
    N_BLOCKS,
    Page,
    Rows,
)
from reinschrift.pages.blocks.tags import T, flags_of
from reinschrift.text.kernel import kernel

HEADING_CHARS = 200
"""A longer heading is a paragraph that somebody wanted large."""
ITEM_BLOCKS = 4
"""A list item of more blocks is an article in a list."""
CODE_SYMBOLS = 20
"""Characters a sign that prose has not, from which on preformatted text is a program: RFCs and poems have fewer."""
DOUBTFUL, DOUBTFUL_ITEM = 0.3, 0.2
"""Probabilities below which a row of a table, and an item of a list, is no part of it, whatever stands around it."""
LIKELY = 0.5
"""Probability from which an item is likely content."""
LINKED = 0.5
"""Share of characters in links from which an item of a list may be one of a menu."""
ROW_CHARS = 400
"""A table row with more characters is a page laid out by a table."""

O_FIRST, O_END, O_START, O_STOP, O_KIND, O_MARK, O_BROKEN, O_BESIDE = range(8)
N_OUTLINE = 8
PLAIN, WITH_BREAKS, PREFORMATTED = range(3)
BULLET = -1

_HEADINGS = flags_of(tuple(f"h{level}" for level in range(1, 7)))
_CAPTIONS, _CELLS = flags_of(("figcaption", "caption")), flags_of(("td", "th"))
_SIGNS = np.isin(np.arange(256), np.frombuffer(b"{}()[]<>=;_\\/$#&|*+^~@:", np.uint8))
_LI, _OL, _P = T["li"], T["ol"], T["p"]
_IN_ITEM, _IN_PRE, _IN_CAPTION, _IN_QUOTE = FLAG["li"], FLAG["pre"], FLAG["figcaption"], FLAG["blockquote"]


@kernel
def outline(page: Page, scores: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Return the pieces of a page's text (int32, pieces x `N_OUTLINE`) and how likely each is content.

    A piece: its first block, the end of its blocks, first byte and end of its text in `page.out`, its kind (of
    `kinds.KINDS`, or `NO_KIND`), the mark of a list item (its number, or BULLET; 0 for none), whether line breaks may
    stand in it, and whether it is a table's row right below the one before.
    """
    n = page.state[N_BLOCKS]
    pieces = np.zeros((n, N_OUTLINE), np.int32)
    contents = np.zeros(n, np.float32)
    lists = np.empty(n, np.int32)
    count, at = 0, 0
    while at < n:
        row, piece = page.blocks[at], pieces[count]
        end = _row_end(page, at, n) if _CELLS[row[B_TAG]] else at + 1
        piece[O_FIRST], piece[O_END], piece[O_START], piece[O_STOP] = at, end, row[B_START], row[B_END]
        if end > at + 1:
            piece[O_KIND] = TABLE
            piece[O_BESIDE] = at > 0 and page.blocks[at - 1, B_ROW] == row[B_ROW] - 1
        else:
            piece[O_MARK] = _item_mark(page, at)
            piece[O_KIND] = LIST_ITEM if piece[O_MARK] else _kind_of(page, row)
        piece[O_BROKEN] = PREFORMATTED if row[B_FLAGS] & _IN_PRE else WITH_BREAKS if row[B_BREAKS] else PLAIN
        contents[count] = scores[at:end].max()
        lists[count] = _list_of(page, at) if piece[O_MARK] else -1
        count += 1
        at = end
    _even_out(pieces[:count], contents[:count])
    _even_lists(lists[:count], contents[:count])
    return pieces[:count], contents[:count]


@kernel(nrt=False)
def _even_out(pieces: Rows, contents: npt.NDArray[np.float32]) -> None:
    """Lift a doubtful row of a table to the mean of the rows that it stands among: it is one table."""
    first = 0
    for at in range(1, len(pieces) + 1):
        is_row = at < len(pieces) and pieces[at, O_KIND] == TABLE and pieces[at - 1, O_KIND] == TABLE
        if is_row and pieces[at, O_BESIDE]:
            continue
        mean = 0.0
        for row in range(first, at):
            mean += contents[row] / (at - first)
        for row in range(first, at):
            if DOUBTFUL <= contents[row] < mean:
                contents[row] = mean
        first = at


@kernel(nrt=False)
def _list_of(page: Page, at: int) -> int:
    """Return the element of the list whose item a block begins; -1 for an item that is mostly link."""
    row = page.blocks[at]
    if row[B_LINK_CHARS] > LINKED * row[B_CHARS]:
        return -1
    element = row[B_ELEMENT]
    while element >= 0 and page.elements[element, E_TAG] != _LI:
        element = page.elements[element, E_PARENT]
    return int(page.elements[element, E_PARENT]) if element >= 0 else -1


@kernel(nrt=False)
def _even_lists(lists: npt.NDArray[np.int32], contents: npt.NDArray[np.float32]) -> None:
    """Lift a doubtful item of a list to the mean of the likely ones, where most are: it is one list."""
    first = 0
    for at in range(1, len(lists) + 1):
        if at < len(lists) and lists[at] == lists[first]:
            continue
        likely, total = 0, 0.0
        for row in range(first, at):
            if contents[row] >= LIKELY:
                likely, total = likely + 1, total + contents[row]
        if lists[first] >= 0 and 2 * likely > at - first:
            for row in range(first, at):
                if DOUBTFUL_ITEM <= contents[row] < LIKELY:
                    contents[row] = total / likely
        first = at


@kernel(nrt=False)
def _row_end(page: Page, at: int, n: int) -> int:
    """Return where the cells of a table's row end that is short enough to be one of data; one cell is none."""
    blocks = page.blocks
    end, number, chars = at, blocks[at, B_ROW], 0
    if number == 0:
        return at + 1
    while end < n and blocks[end, B_ROW] == number and _CELLS[blocks[end, B_TAG]]:
        chars += blocks[end, B_CHARS]
        end += 1
        if chars > ROW_CHARS:  # a row may have all the blocks of the page
            return at + 1
    for one in range(at, end):
        for other in range(at, one):
            if blocks[one, B_ELEMENT] == blocks[other, B_ELEMENT]:
                return at + 1
    return end


@kernel(nrt=False)
def _is_code(page: Page, row: Rows) -> bool:
    """Say whether preformatted text is a program or what one prints: full of signs that prose does without."""
    n_signs = 0
    for at in range(row[B_START], row[B_END]):
        n_signs += _SIGNS[page.out[at]]
    return bool(n_signs * CODE_SYMBOLS >= row[B_CHARS])


@kernel(nrt=False)
def _kind_of(page: Page, row: Rows) -> int:
    """Return what the markup says that a block is that begins no list item."""
    tag, flags = row[B_TAG], row[B_FLAGS]
    if _HEADINGS[tag]:
        return HEADING if row[B_CHARS] <= HEADING_CHARS else NO_KIND
    if _CAPTIONS[tag] or flags & _IN_CAPTION:
        return CAPTION
    if flags & _IN_PRE:
        return CODE if _is_code(page, row) else NO_KIND
    if flags & _IN_QUOTE:
        return QUOTE
    return PARAGRAPH if tag == _P or row[B_CHARS] > HEADING_CHARS else NO_KIND


@kernel(nrt=False)
def _item_mark(page: Page, at: int) -> int:
    """Return the mark of the list item that a block begins: its number, or BULLET; 0 if it begins none."""
    row, elements = page.blocks[at], page.elements
    if _HEADINGS[row[B_TAG]] or not row[B_FLAGS] & _IN_ITEM or row[B_FLAGS] & _IN_PRE:
        return 0
    element = row[B_ELEMENT]
    while element >= 0 and elements[element, E_TAG] != _LI:
        element = elements[element, E_PARENT]
    if element < 0 or elements[element, E_FIRST] != at or elements[element, E_LAST] - at > ITEM_BLOCKS:
        return 0
    parent = elements[element, E_PARENT]
    number = elements[element, E_ITEM] if parent >= 0 and elements[parent, E_TAG] == _OL else 0
    return int(number) if number else BULLET
