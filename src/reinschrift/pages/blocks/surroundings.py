"""What the first pass over a page says of each block's surroundings: the features of the second pass."""

from __future__ import annotations

import numpy as np

from reinschrift.model.trees import Matrix
from reinschrift.pages.blocks.page import B_CHARS, B_DEPTH, B_FLAGS, B_TAG, B_TAG2, B_TAG3
from reinschrift.pages.blocks.running_text import WINDOWS
from reinschrift.text.arrays import Rows
from reinschrift.text.kernel import kernel
from reinschrift.text.order import order_of

SURROUNDINGS = (
    "score", *(f"score{step:+d}" for step in (-4, -3, -2, -1, 1, 2, 3, 4)),
    *(f"mean{side}{size}" for size in WINDOWS for side in "-+"),
    "share_before", "share_after", "content_chars", "like_mean", "like_count",
    "to_first", "past_last", "from_content", "to_content",
)  # fmt: skip
_SCORE, _AFTER, _BEFORE = (SURROUNDINGS.index(name) for name in ("score", "score+1", "score-1"))
_MEANS = SURROUNDINGS.index("mean-2")
(
    _SHARE_BEFORE, _SHARE_AFTER, _CONTENT_CHARS, _LIKE_MEAN, _LIKE_COUNT, _TO_FIRST, _PAST_LAST, _FROM_CONTENT,
    _TO_CONTENT,
) = range(SURROUNDINGS.index("share_before"), len(SURROUNDINGS))  # fmt: skip
CONTENT_SCORE, CONTENT_CHARS = 0.6, 60
"""From where on a block counts as a firm piece of content."""
_FAR = 99


@kernel(nrt=False)
def place_key(row: Rows) -> np.int64:
    """Return a number that blocks in like places share."""
    key = np.int64(row[B_TAG])
    for part in (row[B_TAG2], row[B_TAG3], row[B_DEPTH], row[B_FLAGS]):
        key = key * 1_000_003 + part
    return key


@kernel
def _likes(blocks: Rows, scores: Matrix, out: Matrix) -> None:
    """Fill in the mean score of the other blocks in like places, and how many these are."""
    n = len(blocks)
    keys = np.empty(n, np.int64)
    for block in range(n):
        keys[block] = place_key(blocks[block])
    order = order_of(keys)
    first = 0
    for place in range(1, n + 1):
        if place < n and keys[order[place]] == keys[order[first]]:
            continue
        weighted, chars = 0.0, 0.0
        for each in range(first, place):
            weighted += blocks[order[each], B_CHARS] * scores[order[each]]
            chars += blocks[order[each], B_CHARS]
        for each in range(first, place):
            block = order[each]
            own = blocks[block, B_CHARS]
            out[block, _LIKE_MEAN] = (weighted - own * scores[block]) / max(1.0, chars - own)
            out[block, _LIKE_COUNT] = place - first
        first = place


@kernel(nrt=False)
def _distances(blocks: Rows, scores: Matrix, out: Matrix) -> None:
    """Fill in how far the nearest firm content is, on either side, and how far a block is outside of all of it."""
    n = len(blocks)
    first, last, before = -1, -1, -1
    for block in range(n):
        out[block, _FROM_CONTENT] = block - before if before >= 0 else _FAR
        if scores[block] > CONTENT_SCORE and blocks[block, B_CHARS] > CONTENT_CHARS:
            first = block if first < 0 else first
            last, before = block, block
    after = -1
    for block in range(n - 1, -1, -1):
        out[block, _TO_CONTENT] = after - block if after >= 0 else _FAR
        if scores[block] > CONTENT_SCORE and blocks[block, B_CHARS] > CONTENT_CHARS:
            after = block
        out[block, _TO_FIRST] = max(0, first - block) if first >= 0 else _FAR
        out[block, _PAST_LAST] = max(0, block - last) if first >= 0 else _FAR


@kernel
def compute_surroundings(blocks: Rows, scores: Matrix, out: Matrix) -> None:
    """Fill the features of the second pass (float32, blocks x `SURROUNDINGS`) from the scores of the first."""
    n = len(blocks)
    content, chars = np.zeros(n + 1), np.zeros(n + 1)
    for block in range(n):
        size = blocks[block, B_CHARS]
        content[block + 1], chars[block + 1] = content[block] + size * scores[block], chars[block] + size
    total = max(1.0, content[n])
    for block in range(n):
        row = out[block]
        row[_SCORE] = scores[block]
        for step in range(_MEANS - _AFTER):
            row[_BEFORE - step] = scores[block - step - 1] if block - step - 1 >= 0 else -1
            row[_AFTER + step] = scores[block + step + 1] if block + step + 1 < n else -1
        at = _MEANS
        for size in WINDOWS:
            low, high = max(0, block - size), min(n, block + 1 + size)
            row[at] = (content[block] - content[low]) / max(1.0, chars[block] - chars[low])
            row[at + 1] = (content[high] - content[block + 1]) / max(1.0, chars[high] - chars[block + 1])
            at += 2
        row[_SHARE_BEFORE], row[_SHARE_AFTER] = content[block] / total, (content[n] - content[block + 1]) / total
        row[_CONTENT_CHARS] = content[n]
    _likes(blocks, scores, out)
    _distances(blocks, scores, out)
