"""The trained model of content in two passes: over each line, then over what the first made of the others."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import numpy.typing as npt

from reinschrift.model.card import read_weights
from reinschrift.model.two_pass import TwoPass, read_two_pass, score_twice
from reinschrift.stages.lines.characters import IDEOGRAPH
from reinschrift.stages.lines.context import Context
from reinschrift.stages.lines.features import FEATURES, compute_features
from reinschrift.stages.lines.matching import Matches
from reinschrift.stages.lines.shape import WORDS, Shapes
from reinschrift.stages.lines.surroundings import SURROUNDINGS, fill_surroundings


@cache
def load_model() -> TwoPass:
    """Return the shipped model; `StageError` if it was made for other features, or its card is of another."""
    return model_of(read_weights("reinschrift.stages.lines"))


def model_of(text: str) -> TwoPass:
    """Return the model that a file of weights holds."""
    return read_two_pass(text, FEATURES + SURROUNDINGS, "python -m evaluation.training.lines")


def words_of(shapes: Shapes) -> npt.NDArray[np.float64]:
    """Return the words of each line, ideographs counted by twos, at least 1."""
    words: npt.NDArray[np.float64] = np.maximum(1.0, shapes.counts[:, WORDS] + 0.5 * shapes.counts[:, IDEOGRAPH])
    return words


def score_lines(
    bounds: npt.NDArray[np.int64], shapes: Shapes, matches: Matches, context: Context, model: TwoPass
) -> npt.NDArray[np.float32]:
    """Return the probability that each line is content (float32); the lines of document i: `bounds[i]` to the next."""
    rows = compute_features(bounds, shapes, matches, context, room=len(SURROUNDINGS))
    fill = partial(fill_surroundings, bounds, words_of(shapes))
    return score_twice(rows, model, len(SURROUNDINGS), fill)
