"""Which documents stay: the best of each group that is equal once normalised, then greedily by rank."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.dedup.near import Pairs
from reinschrift.dedup.sorted_runs import run_starts
from reinschrift.text.arrays import Hashes, Numbers
from reinschrift.text.kernel import kernel

Similarities = npt.NDArray[np.float32]


class Fates(NamedTuple):
    """What becomes of each document, by number."""

    match: Numbers
    """The kept document that this one is a duplicate of; -1 for the kept ones."""
    similarity: Similarities
    """Estimated similarity with `match`; 1 if they are equal once normalised."""
    near: npt.NDArray[np.bool_]
    """Whether the document and its match are only near duplicates."""
    cluster: Numbers
    """The best-ranked document of all that are linked with this one by verified pairs."""
    copies: Numbers
    """How many documents are in the cluster."""


def best_of_equals(norm: Hashes) -> Numbers:
    """Return for each document (by number) the best-ranked one that has the same `norm`: often itself."""
    order = np.argsort(norm)
    starts = run_starts(norm[order])
    best = np.empty(len(norm), np.int32)
    if len(norm):
        lengths = np.diff(np.append(starts, len(norm)))
        best[order] = np.repeat(np.minimum.reduceat(order, starts), lengths)
    return best


def decide(best: Numbers, pairs: Pairs) -> Fates:
    """Return the fate of each document.

    A document goes only if it is verified against a *kept* better one: no chain of similar texts takes away one
    that nothing kept resembles. Clusters, which do follow chains, are only reported.
    """
    match = np.full(len(best), -1, np.int32)
    similarity = np.ones(len(best), np.float32)
    _keep(pairs.better, pairs.worse, pairs.similarity, match, similarity)
    near = match >= 0
    copies = np.flatnonzero(best != np.arange(len(best)))
    original = best[copies]
    near[copies] = near[original]
    match[copies] = np.where(near[original], match[original], original)
    similarity[copies] = similarity[original]
    cluster = best.copy()
    _link(pairs.better, pairs.worse, cluster)
    sizes = np.bincount(cluster, minlength=len(best)).astype(np.int32)
    return Fates(match, similarity, near, cluster, sizes[cluster])


@kernel
def _keep(
    better: Numbers, worse: Numbers, similarities: Similarities, match: Numbers, similarity: Similarities
) -> None:
    # Pairs come by rank of the better one: when a pair's turn comes, the better one's fate is known.
    for i in range(len(better)):
        if match[better[i]] < 0 and match[worse[i]] < 0:
            match[worse[i]] = better[i]
            similarity[worse[i]] = similarities[i]


@kernel
def _link(better: Numbers, worse: Numbers, parent: Numbers) -> None:
    """Union-find; a root is the lowest number of its component, and in the end every entry is a root."""
    for i in range(len(better)):
        a, b = better[i], worse[i]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        else:
            parent[a] = b
    for i in range(len(parent)):
        parent[i] = parent[parent[i]]
