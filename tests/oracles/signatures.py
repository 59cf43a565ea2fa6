"""The signature in NumPy alone: the same bits as the compiled loop."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.dedup.kernels import Signed
from reinschrift.dedup.notices import listed_phrases
from reinschrift.dedup.shingles import permutations, shingle_lengths
from reinschrift.dedup.similarity import PERMUTATIONS
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import TOKEN_BASE, mix_all, polynomials
from reinschrift.text.kernels import TextColumn
from reinschrift.text.words import text_column
from tests.oracles.tokens import tokenise

_AT_ONCE = 1 << 16  # shingles whose permutations are in memory at a time


def sign(
    documents: TextColumn, paragraphs: TextColumn, _bounds: npt.NDArray[np.int64], settings: DedupSettings
) -> Signed:
    """Return the signatures, as `reinschrift.dedup.kernels.sign` does."""
    hashes, kinds, _, offsets, digits = tokenise(documents, fold_digits=settings.fold_digits)
    shingles, shingle_offsets = _shingles(hashes, kinds, offsets, settings)
    sig8 = _sig8(shingles, shingle_offsets)
    of_paragraphs = tokenise(paragraphs, fold_digits=settings.fold_digits)
    return Signed(
        sig8,
        _norm(hashes, offsets, digits),
        np.diff(shingle_offsets).astype(np.int32),
        _norm(of_paragraphs[0], of_paragraphs[3], of_paragraphs[4]),
        _words(of_paragraphs[0], of_paragraphs[3], settings),
        np.diff(of_paragraphs[3]).astype(np.int32),
    )


@cache
def _phrases(*, fold_digits: bool) -> dict[tuple[int, ...], int]:
    found: dict[tuple[int, ...], int] = {}
    for bit, listed in listed_phrases().items():
        hashes, _, _, offsets, _ = tokenise(text_column(pa.array(listed, pa.string())), fold_digits=fold_digits)
        for start, end in pairwise(offsets.tolist()):
            phrase = tuple(hashes[start:end].tolist())
            found[phrase] = found.get(phrase, 0) | bit
    return found


def _words(hashes: Hashes, offsets: npt.NDArray[np.int64], settings: DedupSettings) -> npt.NDArray[np.uint8]:
    """Return the bits of the phrases that each text holds as a run of its tokens."""
    phrases = _phrases(fold_digits=settings.fold_digits)
    longest = max(map(len, phrases))
    bits = np.zeros(len(offsets) - 1, np.uint8)
    for text, (start, end) in enumerate(pairwise(offsets.tolist())):
        tokens = tuple(hashes[start:end].tolist())
        for at in range(len(tokens)):
            for length in range(1, longest + 1):
                bits[text] |= phrases.get(tokens[at : at + length], 0)
    return bits


def _norm(hashes: Hashes, offsets: npt.NDArray[np.int64], digits: Hashes) -> Hashes:
    norm = mix_all(polynomials(hashes, offsets[:-1], offsets[1:], TOKEN_BASE) ^ mix_all(digits))
    norm[np.diff(offsets) == 0] = 0
    return norm


def _shingles(
    hashes: Hashes, kinds: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], settings: DedupSettings
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
    """Return the shingles of all texts, and where each text's begin."""
    lengths = shingle_lengths(settings)[kinds]
    from_start = np.arange(len(hashes)) - np.repeat(offsets[:-1], np.diff(offsets)) + 1
    last = np.flatnonzero(from_start >= lengths)
    window = np.zeros(len(last), np.uint64)
    for back in range(int(lengths.max(initial=0)) - 1, -1, -1):
        inside = lengths[last] > back
        window[inside] = window[inside] * TOKEN_BASE + hashes[last[inside] - back]
    return (mix_all(window) >> np.uint64(32)).astype(np.uint32), np.searchsorted(last, offsets).astype(np.int64)


def _sig8(shingles: npt.NDArray[np.uint32], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return the low bytes of the minima, in groups of texts so that what is between fits into the cache."""
    sig8 = np.zeros((len(offsets) - 1, PERMUTATIONS), np.uint8)
    rows = np.flatnonzero(np.diff(offsets))
    starts = offsets[rows]
    for group in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(starts // _AT_ONCE)) + 1):
        if len(group):
            end = offsets[rows[group[-1]] + 1]
            sig8[rows[group]] = _minima(shingles[starts[group[0]] : end], starts[group] - starts[group[0]])
    return sig8


def _minima(shingles: npt.NDArray[np.uint32], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    a, b = permutations()
    minima = np.empty((len(starts), PERMUTATIONS), np.uint8)
    for k in range(PERMUTATIONS):
        minima[:, k] = np.minimum.reduceat(shingles * a[k] + b[k], starts) & np.uint32(0xFF)
    return minima
