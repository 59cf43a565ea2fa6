"""Scores texts by the model of a trusted source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.reference.ngrams import numbered, words_of


def scores_of(texts: pa.Array, model: Mapping[str, Any]) -> pa.Array:
    """Return for each text how likely it is one of the reference, 0 to 1 (float32): at .5 both are as likely."""
    judged = model["slope"] * sums_of(texts, model["weights"]) + model["shift"]
    return pa.array(np.round(1 / (1 + np.exp(-judged)), 3), pa.float32())


def sums_of(texts: pa.Array, weights: Mapping[str, float]) -> npt.NDArray[np.float64]:
    """Return the mean weight of each text's words and pairs; those without a weight count as 0."""
    text, number = numbered(words_of(texts), pa.array([*weights], pa.string()))
    of_ngram = np.append(np.array([*weights.values()], np.float64), 0.0)
    total = np.bincount(text, of_ngram[number], minlength=len(texts))
    n_all = np.bincount(text, minlength=len(texts))
    return total / np.maximum(n_all, 1)
