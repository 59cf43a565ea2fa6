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
from reinschrift.stages.lines.characters import Array
from reinschrift.stages.lines.features import FEATURES

WEIGHTS = "weights.json"


class Trees(NamedTuple):
    """All trees' nodes in one row of arrays; a tree's root is at `roots[i]`, and its leaves `depths[i]` below.

    A node sends a line to `left` if its value of `feature` is at most `threshold`, else to `left + 1`. A leaf sends
    every line to itself, so that all lines take the same number of steps; `value` is what it adds.
    """

    roots: npt.NDArray[np.int32]
    depths: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]


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
    nodes = [
        (node, root + at, root)
        for tree, root in zip(trees, roots.tolist(), strict=True)
        for at, node in enumerate(tree)
    ]
    return Trees(
        roots,
        np.array([_depth(tree, 0) for tree in trees], np.int32),
        np.array([int(node[0]) if len(node) > 1 else 0 for node, _, _ in nodes], np.int32),
        np.array([node[1] if len(node) > 1 else np.inf for node, _, _ in nodes], np.float32),
        np.array([int(node[2]) + root if len(node) > 1 else at for node, at, root in nodes], np.int32),
        np.array([0.0 if len(node) > 1 else node[0] for node, _, _ in nodes], np.float64),
    )


def _depth(tree: list[list[float]], at: int) -> int:
    """Return how many steps the farthest leaf below a node is away."""
    if len(tree[at]) == 1:
        return 0
    left = int(tree[at][2])
    return 1 + max(_depth(tree, left), _depth(tree, left + 1))


_BLOCK = 32
"""Lines that go down a tree together: their steps overlap in the processor, and their features stay in its cache."""


@njit(cache=True, nogil=True)
def _descend(rows: Array, trees: tuple[Array, ...], scores: Array) -> None:
    """Add up the leaves that each of a few lines falls into."""
    roots, depths, feature, threshold, left, value = trees
    nodes = np.empty(_BLOCK, np.int32)
    for tree in range(len(roots)):
        nodes[:] = roots[tree]
        for _ in range(depths[tree]):
            for line in range(len(rows)):
                node = nodes[line]
                nodes[line] = left[node] + (rows[line, feature[node]] > threshold[node])
        for line in range(len(rows)):
            scores[line] += value[nodes[line]]


@njit(cache=True, nogil=True)
def _score_lines(rows: Array, trees: tuple[Array, ...], scores: Array) -> None:
    for start in range(0, len(rows), _BLOCK):
        _descend(rows[start : start + _BLOCK], trees, scores[start : start + _BLOCK])


def score_lines(rows: npt.NDArray[np.float32], trees: Trees) -> npt.NDArray[np.float32]:
    """Return the probability that each line is content (float32), from its features."""
    scores = np.zeros(len(rows), np.float64)
    _score_lines(rows, tuple(trees), scores)
    return (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)
