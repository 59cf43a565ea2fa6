"""The trained model of content, in two passes over a page: each block, then what the first pass made of the others.

Last the page's own bar: where the model is sure of every block, one is content from about one half on; on a page of
cards or products, where it is sure of few, leaving a doubtful block out costs more than keeping it.
"""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import numpy.typing as npt

from reinschrift.model.card import read_weights
from reinschrift.model.lexicon import Table
from reinschrift.model.two_pass import TwoPass, read_two_pass, score_twice
from reinschrift.pages.blocks.features import FEATURES, compute_features
from reinschrift.pages.blocks.layers import leave_comments, leave_dialogs
from reinschrift.pages.blocks.page import B_WORDS, N_BLOCKS, Page
from reinschrift.pages.blocks.surroundings import SURROUNDINGS, compute_surroundings
from reinschrift.text.arrays import Hashes, Rows, Scores
from reinschrift.text.kernel import kernel
from reinschrift.text.order import order_of

BAR_SHARE = 0.6
"""The page's bar as a share of the best F1 that can be expected of it. One half would be best for F1 alone; a little
more keeps debris out that F1 makes light of (precision of German segments .936, at one half .922). Pages of some types
have another share (`pages/by_type.py`)."""
LOWEST_BAR, HIGHEST_BAR = 0.15, 0.6
"""With .25 as the lowest bar the F1 of words on collections is .705, not .711: of their cards the model is never sure.
With .7 as the highest, products lose (.741 instead of .749)."""
SMALL_PAGE, SMALL_SHARE = 250, 0.5
"""A page of fewer words shows the model little around a block: its bar is the lower one."""
MIDDLE = 0.5
"""Where the page's bar lies when probabilities have been moved."""
NEVER = 1e-6
"""Probabilities nearer to 0 or 1 are taken for this near, so that they can be moved."""


@cache
def load_model() -> TwoPass:
    """Return the shipped model; `StageError` if it was made for other features, or its card is of another."""
    return model_of(read_weights("reinschrift.pages.blocks"))


def model_of(text: str) -> TwoPass:
    """Return the model that a file of weights holds."""
    return read_two_pass(text, FEATURES + SURROUNDINGS, "python -m evaluation.training.pages")


def score_blocks(page: Page, title: Hashes, lexicon: Table, model: TwoPass) -> Scores:
    """Return how likely each block of a page is content, as the trees say; dialogs are debris.

    `title` holds the keys of its title's words.
    """
    blocks = page.blocks[: page.state[N_BLOCKS]]
    rows = np.zeros((len(blocks), len(FEATURES) + len(SURROUNDINGS)), np.float32)
    if not len(rows):
        return np.zeros(0, np.float32)
    compute_features(page, title, lexicon, rows[:, : len(FEATURES)])
    scores = score_twice(rows, model, len(SURROUNDINGS), partial(compute_surroundings, blocks))
    leave_dialogs(page, scores)
    return scores


def settle(page: Page, scores: Scores, share: float = BAR_SHARE, *, is_thread: bool = False) -> tuple[Scores, Scores]:
    """Return the probability that each block is content, and that it is a comment under the page's text.

    `scores` is what `score_blocks` gives; `share` sets the page's bar. What a thread calls comments are its posts.
    """
    settled = scores.copy()
    move_to_bar(settled, page.blocks, share)
    return settled, np.zeros_like(settled) if is_thread else leave_comments(page, settled, MIDDLE)


@kernel
def page_bar(scores: npt.NDArray[np.float32], words: npt.NDArray[np.float64], share: float) -> float:
    """Return the probability from which a block of the page is content.

    `scores` are the probabilities of the page's blocks, `words` how many words they have. Half of the best F1 that can
    be expected is the bar that reaches it (Lipton, Elkan and Naryanaswamy, 2014, Optimal Thresholding of Classifiers
    to Maximize F1 Measure); `share` is the part of that F1 which is ours, at most `SMALL_SHARE` on a small page.
    """
    every = (scores * words).sum()
    hits, kept, best = 0.0, 0.0, 0.0
    for block in order_of((-scores).astype(np.float64)):
        hits += scores[block] * words[block]
        kept += words[block]
        best = max(best, 2 * hits / max(1.0, kept + every))
    if words.sum() < SMALL_PAGE:
        share = min(share, SMALL_SHARE)
    return float(min(HIGHEST_BAR, max(LOWEST_BAR, share * best)))


@kernel
def move_to_bar(scores: npt.NDArray[np.float32], blocks: Rows, share: float) -> None:
    """Move probabilities so that the page's bar comes to lie at one half; their order stays."""
    bar = page_bar(scores, blocks[: len(scores), B_WORDS].astype(np.float64), share)
    for block in range(len(scores)):
        score = min(1 - NEVER, max(NEVER, float(scores[block])))
        scores[block] = score * (1 - bar) / (score * (1 - bar) + (1 - score) * bar)
