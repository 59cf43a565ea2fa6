"""The runs of lines whose values sum highest: where a document's running text, or its probable content, stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.text.arrays import Sums
from reinschrift.text.kernel import kernel


class Runs(NamedTuple):
    """`worth` float32 and `n_lines` int32, one value a line: sum and length of the run it is in, 0 outside of all.

    `start` and `end`: first line and the line after the last of the run that is worth most, `best`.
    """

    worth: npt.NDArray[np.float32]
    n_lines: npt.NDArray[np.int32]
    start: int
    end: int
    best: float


@kernel
def find_runs(values: Sums) -> Runs:
    """Return all runs of a column of values (good lines positive, poor ones negative) that no longer run outdoes.

    These are the maximal scoring subsequences of Ruzzo and Tompa (1999), in linear time: `left` and `right` are the
    sums up to a run's first and behind its last line; `linked` is the last run before it with a smaller `left`.
    """
    n = len(values)
    starts, ends, linked = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64)
    left, right = np.empty(n, np.float64), np.empty(n, np.float64)
    n_runs, total = 0, 0.0
    for line in range(n):
        before, total = total, total + values[line]
        if values[line] <= 0.0:
            continue
        start, low, at = line, before, n_runs - 1
        while True:
            while at >= 0 and left[at] >= low:
                at = linked[at]
            if at < 0 or right[at] >= total:
                break
            start, low, n_runs = starts[at], left[at], at
            at = linked[at]
        starts[n_runs], ends[n_runs], linked[n_runs] = start, line + 1, at
        left[n_runs], right[n_runs] = low, total
        n_runs += 1
    worth, n_lines = np.zeros(n, np.float32), np.zeros(n, np.int32)
    best, best_start, best_end = 0.0, 0, 0
    for run in range(n_runs):
        a, b = starts[run], ends[run]
        worth[a:b], n_lines[a:b] = right[run] - left[run], b - a
        if right[run] - left[run] > best:
            best, best_start, best_end = right[run] - left[run], a, b
    return Runs(worth, n_lines, best_start, best_end, best)
