"""The trained model of content, two looks at a page: at each block, then at what the first look made of the others."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from reinschrift.errors import StageError
from reinschrift.extract.features import FEATURES, compute_features
from reinschrift.extract.page import N_BLOCKS, Page
from reinschrift.extract.surroundings import SURROUNDINGS, compute_surroundings
from reinschrift.trees import Trees, arrange_trees, score_rows

WEIGHTS = "weights.json"
_N_FIRST, _N_SECOND = len(FEATURES), len(SURROUNDINGS)


class ContentModel(NamedTuple):
    """The trees of both looks; those of the second see the features of the first, too."""

    first: Trees
    second: Trees


@cache
def load_model() -> ContentModel:
    """Return the shipped model; `StageError` if it was made for other features."""
    return model_of(files("reinschrift.extract").joinpath(WEIGHTS).read_text("utf-8"))


def model_of(text: str) -> ContentModel:
    """Return the model that a file of weights holds."""
    model = json.loads(text)
    if tuple(model["features"]) != FEATURES + SURROUNDINGS:
        raise StageError(
            "The model of content was made for other features.",
            hint="Train it anew: benchmarks/train_pages.py.",
            context={"file": WEIGHTS},
        )
    return ContentModel(arrange_trees(model["first"]), arrange_trees(model["second"]))


@njit(cache=True, nogil=True)
def score_blocks(page: Page, title: Any, first: Trees, second: Trees) -> npt.NDArray[np.float32]:
    """Return the probability that each block of a page is content; `title` holds the hashes of its title's words."""
    n = page.state[N_BLOCKS]
    rows = np.zeros((n, _N_FIRST + _N_SECOND), np.float32)
    scores = np.zeros(n, np.float32)
    if n == 0:
        return scores
    compute_features(page, title, rows[:, :_N_FIRST])
    score_rows(rows, first, scores)
    compute_surroundings(page, scores, rows[:, _N_FIRST:])
    score_rows(rows, second, scores)
    return scores
