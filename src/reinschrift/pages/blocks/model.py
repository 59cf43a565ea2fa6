"""The trained model of content, two looks at a page: at each block, then at what the first look made of the others."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from reinschrift.model.card import read_weights
from reinschrift.model.lexicon import Table
from reinschrift.model.trees import Looks, Trees, read_looks, score_rows
from reinschrift.pages.blocks.features import FEATURES, compute_features
from reinschrift.pages.blocks.page import N_BLOCKS, Page
from reinschrift.pages.blocks.surroundings import SURROUNDINGS, compute_surroundings
from reinschrift.text.hashing import Hashes
from reinschrift.text.kernel import kernel

_N_FIRST, _N_SECOND = len(FEATURES), len(SURROUNDINGS)


@cache
def load_model() -> Looks:
    """Return the shipped model; `StageError` if it was made for other features, or its card is of another."""
    return model_of(read_weights("reinschrift.pages.blocks"))


def model_of(text: str) -> Looks:
    """Return the model that a file of weights holds."""
    return read_looks(text, FEATURES + SURROUNDINGS, "python -m evaluation.training.pages")


@kernel
def score_blocks(page: Page, title: Hashes, lexicon: Table, first: Trees, second: Trees) -> npt.NDArray[np.float32]:
    """Return the probability that each block of a page is content; `title` holds the keys of its title's words."""
    n = page.state[N_BLOCKS]
    rows = np.zeros((n, _N_FIRST + _N_SECOND), np.float32)
    scores = np.zeros(n, np.float32)
    if n == 0:
        return scores
    compute_features(page, title, lexicon, rows[:, :_N_FIRST])
    score_rows(rows, first, scores)
    compute_surroundings(page, scores, rows[:, _N_FIRST:])
    score_rows(rows, second, scores)
    return scores
