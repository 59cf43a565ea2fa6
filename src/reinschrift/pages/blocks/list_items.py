"""Items of lists: their mark, how deep their list lies in others, and what one list is worth as a whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.pages.blocks.page import (
    B_CHARS,
    B_ELEMENT,
    B_FLAGS,
    B_LINK_CHARS,
    B_TAG,
    E_FIRST,
    E_ITEM,
    E_LAST,
    E_PARENT,
    E_TAG,
    FLAG,
    Page,
)
from reinschrift.pages.blocks.tags import T, flags_of
from reinschrift.text.kernel import kernel

ITEM_BLOCKS = 4
"""A list item of more blocks, but for those of the lists in it, is an article in a list."""
DOUBTFUL_ITEM = 0.2
"""Probability below which an item of a list is no part of it, whatever stands around it."""
LIKELY = 0.5
"""Probability from which an item is likely content."""
LINKED = 0.5
"""Share of characters in links from which an item of a list may be one of a menu."""
BULLET = -1
MOST_LEVEL = 9
"""Lists within each other that are counted."""

_HEADINGS = flags_of(tuple(f"h{level}" for level in range(1, 7)))
_LI, _OL = T["li"], T["ol"]
_IN_ITEM, _IN_PRE = FLAG["li"], FLAG["pre"]


@kernel(nrt=False)
def _item_of(page: Page, block: int) -> int:
    """Return the innermost `li` that a block stands in, -1 if in none."""
    if not page.blocks[block, B_FLAGS] & _IN_ITEM:
        return -1
    element = page.blocks[block, B_ELEMENT]
    while element >= 0 and page.elements[element, E_TAG] != _LI:
        element = page.elements[element, E_PARENT]
    return int(element)


@kernel(nrt=False)
def item_mark(page: Page, at: int) -> int:
    """Return the mark of the list item that a block begins: its number, or BULLET; 0 if it begins none."""
    row, elements = page.blocks[at], page.elements
    if _HEADINGS[row[B_TAG]] or row[B_FLAGS] & _IN_PRE:
        return 0
    element = _item_of(page, at)
    if element < 0 or elements[element, E_FIRST] != at:
        return 0
    own = at
    while own < elements[element, E_LAST] and own - at <= ITEM_BLOCKS and _item_of(page, own) == element:
        own += 1
    if own - at > ITEM_BLOCKS:
        return 0
    parent = elements[element, E_PARENT]
    number = elements[element, E_ITEM] if parent >= 0 and elements[parent, E_TAG] == _OL else 0
    return int(number) if number else BULLET


@kernel(nrt=False)
def item_level(page: Page, at: int) -> int:
    """Return in how many items a block stands, one in another; from 1 for one in a list."""
    element, level = page.blocks[at, B_ELEMENT], 0
    while element >= 0 and level < MOST_LEVEL:
        level += page.elements[element, E_TAG] == _LI
        element = page.elements[element, E_PARENT]
    return level


@kernel(nrt=False)
def list_of(page: Page, at: int) -> int:
    """Return the element of the list whose item a block begins; -1 for an item that is mostly link."""
    row = page.blocks[at]
    if row[B_LINK_CHARS] > LINKED * row[B_CHARS]:
        return -1
    element = _item_of(page, at)
    return int(page.elements[element, E_PARENT]) if element >= 0 else -1


@kernel(nrt=False)
def even_lists(lists: npt.NDArray[np.int32], contents: npt.NDArray[np.float32]) -> None:
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
