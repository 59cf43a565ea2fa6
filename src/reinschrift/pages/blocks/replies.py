"""An answer goes with its question: a sentence right behind a question that is content."""

from __future__ import annotations

import numpy as np

from reinschrift.pages.blocks.page import B_END, B_END_MARK, B_WORDS, Page
from reinschrift.text.arrays import Scores

LEAST_ANSWER = 0.3
"""What the model is this sure of is no answer, wherever it stands."""
ANSWER_WORDS = 3
"""Words of the shortest answer that is a sentence."""
_ASKS, _LAST, _BEFORE_LAST = 0x3F, 0x9F, (0xBC, 0xD8)
"""`?`; the last byte of the full-width and of the Arabic question mark, and the ones before it."""


def keep_answers(page: Page, scores: Scores, bar: float) -> None:
    """Take for content, at `bar`, a doubtful sentence right behind a question that is content."""
    rows = page.blocks[: len(scores)]
    ends = rows[:, B_END]
    last, before = page.out[ends - 1], page.out[np.maximum(ends - 2, 0)]
    is_asked = (last == _ASKS) | ((last == _LAST) & np.isin(before, _BEFORE_LAST))
    is_behind = np.zeros(len(scores), np.bool_)
    is_behind[1:] = is_asked[:-1] & (scores[:-1] >= bar)
    is_sentence = (rows[:, B_END_MARK] == 1) & (rows[:, B_WORDS] >= ANSWER_WORDS)
    scores[is_behind & is_sentence & (scores >= LEAST_ANSWER) & (scores < bar)] = bar
