"""py3langid's linear model over whole columns: its automaton as a kernel, its scores in a fixed order.

The package walks its automaton in Python and adds the scores with the BLAS of the machine. Here both run in one
kernel that adds in float64, feature by feature, so the answer is the same on every machine; a test holds its labels
to the package's.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from reinschrift.columns import utf8_of
from reinschrift.text.arrays import Bytes, Counts, Sums
from reinschrift.text.kept_arrays import unpacked
from reinschrift.text.kernel import kernel

Labels = npt.NDArray[np.int64]
Automaton = tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint16], Counts]
"""Moves, rows and features of `LinearModel`."""
Scoring = tuple[npt.NDArray[np.float32], Sums, Labels]
"""Weights, priors and first classes of `LinearModel`."""


class LinearModel(NamedTuple):
    """The model as arrays.

    The automaton: `moves` in rows of 256, the row and the feature (-1 for none) of each state. The weights: features
    by classes, and the priors. A label may have two classes, one a script; `first_of_label` is the one that counts.
    """

    moves: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint16]
    features: Counts
    weights: npt.NDArray[np.float32]
    priors: npt.NDArray[np.float64]
    first_of_label: npt.NDArray[np.int64]
    labels: tuple[str, ...]


@cache
def linear_model() -> LinearModel:
    """Return the model that the package carries; unpacking takes a third of a second, so that is done once a machine.

    Loaded when first needed.
    """
    arrays = unpacked(Path(str(files("py3langid"))) / MODEL_FILE, _unpack)
    labels = tuple(arrays["labels"].tolist())
    return LinearModel(
        arrays["moves"], arrays["rows"], arrays["features"], arrays["weights"], arrays["priors"],
        arrays["first_of_label"], labels,
    )  # fmt: skip


def _unpack() -> dict[str, npt.NDArray[Any]]:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    labels = list(model.nb_classes)
    return {
        "moves": np.array(model.tk_nextmove),
        "rows": np.array(model.tk_row),
        "features": np.array(model.tk_output, np.int32),
        "weights": np.asarray(model.nb_ptc, np.float32),
        "priors": np.asarray(model.nb_pc, np.float64),
        "first_of_label": np.array([labels.index(label) for label in labels]),
        "labels": np.array(labels),
    }


def classify(texts: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return for each text the class (an index into `linear_model().labels`) and its probability."""
    model = linear_model()
    offsets, data = utf8_of(_as_the_package_reads(texts))
    automaton, scoring = model[:3], model[3:6]
    best, probability = _classify(offsets, data, automaton, scoring)
    return best, probability


def _as_the_package_reads(texts: pa.Array) -> pa.Array:
    """Return the texts in NFC, and those without small letters in small letters, as the package does."""
    texts = pc.utf8_normalize(texts, form="NFC")
    # What has no small letter is asked of Python itself, which counts some signs, such as ª, as small ones.
    capital = pc.invert(pc.match_substring_regex(texts, r"\p{Ll}"))
    asked = [text.isupper() for text in texts.filter(capital).to_pylist()]
    capital = pc.replace_with_mask(capital, capital, pa.array(asked, pa.bool_()))
    if not pc.any(capital).as_py():
        return texts
    lowered = [text.lower() for text in texts.filter(capital).to_pylist()]
    return pc.replace_with_mask(texts, capital, pc.utf8_normalize(pa.array(lowered, pa.string()), form="NFC"))


@kernel
def _classify(offsets: Counts, data: Bytes, automaton: Automaton, scoring: Scoring) -> tuple[Labels, Sums]:
    weights, priors, first_of_label = scoring
    n, n_classes = len(offsets) - 1, weights.shape[1]
    best, probability = np.zeros(n, np.int64), np.zeros(n, np.float64)
    counts, seen = np.zeros(weights.shape[0], np.int32), np.zeros(weights.shape[0], np.int32)
    scores = np.empty(n_classes, np.float64)
    for row in range(n):
        n_seen = _count_features(data[offsets[row] : offsets[row + 1]], automaton, counts, seen)
        scores[:] = priors
        if n_seen == 0:  # nothing known: all classes alike, as in the package
            scores[:] = 0.0
        for i in range(n_seen):
            weight, feature = np.log1p(np.float64(counts[seen[i]])), seen[i]
            counts[feature] = 0
            for k in range(n_classes):
                scores[k] += weight * weights[feature, k]
        length = max(offsets[row + 1] - offsets[row], 1)
        _to_probabilities(scores, 1.0 / np.sqrt(length), first_of_label)
        best[row] = np.argmax(scores)
        probability[row] = scores[best[row]]
    return best, probability


@kernel
def _count_features(text: Bytes, automaton: Automaton, counts: Counts, seen: Counts) -> int:
    """Add each feature of a text to `counts`, list the different ones in `seen` as they come, return how many."""
    moves, rows, features = automaton
    state, n_seen = 0, 0
    for byte in text:
        state = moves[(np.int64(rows[state]) << 8) + byte]
        feature = features[state]
        if feature >= 0:
            if counts[feature] == 0:
                seen[n_seen] = feature
                n_seen += 1
            counts[feature] += 1
    return n_seen


@kernel
def _to_probabilities(scores: Sums, temperature: float, first_of_label: Labels) -> None:
    """Turn scores into probabilities; a label with two classes (two scripts) gets both in its first."""
    top = np.max(scores)
    for k in range(len(scores)):
        scores[k] = np.exp((scores[k] - top) * temperature)
    total = np.sum(scores)
    for k in range(len(scores)):
        scores[k] /= total
        first = first_of_label[k]
        if first != k:
            scores[first] += scores[k]
            scores[k] = 0.0
