"""Boosted trees out of readable files, as arrays, evaluated by a kernel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.errors import StageError
from reinschrift.text.kernel import kernel

Matrix = npt.NDArray[np.float32]

BLOCK_ROWS = 32
"""Rows that go down a tree together: their steps overlap in the processor, and their features stay in its cache."""


class Trees(NamedTuple):
    """All trees' nodes in one row of arrays; a tree's root is at `roots[i]`, and its leaves at most `depths[i]` below.

    A node sends a row to `left` if its value of `feature` is at most `threshold`, else to `left + 1`. A leaf sends
    every row to itself, so that all rows take the same number of steps; `value` is what it adds. Places are unsigned:
    the kernel need not ask at each step whether one counts from the end, which doubles its speed.
    """

    roots: npt.NDArray[np.uint32]
    depths: npt.NDArray[np.int32]
    feature: npt.NDArray[np.uint32]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.uint32]
    value: npt.NDArray[np.float64]


def read_trees(text: str, features: tuple[str, ...], names: Sequence[str], trainer: str) -> dict[str, Trees]:
    """Return the trees of each name in a file of weights; `StageError` if they were made for other features.

    `trainer`: the script that makes the file.
    """
    model = json.loads(text)
    if tuple(model["features"]) != features:
        raise StageError("A model was made for other features.", hint=f"Train it anew: {trainer}.")
    return {name: arrange_trees(model[name]) for name in names}


def arrange_trees(trees: Sequence[Sequence[Sequence[float]]]) -> Trees:
    """Return trees as arrays. Each tree is a list of nodes `[feature, threshold, left]` or leaves `[value]`."""
    sizes = np.array([len(tree) for tree in trees], np.int64)
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.uint32)
    nodes = [
        (node, root + at, root)
        for tree, root in zip(trees, roots.tolist(), strict=True)
        for at, node in enumerate(tree)
    ]
    return Trees(
        roots,
        np.array([_depth(tree, 0) for tree in trees], np.int32),
        np.array([int(node[0]) if len(node) > 1 else 0 for node, _, _ in nodes], np.uint32),
        np.array([node[1] if len(node) > 1 else np.inf for node, _, _ in nodes], np.float32),
        np.array([int(node[2]) + root if len(node) > 1 else at for node, at, root in nodes], np.uint32),
        np.array([0.0 if len(node) > 1 else node[0] for node, _, _ in nodes], np.float64),
    )


def _depth(tree: Sequence[Sequence[float]], at: int) -> int:
    """Return how many steps the farthest leaf below a node is away."""
    if len(tree[at]) == 1:
        return 0
    left = int(tree[at][2])
    return 1 + max(_depth(tree, left), _depth(tree, left + 1))


@kernel
def score_rows(rows: Matrix, trees: Trees, out: Matrix) -> None:
    """Write the probability that the trees give each row (float32) to `out`."""
    nodes = np.empty(BLOCK_ROWS, np.uint32)
    sums = np.empty(BLOCK_ROWS, np.float64)
    for start in range(0, len(rows), BLOCK_ROWS):
        block = rows[start : start + BLOCK_ROWS]
        n = np.uint64(len(block))
        sums[:] = 0.0
        for tree in range(len(trees.roots)):
            nodes[:] = trees.roots[tree]
            for _ in range(trees.depths[tree]):
                for row in range(n):
                    node = nodes[row]
                    goes_right = block[row, trees.feature[node]] > trees.threshold[node]
                    nodes[row] = trees.left[node] + np.uint32(goes_right)
            for row in range(n):
                sums[row] += trees.value[nodes[row]]
        for row in range(n):
            out[start + np.int64(row)] = 1.0 / (1.0 + np.exp(-sums[row]))
