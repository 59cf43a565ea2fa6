"""What a manual keeps although the model doubts it: sentences and headings between content, notes, and entries."""

from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.hints import HINT_NAMES
from reinschrift.pages.blocks.like_places import keys_of_places
from reinschrift.pages.blocks.page import B_CHARS, B_END_MARK, B_FLAGS, B_LINK_CHARS, B_TAG, B_WORDS, FLAG, Page
from reinschrift.pages.blocks.tags import HEADINGS, T
from reinschrift.text.arrays import Flags, RowNumbers, Scores
from reinschrift.text.kernel import kernel
from reinschrift.text.order import order_of

FEWEST_WORDS = 8
"""Words of a sentence between content; what is shorter may be a label."""
MOST_LINKED = 0.5
"""Share of a sentence that may be links: `For the list see the chapter on …`."""
LEAST = 0.1
"""What the model is this sure of is debris wherever it stands."""
FEWEST_ENTRIES, LEAST_OF_ENTRIES = 3, 0.25
"""Sentences in like places that are the entries of a reference; labelled manuals have a list of places to ask for help
(`Try the FAQ`) at .05 to .12."""
MANY_ENTRIES, LEAST_OF_MANY = 10, 0.02
"""So many are one whatever the model makes of them: the summary of a package, where each class has its line."""
ENTRY_WORDS, NAME_WORDS = 6, 6
"""Words of an entry in the mean, at least, and of the name right before it, at most."""
SENTENCES = 0.8
"""Share of the entries that must be sentences."""
_NOTES = 1 << HINT_NAMES.index("reference")
_PARAGRAPH = T["p"]
_FRAME = FLAG["nav"] | FLAG["footer"] | FLAG["aside"] | FLAG["header"] | FLAG["form"] | FLAG["button"] | FLAG["dialog"]


@kernel
def fill_gaps(page: Page, scores: Scores, bar: float) -> None:
    """Take for content, at `bar`, what belongs to a manual by its place, whatever the model makes of it.

    Sentences that have content right before and right behind them, with headings among them, footnotes, and the
    entries of a reference with their names. On 77 labelled pages of documentation the F1 of words stays (.941 and
    .940): what comes back is the manual's to the eye, but the labels of two pages are of a text cut short.
    """
    n = len(scores)
    _keep_entries(page, scores, bar)
    for block in range(n):
        if scores[block] < bar and page.hints[block, 0] & _NOTES and _is_sentence(page, scores, block):
            scores[block] = bar
    before, has_sentence = -1, False
    for block in range(n):
        if scores[block] >= bar:
            if before >= 0 and has_sentence:
                for each in range(before + 1, block):
                    scores[each] = bar
            before, has_sentence = block, False
        elif _is_sentence(page, scores, block):
            has_sentence = True
        elif not HEADINGS[page.blocks[block, B_TAG]]:
            before = -1


@kernel(nrt=False)
def _is_sentence(page: Page, scores: Scores, block: int) -> bool:
    row = page.blocks[block]
    is_ended = scores[block] >= LEAST and row[B_END_MARK] == 1 and row[B_WORDS] >= FEWEST_WORDS
    return bool(is_ended and row[B_LINK_CHARS] <= MOST_LINKED * row[B_CHARS])


@kernel
def _keep_entries(page: Page, scores: Scores, bar: float) -> None:
    """Take sentences in like places for the entries of a reference, and the names right before them."""
    n = len(scores)
    keys = keys_of_places(page, n)
    order = order_of(keys)
    is_entry = np.zeros(n, np.bool_)
    has_like = np.zeros(n, np.bool_)
    first = 0
    for place in range(1, n + 1):
        if place < n and keys[order[place]] == keys[order[first]]:
            continue
        if place - first >= FEWEST_ENTRIES and not page.blocks[order[first], B_FLAGS] & _FRAME:
            has_like[order[first:place]] = True
            if _are_entries(page, order[first:place]):
                least = LEAST_OF_MANY if place - first >= MANY_ENTRIES else LEAST_OF_ENTRIES
                for block in order[first:place]:
                    is_entry[block] = scores[block] >= least
        first = place
    _mark(page, scores, bar, is_entry, has_like)


@kernel(nrt=False)
def _are_entries(page: Page, blocks: RowNumbers) -> bool:
    """Say whether blocks in like places are mostly sentences, and no paragraphs: these are like each other anyway."""
    sentences, words = 0, 0
    if page.blocks[blocks[0], B_TAG] == _PARAGRAPH:
        return False
    for block in blocks:
        row = page.blocks[block]
        sentences += row[B_END_MARK] == 1 and row[B_LINK_CHARS] <= MOST_LINKED * row[B_CHARS]
        words += row[B_WORDS]
    return bool(sentences >= SENTENCES * len(blocks) and words >= ENTRY_WORDS * len(blocks))


@kernel(nrt=False)
def _mark(page: Page, scores: Scores, bar: float, is_entry: Flags, has_like: Flags) -> None:
    for block in range(len(scores)):
        if is_entry[block]:
            scores[block] = max(scores[block], bar)
            name = block - 1
            if name >= 0 and has_like[name] and not is_entry[name] and page.blocks[name, B_WORDS] <= NAME_WORDS:
                scores[name] = max(scores[name], bar)
