"""Names for arrays by what they hold: each is one type, for kernels and all around them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
"""Text in UTF-8, or a small number each: classes, flags in bits."""

Flags = npt.NDArray[np.bool_]
"""Whether something holds."""

Offsets = npt.NDArray[np.int32]
"""Where each text of a column begins in its bytes, and where the last one ends."""

Positions = npt.NDArray[np.int64]
"""Places in bytes or in another array."""

Rows = npt.NDArray[np.int32]
"""Measures, a row each; or a number of each row, such as its document's."""

RowNumbers = npt.NDArray[np.int64]
"""Which rows of a table."""

Numbers = npt.NDArray[np.int32]
"""Numbers of what dedup compares: rows, ranks, versions."""

Counts = npt.NDArray[np.int32]
"""How many there are."""

Hashes = npt.NDArray[np.uint64]
"""Hashes of 64 bits."""

Scores = npt.NDArray[np.float32]
"""Probabilities, as a model gives them."""

Shares = npt.NDArray[np.float32]
"""Parts of a whole, from 0 to 1."""

Sums = npt.NDArray[np.float64]
"""Sums that must not lose what is small."""
