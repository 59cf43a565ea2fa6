"""Where the running text of a page is: sums over its blocks, the element that holds most of it, and copies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.pages.blocks.page import (
    B_CHARS,
    B_COMMAS,
    B_ELEMENT,
    B_END,
    B_END_MARK,
    B_LETTERS,
    B_LINK_CHARS,
    B_START,
    B_STOPS,
    B_WORDS,
    E_FIRST,
    E_LAST,
    E_PARENT,
    E_TAG,
    INLINE,
    N_BLOCKS,
    N_ELEMENTS,
    Page,
)
from reinschrift.pages.blocks.tags import NAMES
from reinschrift.text.arrays import Rows, Sums
from reinschrift.text.hashing import SEED, add
from reinschrift.text.kernel import kernel
from reinschrift.text.order import order_of

ROLES = (
    ("",), ("p",), ("div", "center"), ("h1",), ("h2",), ("h3",), ("h4", "h5", "h6"), ("li",), ("td",), ("th",),
    ("ul", "ol", "menu"), ("dt", "dd", "dl"), ("blockquote", "q"), ("pre", "code"), ("figcaption", "caption", "figure"),
    ("article",), ("main",), ("section",), ("aside",), ("nav",), ("header", "hgroup"), ("footer",),
    ("form", "fieldset", "search"),
    ("button", "label", "legend", "option"), ("address",), ("details", "summary", "dialog"),
    ("table", "tbody", "tr", "thead", "tfoot"), ("body", "html"),
)  # fmt: skip
"""Tags that say the same of what stands in them."""

ROLE = np.array([next((n for n, names in enumerate(ROLES) if name in names), 0) for name in NAMES], np.int32)
P, DIV, H1, H4, LI, TD, TH, QUOTE, PRE, CAPTION, BUTTON = (
    next(n for n, names in enumerate(ROLES) if tag in names)
    for tag in ("p", "div", "h1", "h4", "li", "td", "th", "blockquote", "pre", "caption", "button")
)
"""Roles by a tag that has them; those of headings are one after the other, from `H1` to `H4`."""
WINDOWS = (2, 4, 8, 16, 32)
"""Blocks on either side of one that its surroundings are measured in."""


GOOD_WORDS, GOOD_LETTERS = 8, 40
"""A block of fewer words and fewer letters is no running text, whatever its end."""

OF_UNENDED = 0.3
"""What the characters of a block without the end of a sentence or commas count, of what others do."""

LEVELS, OF_PARENT = 5, 0.6
"""Elements around a block that its characters count for, each by so much of what they do for the one within."""


@kernel(nrt=False)
def hash_text(page: Page, block: int) -> np.int64:
    """Return a hash of the letters of a block."""
    key = SEED
    for at in range(page.blocks[block, B_START], page.blocks[block, B_END]):
        key = add(key, page.out[at] | 0x20)
    return np.int64(key >> np.uint64(2))


@kernel
def count_copies(page: Page, n: int) -> npt.NDArray[np.int32]:
    """Return how often each block's text stands in the page."""
    keys = np.empty(n, np.int64)
    for block in range(n):
        keys[block] = hash_text(page, block)
    order = order_of(keys)
    copies = np.ones(n, np.int32)
    first = 0
    for place in range(1, n + 1):
        if place == n or keys[order[place]] != keys[order[first]]:
            for same in range(first, place):
                copies[order[same]] = place - first
            first = place
    return copies


@kernel(nrt=False)
def goodness(row: Rows) -> float:
    """Return how much running text a block holds: its characters outside links, if it is made of sentences."""
    plain = float(row[B_CHARS] - row[B_LINK_CHARS])
    if row[B_WORDS] < GOOD_WORDS and row[B_LETTERS] < GOOD_LETTERS:
        return 0.0
    if row[B_LINK_CHARS] * 2 > row[B_CHARS]:
        return 0.0
    ended = row[B_END_MARK] == 1 or row[B_STOPS] > 0 or row[B_COMMAS] > 1
    return plain if ended else plain * OF_UNENDED


@kernel
def running_sums(page: Page, n: int) -> Sums:
    """Return running sums over the blocks: characters, link characters, good characters, good paragraphs."""
    sums = np.zeros((n + 1, 4))
    for block in range(n):
        row = page.blocks[block]
        good = goodness(row)
        sums[block + 1, 0] = sums[block, 0] + row[B_CHARS]
        sums[block + 1, 1] = sums[block, 1] + row[B_LINK_CHARS]
        sums[block + 1, 2] = sums[block, 2] + good
        sums[block + 1, 3] = sums[block, 3] + (good > 0)
    return sums


@kernel
def find_main(page: Page, sums: Sums) -> int:
    """Return the element that holds the page's running text, -1 if there is none.

    The good characters of its blocks count for their parents, by part for the next around, and so on.
    """
    n, n_elements = page.state[N_BLOCKS], page.state[N_ELEMENTS]
    weights = np.zeros(max(1, n_elements))
    for block in range(n):
        good = sums[block + 1, 2] - sums[block, 2]
        if good <= 0:
            continue
        element, share, level = page.blocks[block, B_ELEMENT], 1.0, 0
        while element >= 0 and level < LEVELS:
            if not INLINE[page.elements[element, E_TAG]]:
                role = ROLE[page.elements[element, E_TAG]]
                if level > 0 or role != P:
                    weights[element] += good * share
                    share *= OF_PARENT
                level += 1
            element = page.elements[element, E_PARENT]
    best, most = -1, 0.0
    for element in range(n_elements):
        if weights[element] > most:
            first, last = page.elements[element, E_FIRST], page.elements[element, E_LAST]
            chars = sums[last, 0] - sums[first, 0]
            score = weights[element] * (1.0 - (sums[last, 1] - sums[first, 1]) / max(1.0, chars))
            if score > most:
                best, most = element, score
    return best
