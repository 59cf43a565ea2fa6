"""Boosted trees out of readable files, as arrays, evaluated by a kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Matrix = npt.NDArray[np.float32]

BLOCK_ROWS = 32
"""Rows that go down a tree together: their steps overlap in the processor, and their features stay in its cache."""


class Trees(NamedTuple):
    """All trees' nodes in one row of arrays; a tree's root is at `roots[i]`, and its leaves at most `depths[i]` below.

    A node sends a row to `left` if its value of `feature` is at most `threshold`, else to `left + 1`. A leaf sends
    every row to itself, so that all rows take the same number of steps; `value` is what it adds.
    """

    roots: npt.NDArray[np.int32]
    depths: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]


def arrange_trees(trees: Sequence[Sequence[Sequence[float]]]) -> Trees:
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


def _depth(tree: Sequence[Sequence[float]], at: int) -> int:
    """Return how many steps the farthest leaf below a node is away."""
    if len(tree[at]) == 1:
        return 0
    left = int(tree[at][2])
    return 1 + max(_depth(tree, left), _depth(tree, left + 1))


@njit(cache=True, nogil=True)
def score_rows(rows: Matrix, trees: Trees, out: Matrix) -> None:
    """Write the probability that the trees give each row (float32) to `out`."""
    nodes = np.empty(BLOCK_ROWS, np.int32)
    sums = np.empty(BLOCK_ROWS, np.float64)
    for start in range(0, len(rows), BLOCK_ROWS):
        n = min(BLOCK_ROWS, len(rows) - start)
        sums[:] = 0.0
        for tree in range(len(trees.roots)):
            nodes[:] = trees.roots[tree]
            for _ in range(trees.depths[tree]):
                for row in range(n):
                    node = nodes[row]
                    nodes[row] = trees.left[node] + (rows[start + row, trees.feature[node]] > trees.threshold[node])
            for row in range(n):
                sums[row] += trees.value[nodes[row]]
        for row in range(n):
            out[start + row] = 1.0 / (1.0 + np.exp(-sums[row]))
