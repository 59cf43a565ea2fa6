"""The order of numbers, for kernels: numba compiles its own sorts for a second and more, for each kind of them anew."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.text.kernel import kernel

SortKeys = npt.NDArray[np.int64] | npt.NDArray[np.float64]


@kernel
def order_of(keys: SortKeys) -> npt.NDArray[np.int64]:
    """Return the places of numbers from the smallest to the largest; equal ones stay as they stand."""
    n = len(keys)
    order, merged = np.empty(n, np.int64), np.empty(n, np.int64)
    for place in range(n):
        order[place] = place
    width = 1
    while width < n:
        for first in range(0, n, 2 * width):
            left, right = first, min(n, first + width)
            middle, end = right, min(n, first + 2 * width)
            for place in range(first, end):
                if left < middle and (right >= end or keys[order[left]] <= keys[order[right]]):
                    merged[place] = order[left]
                    left += 1
                else:
                    merged[place] = order[right]
                    right += 1
        order, merged = merged, order
        width *= 2
    return order


@kernel
def count_smaller(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return for each of some numbers how many of them are smaller."""
    order = order_of(values)
    smaller = np.empty(len(values), np.int64)
    below = 0
    for place in range(len(order)):
        if place and values[order[place]] > values[order[place - 1]]:
            below = place
        smaller[order[place]] = below
    return smaller
