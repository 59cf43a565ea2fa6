"""How the blocks of a page become pieces of its text: which cells make a row, each piece's kind, and its mark."""

# bits and fields are their own names
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.kinds import (
    CAPTION,
    CODE,
    DEFINITION,
    HEADING,
    LIST_ITEM,
    NO_KIND,
    PARAGRAPH,
    QUOTE,
    TABLE,
    TERM,
)
from reinschrift.pages.blocks.list_items import even_lists, is_linked, item_level, item_mark, keep_lone_lists, list_of
from reinschrift.pages.blocks.page import (
    B_BREAKS,
    B_CHARS,
    B_ELEMENT,
    B_END,
    B_FLAGS,
    B_ROW,
    B_START,
    B_TAG,
    B_TAG2,
    E_PARENT,
    E_TAG,
    FLAG,
    N_BLOCKS,
    N_ELEMENTS,
    Page,
)
from reinschrift.pages.blocks.stanzas import stanza_at
from reinschrift.pages.blocks.table_rows import number_cells, row_end
from reinschrift.pages.blocks.tags import HEADINGS, T, flags_of
from reinschrift.text.arrays import Rows
from reinschrift.text.kernel import kernel

HEADING_CHARS = 200
"""A longer heading is a paragraph that somebody wanted large."""
CODE_SYMBOLS = 20
"""Characters a sign that prose has not, from which on preformatted text is a program: RFCs and poems have fewer."""
DOUBTFUL = 0.3
"""Probability below which a row of a table is no part of it, whatever stands around it."""

O_FIRST, O_END, O_START, O_STOP, O_KIND, O_MARK, O_BROKEN, O_BESIDE, O_LEVEL = range(9)
N_OUTLINE = 9
PLAIN, WITH_BREAKS, PREFORMATTED = range(3)

_CAPTIONS = flags_of(("figcaption", "caption"))
_SIGNS = np.isin(np.arange(256), np.frombuffer(b"{}()[]<>=;_\\/$#&|*+^~@:", np.uint8))
_P, _PRE, _CODE, _DT, _DD, _H1 = T["p"], T["pre"], T["code"], T["dt"], T["dd"], T["h1"]
_IN_PRE, _IN_CAPTION, _IN_QUOTE = FLAG["pre"], FLAG["figcaption"], FLAG["blockquote"]


