"""Which row of a web page is its title: boosted trees that have learned it from pages whose title is known."""

from __future__ import annotations

from functools import cache

import numpy as np

from reinschrift.model.card import read_weights
from reinschrift.model.trees import Trees, read_trees, score_rows
from reinschrift.stages.metadata.titles.features import FEATURES, Known, compute_features
from reinschrift.text.arrays import Flags

LEAST_PROBABILITY = 0.1
"""Probability from which the best row of a page is taken for its title: on sites that the model has not seen one in two
of the best rows from .1 to .15 is right, of those from .06 to .1 one in six."""


@cache
def load_titles() -> Trees:
    """Return the shipped model; `StageError` if it was made for other features, or its card is of another."""
    return titles_of(read_weights("reinschrift.stages.metadata.titles"))


def titles_of(text: str) -> Trees:
    """Return the model that a file of weights holds."""
    return read_trees(text, FEATURES, ("title",), "python -m evaluation.training.titles")["title"]


def best_rows(known: Known, model: Trees) -> Flags:
    """Return for each row whether it is the likeliest title of its document, and likely enough."""
    is_title = np.zeros(len(known.may_be), np.bool_)
    if not known.may_be.any():
        return is_title
    rows, features = compute_features(known)
    scores = np.zeros(len(rows), np.float32)
    score_rows(features, model, scores)
    documents = known.candidates.documents[rows]
    order = np.lexsort((rows, -scores, documents))  # of equals the first
    first = np.flatnonzero(np.diff(documents[order], prepend=-1))
    best = order[first]
    is_title[rows[best[scores[best] >= LEAST_PROBABILITY]]] = True
    return is_title
