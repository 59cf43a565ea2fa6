"""Trains the model of a trusted source: weights of words and pairs, and how its sums become probabilities."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.reference.ngrams import vocabulary_of, words_of
from reinschrift.reference.score import sums_of
from reinschrift.text.arrays import Flags

LEAST_TEXTS = 50
"""Texts of each kind below which nothing can be held out and judged; then there is no model."""
LEAST_FREQUENCY = 20
"""Texts that a word or pair of the model stands in: fewer tell little, and might be about one person."""
MOST_WEIGHTS = 4_096
"""The weights that tell most; they stand in the manifest of every snapshot."""
TELLING = 40
"""Words and pairs that are shown for each side."""
_PARTS = 5
"""Of the texts, three parts train the weights, one moves the sums, one judges."""
_STEPS = 50
"""Steps of Newton's method; it stands still after some ten."""
LIMIT = "It tells how like a trusted source a text is in its words, by subject as much as by style, not how good it is."


def train(texts: pa.Array, is_reference: Flags, names: list[str]) -> dict[str, Any] | None:
    """Return a model that tells the texts of the reference from the others; none where there are too few.

    Args:
        texts: of both kinds, in an order that has nothing to do with their kind.
        is_reference: which are the reference's.
        names: what the reference is, for the model's card.

    The weight of a word is the logarithm of how much likelier a text of the reference is to have it (naive Bayes on
    presence, smoothed by one text). A text's sum is the mean weight of its words and pairs. The sum becomes a
    probability by logistic regression on texts that the weights have not seen, both kinds counting alike.
    """
    if min(int(is_reference.sum()), int((~is_reference).sum())) < LEAST_TEXTS:
        return None
    part = np.empty(len(texts), np.int64)
    for kind in (is_reference, ~is_reference):
        part[kind] = np.arange(int(kind.sum())) % _PARTS
    weights = _weights(texts.filter(pa.array(part > 1)), is_reference[part > 1])
    sums = sums_of(texts, weights)
    slope, shift = _moved(sums[part == 1], is_reference[part == 1])
    judged = slope * sums[part == 0] + shift
    ranked = sorted(weights, key=lambda ngram: (-weights[ngram], ngram))
    return {
        "reference": names,
        "data": f"{int(is_reference.sum())} texts of the reference, {int((~is_reference).sum())} others",
        "accuracy": round(_accuracy(judged, is_reference[part == 0]), 4),
        "area": round(_area(judged, is_reference[part == 0]), 4),
        "telling_for": ranked[:TELLING],
        "telling_against": ranked[::-1][:TELLING],
        "slope": slope,
        "shift": shift,
        "weights": weights,
        "sha256": hashlib.sha256(json.dumps([slope, shift, weights], sort_keys=True).encode()).hexdigest(),
        "limits": [LIMIT],
    }


def _weights(texts: pa.Array, is_reference: Flags) -> dict[str, float]:
    vocabulary, text, number = vocabulary_of(words_of(texts), LEAST_FREQUENCY)
    n_all = np.bincount(number, minlength=len(vocabulary))
    n_for = np.bincount(number[is_reference[text]], minlength=len(vocabulary))
    of_reference, of_others = int(is_reference.sum()), int((~is_reference).sum())
    weight = np.log((n_for + 1) / (of_reference + 2)) - np.log((n_all - n_for + 1) / (of_others + 2))
    weight = np.round(weight, 3)
    order = np.lexsort((np.arange(len(weight)), -np.abs(weight) * np.sqrt(n_all)))[:MOST_WEIGHTS]
    return dict(sorted(zip(vocabulary.take(pa.array(order)).to_pylist(), weight[order].tolist(), strict=True)))


def _moved(sums: npt.NDArray[np.float64], is_reference: Flags) -> tuple[float, float]:
    """Return slope and shift of the logistic curve, both kinds with the same weight, by Newton's method."""
    wanted = is_reference.astype(np.float64)
    share = np.where(is_reference, 0.5 / max(is_reference.sum(), 1), 0.5 / max((~is_reference).sum(), 1))
    columns = np.stack([sums, np.ones_like(sums)])
    found = np.zeros(2)
    ridge = np.diag([1e-3, 1e-6])  # where a line parts both kinds, the slope would grow without end
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(found @ columns)))
        gradient = columns @ (share * (wanted - likely)) - ridge @ found
        curve = (columns * (share * likely * (1 - likely))) @ columns.T + ridge
        found = found + np.linalg.solve(curve, gradient)
    return float(np.round(found[0], 3)), float(np.round(found[1], 3))


def _accuracy(judged: npt.NDArray[np.float64], is_reference: Flags) -> float:
    """Return the mean of the shares of both kinds that are judged rightly."""
    is_right = (judged > 0) == is_reference
    return float((is_right[is_reference].mean() + is_right[~is_reference].mean()) / 2)


def _area(judged: npt.NDArray[np.float64], is_reference: Flags) -> float:
    """Return how often a text of the reference is above another one (the area under the curve); ties count half."""
    others = np.sort(judged[~is_reference])
    below = np.searchsorted(others, judged[is_reference]) + np.searchsorted(others, judged[is_reference], "right")
    return float(below.mean() / 2 / len(others))
