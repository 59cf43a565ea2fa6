"""Rows drawn by chance: by a hash of seed and number, so that no library's generator decides which."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.text.hashing import by_chance


def drawn_rows(n_rows: int, wanted: int, seed: int) -> npt.NDArray[np.int64]:
    """Return `wanted` of the numbers below `n_rows`, or all if there are fewer, in ascending order."""
    keys = by_chance(np.arange(n_rows, dtype=np.uint64), seed)
    wanted = max(0, min(wanted, n_rows))
    chosen = np.argpartition(keys, wanted - 1)[:wanted] if wanted else np.array([], np.int64)
    return np.sort(chosen).astype(np.int64)
