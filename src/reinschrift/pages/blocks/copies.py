"""What a page shows twice: the text for small screens, a quoted post, a slide that comes round again."""

from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.layers import AWAY
from reinschrift.pages.blocks.page import (
    B_ELEMENT,
    B_FLAGS,
    B_TAG,
    B_TAG2,
    B_WORDS,
    E_PARENT,
    FLAG,
    Page,
)
from reinschrift.pages.blocks.running_text import hash_text
from reinschrift.pages.blocks.surroundings import place_key
from reinschrift.pages.blocks.tags import HEADINGS, T
from reinschrift.text.arrays import Scores
from reinschrift.text.kernel import kernel
from reinschrift.text.order import order_of

COPY_WORDS = 12
"""Words from which a text is a copy wherever it stands; as in the stage paragraphs."""
UNLIKE_WORDS = 4
"""Words from which it is one in another kind of place: entries of one list may say the same."""
_FORMULAS = FLAG["table"] | FLAG["pre"]
_STEPS, _ITEM = FLAG["ol"], T["li"]


@kernel
def leave_copies(page: Page, scores: Scores, least: float) -> None:
    """Take a block for debris whose text is content above, in another element; `least` is the score of content.

    Refrains stand in one element, cells, lines of programs and numbered steps say the same because they mean it, and a
    heading says again what the table of contents says. On labelled pages of seven types the F1 of words rises from
    .841 to .848.
    """
    n = len(scores)
    keys = np.empty(n, np.int64)
    for block in range(n):
        keys[block] = hash_text(page, block)
    order = order_of(keys)  # the first of equal ones stands above
    above = -1
    for block in order:
        if scores[block] < least:
            continue
        if above >= 0 and keys[above] == keys[block]:
            if _is_copy(page, above, block):
                scores[block] = min(scores[block], AWAY)
        else:
            above = block


@kernel(nrt=False)
def _is_copy(page: Page, above: int, block: int) -> bool:
    """Say whether a block is a copy of one that stands above and has the same text."""
    row, other = page.blocks[block], page.blocks[above]
    if row[B_WORDS] < UNLIKE_WORDS or HEADINGS[row[B_TAG]] or row[B_FLAGS] & _FORMULAS:
        return False
    if row[B_FLAGS] & _STEPS and (row[B_TAG] == _ITEM or row[B_TAG2] == _ITEM):
        return False
    if _around(page, above) == _around(page, block):
        return False
    return bool(row[B_WORDS] >= COPY_WORDS or place_key(row) != place_key(other))


@kernel(nrt=False)
def _around(page: Page, block: int) -> int:
    """Return the element around that of a block, -1 if there is none."""
    element = page.blocks[block, B_ELEMENT]
    return int(page.elements[element, E_PARENT]) if element >= 0 else -1
