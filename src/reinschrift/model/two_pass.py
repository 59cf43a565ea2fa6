"""A model in two passes: first over each row by itself, then over what the first pass made of the rows around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from reinschrift.model.trees import Matrix, Trees, read_trees, score_rows
from reinschrift.text.arrays import Scores


class TwoPass(NamedTuple):
    """The trees of two passes; those of the second see also what the first made of the surroundings."""

    first: Trees
    second: Trees


def read_two_pass(text: str, features: tuple[str, ...], trainer: str) -> TwoPass:
    """Return the trees in a file of weights; `StageError` if they were made for other features.

    `trainer`: the script that makes the file.
    """
    return TwoPass(**read_trees(text, features, ("first", "second"), trainer))


def score_twice(rows: Matrix, model: TwoPass, n_surroundings: int, fill: Callable[[Scores, Matrix], None]) -> Scores:
    """Return the probability of each row (float32).

    The last `n_surroundings` columns of `rows` are empty; `fill` writes them from the scores of the first pass.
    """
    scores = np.zeros(len(rows), np.float32)
    score_rows(rows, model.first, scores)
    fill(scores, rows[:, rows.shape[1] - n_surroundings :])
    score_rows(rows, model.second, scores)
    return scores