@kernel
def outline(
    page: Page, scores: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """Return the pieces of a page's text (int32, pieces x `N_OUTLINE`), how likely each is content, and cells.

    A piece: its first block, the end of its blocks, first byte and end of its text in `page.out`, its kind (of
    `kinds.KINDS`, or `NO_KIND`), the mark of a list item (its number, or BULLET; 0 for none), whether line breaks may
    stand in it, whether it is a table's row right below the one before, and its level (of a heading from 1 to 6, of an
    item how many items it stands in; else 0). Of blocks in a table's row, the place of their cell in it is given.
    """
    n = page.state[N_BLOCKS]
    pieces = np.zeros((n, N_OUTLINE), np.int32)
    contents, cells = np.zeros(n, np.float32), np.zeros(n, np.int32)
    lists, linked = np.empty(n, np.int32), np.zeros(n, np.bool_)
    count, at, run_end, is_stanza = 0, 0, 0, False
    while at < n:
        row, piece = page.blocks[at], pieces[count]
        goes_on = at < run_end
        if not goes_on:
            run_end, is_stanza = stanza_at(page, at, n)
        beside = at > 0 and row[B_ROW] > 0 and page.blocks[at - 1, B_ROW] == row[B_ROW] - 1
        is_below = beside and pieces[count - 1, O_KIND] == TABLE
        end = row_end(page, at, n, is_below)
        if end > at:
            piece[O_KIND], piece[O_BESIDE] = TABLE, beside
            number_cells(page, at, end, cells)
        else:
            end = _program_end(page, at, n)
            piece[O_MARK] = item_mark(page, at)
            piece[O_KIND] = LIST_ITEM if piece[O_MARK] else _kind_of(page, at)
            piece[O_LEVEL] = _level_of(page, at, piece[O_KIND])
            piece[O_BESIDE] = goes_on and is_stanza and piece[O_KIND] == NO_KIND
            piece[O_BROKEN] = PREFORMATTED if row[B_FLAGS] & _IN_PRE else WITH_BREAKS if row[B_BREAKS] else PLAIN
        piece[O_FIRST], piece[O_END], piece[O_START], piece[O_STOP] = at, end, row[B_START], row[B_END]
        contents[count] = scores[at:end].max()
        is_item = piece[O_MARK] or piece[O_KIND] == TERM or piece[O_KIND] == DEFINITION
        lists[count], linked[count] = list_of(page, at) if is_item else -1, is_linked(row)
        count += 1
        at = end
    _even_out(pieces[:count], contents[:count])
    even_lists(lists[:count], linked[:count], contents[:count])
    keep_lone_lists(lists[:count], pieces[:count, O_KIND] == HEADING, contents[:count])
    return pieces[:count], contents[:count], cells


@kernel(nrt=False)
def _level_of(page: Page, at: int, kind: int) -> int:
    if kind == HEADING:
        return int(page.blocks[at, B_TAG] - _H1 + 1)
    return item_level(page, at) if kind == LIST_ITEM else 0


@kernel(nrt=False)
def _program_of(page: Page, block: int) -> int:
    """Return the `pre` that a block stands in if it is a program's: `code` is directly in it; else -1."""
    if not page.blocks[block, B_FLAGS] & _IN_PRE:
        return -1
    element = page.blocks[block, B_ELEMENT]
    while element >= 0 and page.elements[element, E_TAG] != _PRE:
        element = page.elements[element, E_PARENT]
    inside = element + 1
    if element < 0 or inside >= page.state[N_ELEMENTS]:
        return -1
    is_code = page.elements[inside, E_TAG] == _CODE and page.elements[inside, E_PARENT] == element
    return int(element) if is_code else -1


@kernel(nrt=False)
def _program_end(page: Page, at: int, n: int) -> int:
    """Return where the blocks of the program end that begins with block `at`, whose lines may be tags of their own."""
    program, end = _program_of(page, at), at + 1
    while program >= 0 and end < n and _program_of(page, end) == program:
        end += 1
    return end


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
def _is_code(page: Page, row: Rows) -> bool:
    """Say whether preformatted text is a program or what one prints: full of signs that prose does without."""
    n_signs = 0
    for at in range(row[B_START], row[B_END]):
        n_signs += _SIGNS[page.out[at]]
    return bool(n_signs * CODE_SYMBOLS >= row[B_CHARS])


@kernel(nrt=False)
def _kind_of(page: Page, at: int) -> int:
    """Return what the markup says that a block is that begins no list item."""
    row = page.blocks[at]
    tag, flags = row[B_TAG], row[B_FLAGS]
    if HEADINGS[tag]:
        return HEADING if row[B_CHARS] <= HEADING_CHARS else NO_KIND
    if flags & _IN_PRE:
        return CODE if _program_of(page, at) >= 0 or _is_code(page, row) else NO_KIND
    return _kind_of_text(row)


@kernel(nrt=False)
def _kind_of_text(row: Rows) -> int:
    tag, flags = row[B_TAG], row[B_FLAGS]
    if _CAPTIONS[tag] or flags & _IN_CAPTION:
        return CAPTION
    if flags & _IN_QUOTE:
        return QUOTE
    if tag == _DT and row[B_CHARS] <= HEADING_CHARS:
        return TERM
    if _DD in (tag, row[B_TAG2]):
        return DEFINITION
    return PARAGRAPH if tag == _P or row[B_CHARS] > HEADING_CHARS else NO_KIND
