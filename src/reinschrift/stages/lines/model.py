"""The trained model: boosted trees out of a readable file, as arrays, evaluated by a kernel."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from reinschrift.errors import StageError
from reinschrift.stages.lines.features import FEATURES

WEIGHTS = "weights.json"


class Trees(NamedTuple):
    """All trees' nodes in one row of arrays; a tree's root is at `roots[i]`.

    A node with `feature` ≥ 0 sends a line to `left` if its value is at most `threshold`, else to `left + 1`;
    a node with `feature` -1 is a leaf, and `threshold` is what it adds.
    """

    roots: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int16]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]


@cache
def load_trees() -> Trees:
    """Return the shipped model; `StageError` if it was made for other features."""
    text = files("reinschrift.stages.lines").joinpath(WEIGHTS).read_text("utf-8")
    model = json.loads(text)
    if tuple(model["features"]) != FEATURES:
        raise StageError(
            "The line model was made for other features.",
            hint="Train it anew: benchmarks/train_lines.py.",
            context={"file": WEIGHTS},
        )
    return arrange_trees(model["trees"])


def arrange_trees(trees: list[list[list[float]]]) -> Trees:
    """Return trees as arrays. Each tree is a list of nodes `[feature, threshold, left]` or leaves `[value]`."""
    sizes = np.array([len(tree) for tree in trees], np.int64)
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
    nodes = [(node, root) for tree, root in zip(trees, roots.tolist(), strict=True) for node in tree]
    return Trees(
        roots,
        np.array([node[0] if len(node) > 1 else -1 for node, _ in nodes], np.int16),
        np.array([node[1] if len(node) > 1 else node[0] for node, _ in nodes], np.float32),
        np.array([node[2] + root if len(node) > 1 else -1 for node, root in nodes], np.int32),
    )


@njit(cache=True, nogil=True)
def _score_lines(rows, roots, feature, threshold, left, scores):  # type: ignore[no-untyped-def]  # numba infers the types
    """Fill the sum of the leaves that each line falls into."""
    for line in range(len(rows)):
        row = rows[line]
        total = 0.0
        for root in roots:
            node = root
            while feature[node] >= 0:
                node = left[node] + (row[feature[node]] > threshold[node])
            total += threshold[node]
        scores[line] = total


def score_lines(rows: npt.NDArray[np.float32], trees: Trees) -> npt.NDArray[np.float32]:
    """Return the probability that each line is content (float32), from its features."""
    scores = np.empty(len(rows), np.float64)
    _score_lines(rows, *trees, scores)
    return (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)
