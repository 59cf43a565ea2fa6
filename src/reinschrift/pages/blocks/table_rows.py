"""Rows of tables: which blocks of a page are the cells of one row of data, and of which cell each is part."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.pages.blocks.page import (
    B_CHARS,
    B_ELEMENT,
    B_ROW,
    B_TAG,
    E_LAST,
    E_PARENT,
    E_TAG,
    N_ELEMENTS,
    Page,
)
from reinschrift.pages.blocks.tags import flags_of
from reinschrift.text.kernel import kernel

ROW_CHARS = 400
"""A table's first row with more characters is a page laid out by a table."""
LATER_ROW_CHARS = 1500
"""So is a row below one of data, with more."""
CELL_BLOCKS = 4
"""Blocks of text that a cell of data holds on average at most; a column of a page holds more."""

_CELLS = flags_of(("td", "th"))
_NEVER = flags_of((*(f"h{level}" for level in range(1, 7)), "pre", "caption"))


@kernel(nrt=False)
def cell_of(page: Page, block: int) -> int:
    """Return the element of the cell that a block stands in; -1 for a block in none, and for headings and programs."""
    element = page.blocks[block, B_ELEMENT]
    if _NEVER[page.blocks[block, B_TAG]]:
        return -1
    while element >= 0 and not _CELLS[page.elements[element, E_TAG]]:
        element = page.elements[element, E_PARENT]
    return int(element)


@kernel(nrt=False)
def row_end(page: Page, at: int, n: int, is_below: bool) -> int:  # noqa: FBT001  # numba has no keywords
    """Return where the cells of a row of data end that begins with block `at`; `at` if it is none.

    A row of data has text in two cells, or stands directly below one that has (`is_below`).
    """
    blocks = page.blocks
    number, most = blocks[at, B_ROW], LATER_ROW_CHARS if is_below else ROW_CHARS
    if number == 0 or (at > 0 and blocks[at - 1, B_ROW] == number):  # the rest of what was none is none
        return at
    end, chars, n_cells, before = at, 0, 0, -1
    while end < n and blocks[end, B_ROW] == number:
        cell = cell_of(page, end)
        chars += blocks[end, B_CHARS]
        if cell < 0 or chars > most:  # a row may have all the blocks of the page
            return at
        n_cells += cell != before
        before = cell
        end += 1
    if page.elements[page.elements[before, E_PARENT], E_LAST] > end:  # a table stands in a cell
        return at
    return end if (n_cells > 1 or is_below) and end - at <= CELL_BLOCKS * n_cells else at


@kernel(nrt=False)
def number_cells(page: Page, first: int, end: int, cells: npt.NDArray[np.int32]) -> None:
    """Write for each block of a row the place of its cell in the row, from 0; empty cells are counted."""
    row = page.elements[cell_of(page, first), E_PARENT]
    element, number = row, -1
    for block in range(first, end):
        cell = cell_of(page, block)
        while element < cell and element + 1 < page.state[N_ELEMENTS]:
            element += 1
            number += _CELLS[page.elements[element, E_TAG]] and page.elements[element, E_PARENT] == row
        cells[block] = number
