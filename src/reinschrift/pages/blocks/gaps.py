"""Sentences of a manual that stand between its content, and its footnotes: a manual has no teasers there."""

from __future__ import annotations

from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.page import B_CHARS, B_END_MARK, B_LINK_CHARS, B_TAG, B_WORDS, Page
from reinschrift.pages.blocks.tags import HEADINGS
from reinschrift.text.arrays import Scores
from reinschrift.text.kernel import kernel

FEWEST_WORDS = 8
"""Words of a sentence; what is shorter may be a label."""
MOST_LINKED = 0.5
"""Share of a sentence that may be links: `For the list see the chapter on …`."""
LEAST = 0.1
"""What the model is this sure of is debris wherever it stands."""
_NOTES = 1 << HINT_NAMES.index("reference")


@kernel(nrt=False)
def fill_gaps(page: Page, scores: Scores, bar: float) -> None:
    """Take sentences for content, at `bar`, that have content right before and right behind them; footnotes anywhere.

    Headings may stand among them. On four of 127 labelled pages of documentation this adds lines, 14 in all, each a
    part of the manual to the eye.
    """
    n = len(scores)
    for block in range(n):
        if scores[block] < bar and page.hints[block, 0] & _NOTES and _is_sentence(page, scores, block):
            scores[block] = bar
    before = -1
    for block in range(n):
        if scores[block] >= bar:
            if before >= 0:
                for each in range(before + 1, block):
                    scores[each] = bar
            before = block
        elif not (HEADINGS[page.blocks[block, B_TAG]] or _is_sentence(page, scores, block)):
            before = -1


@kernel(nrt=False)
def _is_sentence(page: Page, scores: Scores, block: int) -> bool:
    row = page.blocks[block]
    is_ended = scores[block] >= LEAST and row[B_END_MARK] == 1 and row[B_WORDS] >= FEWEST_WORDS
    return bool(is_ended and row[B_LINK_CHARS] <= MOST_LINKED * row[B_CHARS])
