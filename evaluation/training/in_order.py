"""Where on its page a known text stands: a menu or a filter may use the same words, but not in the text's order.

The words of page and text are aligned (the longest common subsequence, in which words that follow each other count for
more), so that each line of the text is found once, where its neighbours are found, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from reinschrift.text.kernel import kernel

ALONE, NEXT = 0.3, 1.0
"""What a common word counts: for itself, and behind one that is common, too, on both sides. A text found in one piece
is worth more than as many words here and there."""
MOST_PAIRS = 300_000_000
"""Pairs of words that are compared, a byte each; a larger page is not aligned."""
_UP, _LEFT, _ALONE, _NEXT = 0, 1, 2, 3
_OF_MATCH = 4


def shares_in_order(blocks: Sequence[Sequence[str]], gold: Sequence[str]) -> npt.NDArray[np.float64] | None:
    """Return for each block (its words) the share of words that are the text's; None for a page that is too large."""
    known = {word: number for number, word in enumerate(dict.fromkeys(gold))}
    sizes = np.array([len(words) for words in blocks], np.int64)
    own = np.array([known.get(word, -1) for word in chain.from_iterable(blocks)], np.int32)
    other = np.array([known[word] for word in gold], np.int32)
    if len(own) * len(other) > MOST_PAIRS:
        return None
    hits = _align(own, other)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    return np.bincount(rows, hits, minlength=len(sizes)) / np.maximum(1, sizes)


@kernel
def _align(own: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """Return 1 for each word of `own` that is in the best alignment with `other`, else 0."""
    n, m = len(own), len(other)
    steps = np.zeros((n + 1, m + 1), np.uint8)
    best, matched = np.zeros(m + 1, np.float32), np.full(m + 1, -np.inf, np.float32)
    best_now, matched_now = best.copy(), matched.copy()
    for row in range(1, n + 1):
        for at in range(1, m + 1):
            most, step, match = best[at], _UP, np.float32(-np.inf)
            if best_now[at - 1] > most:
                most, step = best_now[at - 1], _LEFT
            if own[row - 1] == other[at - 1]:
                match, way = best[at - 1] + np.float32(ALONE), _ALONE
                if matched[at - 1] + np.float32(NEXT) >= match:
                    match, way = matched[at - 1] + np.float32(NEXT), _NEXT
                if match > most:
                    most, step = match, way
                step += way * _OF_MATCH
            best_now[at], matched_now[at], steps[row, at] = most, match, step
        best, best_now = best_now, best
        matched, matched_now = matched_now, matched
    return _walk_back(steps)


@kernel
def _walk_back(steps: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return which rows the best way through the table matches; where a match goes on from one, that one is taken."""
    row, at = steps.shape[0] - 1, steps.shape[1] - 1
    hits = np.zeros(row, np.uint8)
    goes_on = False
    while row > 0 and at > 0:
        step = steps[row, at] // _OF_MATCH if goes_on else steps[row, at] % _OF_MATCH
        if step == _UP:
            row -= 1
        elif step == _LEFT:
            at -= 1
        else:
            hits[row - 1] = 1
            goes_on = step == _NEXT
            row, at = row - 1, at - 1
    return hits
