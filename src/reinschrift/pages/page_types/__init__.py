"""Of which type a page is, and how likely it is that its text is the right one."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.model.card import read_weights
from reinschrift.model.trees import Trees, read_trees, score_rows
from reinschrift.pages.blocks.page import N_BLOCKS, Page
from reinschrift.pages.page_types.features import FEATURES, features_of
from reinschrift.pages.page_types.generators import SCORE, type_by_generator

TYPES = ("article", "collection", "documentation", "forum", "listing", "product", "service")
OTHER = "other"
"""The type of a page that is sure to be none of `TYPES`."""
RIGHT = "right"
"""The model that says whether the text is right: an F1 over words of at least `GOOD_F1`."""
GOOD_F1 = 0.9
LEAST = 0.35
"""Probability below which the likeliest type is not named: of pages below it, less than half are of it."""
_SURE = 1e-6


class PageType(NamedTuple):
    """What a page is taken for."""

    name: str
    """One of `TYPES`, or `OTHER`."""
    score: float
    """The probability of that type; of `OTHER`, that it is none of those that are likelier."""
    confidence: float
    """The probability that its text is right: that the F1 over its words is `GOOD_F1` or more."""


@cache
def load_models() -> dict[str, Trees]:
    """Return the shipped models by what they answer; `StageError` if they were made for other features."""
    return models_of(read_weights("reinschrift.pages.page_types"))


def models_of(text: str) -> dict[str, Trees]:
    """Return the models that a file of weights holds."""
    return read_trees(text, FEATURES, (*TYPES, RIGHT), "python -m evaluation.training.page_types")


def page_type(
    page: Page, scores: npt.NDArray[np.float32], data: bytes, models: dict[str, Trees] | None = None
) -> PageType | None:
    """Return the type of a page, or None for one without text.

    `scores` is how likely each of its blocks is content, `data` the page itself. What the program makes that wrote the
    page decides, where the page names it; else the models do.
    """
    if page.state[N_BLOCKS] == 0:
        return None
    chances, right = judge(features_of(page, scores, data), models or load_models())
    if (stated := type_by_generator(page, data)) is not None:
        return PageType(stated, SCORE, round(right, 4))
    best = int(chances.argmax())
    is_known = chances[best] >= LEAST
    score = chances[best] if is_known else 1 - chances[best]
    return PageType(TYPES[best] if is_known else OTHER, round(float(score), 4), round(right, 4))


def judge(values: npt.NDArray[np.float32], models: dict[str, Trees]) -> tuple[npt.NDArray[np.float64], float]:
    """Return the probability of each of `TYPES`, their sum being one, and that the text is right."""
    found = np.zeros((len(models), 1), np.float32)
    for number, name in enumerate((*TYPES, RIGHT)):
        score_rows(values, models[name], found[number])
    chances = found[:-1, 0].astype(np.float64) + _SURE
    return chances / chances.sum(), float(found[-1, 0])
