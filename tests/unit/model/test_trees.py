"""Trees out of files of weights, and the probabilities they give."""

from __future__ import annotations

import json

import numpy as np
import pytest

from reinschrift.errors import StageError
from reinschrift.model.trees import BLOCK_ROWS, arrange_trees, score_rows
from reinschrift.model.two_pass import read_two_pass

TREES = [[[0, 1.5, 1], [-1.0], [1, 0.0, 3], [2.0], [4.0]], [[0.5]]]


def scores_of(rows: np.ndarray) -> np.ndarray:
    out = np.zeros(len(rows), np.float32)
    score_rows(rows, arrange_trees(TREES), out)
    return out


def test_trees_go_left_up_to_the_threshold() -> None:
    """A value equal to the threshold goes left; trees of different depth add up."""
    rows = np.array([[1.5, 9], [2, 0], [2, 1]], np.float32)
    assert np.allclose(scores_of(rows), 1 / (1 + np.exp(-np.array([-0.5, 2.5, 4.5]))))


def test_blocks_of_rows_do_not_show() -> None:
    """Rows are scored in blocks; the score of a row is the same wherever it stands, the last block's too."""
    rows = np.random.default_rng(5).normal(size=(3 * BLOCK_ROWS + 5, 2)).astype(np.float32)
    alone = np.concatenate([scores_of(row[None]) for row in rows])
    assert len(set(alone.tolist())) > 1
    assert (scores_of(rows) == alone).all()
    assert len(scores_of(rows[:0])) == 0


def test_weights_for_other_features_are_refused() -> None:
    """A model sees its own features or none; the message names the script that makes it anew."""
    text = json.dumps({"features": ["a", "b"], "first": TREES, "second": TREES})
    assert read_two_pass(text, ("a", "b"), "train.py").first.roots.tolist() == [0, 5]
    with pytest.raises(StageError, match=r"train\.py"):
        read_two_pass(text, ("b", "a"), "train.py")
