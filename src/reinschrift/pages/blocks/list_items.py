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
from reinschrift.pages.blocks.tags import HEADINGS, T, flags_of
from reinschrift.text.arrays import Rows
from reinschrift.text.kernel import kernel

ITEM_BLOCKS = 4
"""A list item of more blocks, but for those of the lists in it, is an article in a list."""
DOUBTFUL_ITEM = 0.15
"""Probability below which an item of a list is no part of it, whatever stands around it: as low as a page's bar may be.
With .2 the last chapter of a small index goes as menu; the F1 over words is .0004 less."""
LIKELY = 0.5
"""Probability from which an item is likely content."""
NEARLY = 0.4
"""Probability from which the items of a list that is likely by their mean are content, though half of them are not
likely alone: a menu with headlines in it has others far below."""
LINKED = 0.5
"""Share of characters in links from which an item of a list may be one of a menu."""
LINKED_LIKELY = 0.75
"""Share of a list's items that must be likely content for its doubtful links to be: four of an index of five."""
LEAST_ITEMS = 3
"""Items of the shortest list that may be all that a page has to say."""
BULLET = -1
MOST_LEVEL = 9
"""Lists within each other that are counted."""

_OF_DL = flags_of(("dt", "dd"))
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
    if HEADINGS[row[B_TAG]] or row[B_FLAGS] & _IN_PRE:
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
    """Return the outermost list whose item, term or definition a block begins; -1 if it begins none."""
    element = _item_of(page, at)
    if element < 0:
        element = page.blocks[at, B_ELEMENT]
        while element >= 0 and not _OF_DL[page.elements[element, E_TAG]]:
            element = page.elements[element, E_PARENT]
    if element < 0:
        return -1
    outer = page.elements[element, E_PARENT]
    while outer >= 0:
        above = page.elements[outer, E_PARENT]
        if above < 0 or page.elements[above, E_TAG] != _LI:
            break
        outer = page.elements[above, E_PARENT]
    return int(outer)


@kernel(nrt=False)
def is_linked(row: Rows) -> bool:
    """Say whether a block is mostly link."""
    return bool(row[B_LINK_CHARS] > LINKED * row[B_CHARS])


@kernel(nrt=False)
def even_lists(lists: npt.NDArray[np.int32], linked: npt.NDArray[np.bool_], contents: npt.NDArray[np.float32]) -> None:
    """Lift a doubtful item of a list to the mean of the likely ones, where most are: it is one list.

    So it is, too, where none is less than nearly likely, and the list is likely by their mean.

    An item that is mostly link (`linked`) is lifted only where nearly all are likely, or the list is by their mean: an
    index of chapters is one list, too, but a menu may hold a headline.
    """
    first = 0
    for at in range(1, len(lists) + 1):
        if at < len(lists) and lists[at] == lists[first]:
            continue
        likely, total, every, lowest = 0, 0.0, 0.0, 1.0
        for row in range(first, at):
            every, lowest = every + contents[row], min(lowest, contents[row])
            if contents[row] >= LIKELY:
                likely, total = likely + 1, total + contents[row]
        by_mean = every >= LIKELY * (at - first)
        if lists[first] >= 0 and (2 * likely > at - first or (likely > 0 and by_mean and lowest >= NEARLY)):
            is_whole = by_mean or likely >= LINKED_LIKELY * (at - first)
            for row in range(first, at):
                if DOUBTFUL_ITEM <= contents[row] < LIKELY and (is_whole or not linked[row]):
                    contents[row] = total / likely
        first = at


@kernel(nrt=False)
def keep_lone_lists(
    lists: npt.NDArray[np.int32], is_heading: npt.NDArray[np.bool_], contents: npt.NDArray[np.float32]
) -> None:
    """Lift what is doubtful on a page that has no likely text but headings and items, if most of it are items.

    An index, a list of terms or of things to take along has no text around it that would speak for it; menus are no
    matter of doubt.
    """
    n_items = 0
    for row in range(len(lists)):
        if contents[row] >= LIKELY and lists[row] < 0 and not is_heading[row]:
            return
        n_items += lists[row] >= 0 and contents[row] >= DOUBTFUL_ITEM
    if n_items < LEAST_ITEMS or 2 * n_items <= len(lists):
        return
    for row in range(len(lists)):
        if DOUBTFUL_ITEM <= contents[row] < LIKELY:
            contents[row] = LIKELY
