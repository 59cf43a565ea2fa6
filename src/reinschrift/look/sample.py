"""Rows drawn by chance: by a hash of seed and number, so that no library's generator decides which."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_STEP, _FIRST, _SECOND = (np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
"""The constants of SplitMix64 (Steele, Lea and Flood, 2014)."""


def mixed(numbers: npt.NDArray[np.uint64], seed: int) -> npt.NDArray[np.uint64]:
    """Return for each number one that looks like chance: SplitMix64 of it and the seed."""
    with np.errstate(over="ignore"):
        value = numbers * _STEP + _scrambled(np.array([seed & 0xFFFFFFFFFFFFFFFF], np.uint64))
        return _scrambled(value)


def drawn_rows(n_rows: int, wanted: int, seed: int) -> npt.NDArray[np.int64]:
    """Return `wanted` of the numbers below `n_rows`, or all if there are fewer, in ascending order."""
    keys = mixed(np.arange(n_rows, dtype=np.uint64), seed)
    wanted = max(0, min(wanted, n_rows))
    chosen = np.argpartition(keys, wanted - 1)[:wanted] if wanted else np.array([], np.int64)
    return np.sort(chosen).astype(np.int64)


def _scrambled(value: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    with np.errstate(over="ignore"):
        value = value + _STEP
        value = (value ^ (value >> np.uint64(30))) * _FIRST
        value = (value ^ (value >> np.uint64(27))) * _SECOND
        return value ^ (value >> np.uint64(31))
