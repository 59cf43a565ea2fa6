"""Which shingles and permutations a signature is made of; what these depend on is the signatures' fingerprint."""

from __future__ import annotations

import hashlib
import json
from functools import cache

import numpy as np
import numpy.typing as npt

from reinschrift.dedup.notices import phrases_fingerprint
from reinschrift.dedup.similarity import PERMUTATIONS
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import LETTER_BASE, TOKEN_BASE, mix_all, powers
from reinschrift.text.words import HAN, SYLLABLE, fold_fingerprint

FORMAT = 2
"""Raised with every change of a signature file's columns or of the arithmetic behind them."""
SEED = 1
N_KINDS = 8


@cache
def permutations() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the factors a (odd) and summands b of the permutations x → a x + b modulo 2^32."""
    drawn = mix_all(np.arange(1, 2 * PERMUTATIONS + 1, dtype=np.uint64) * LETTER_BASE + np.uint64(SEED))
    high = (drawn >> np.uint64(32)).astype(np.uint32)
    return high[:PERMUTATIONS] | np.uint32(1), high[PERMUTATIONS:].copy()


def shingle_lengths(settings: DedupSettings) -> npt.NDArray[np.int64]:
    """Return for each kind of token how many tokens a shingle has that ends in one."""
    lengths = np.full(N_KINDS, settings.words, np.int64)
    lengths[HAN] = settings.han_characters
    lengths[SYLLABLE] = settings.syllable_characters
    return lengths


def shingle_powers(lengths: npt.NDArray[np.int64]) -> Hashes:
    """Return TOKEN_BASE to the power of each length."""
    return powers(TOKEN_BASE, int(lengths.max()) + 1)[lengths]


def fingerprint(settings: DedupSettings) -> str:
    """Return a short hash of everything that a signature depends on but the text."""
    parts = {
        "format": FORMAT,
        "fold": fold_fingerprint(),
        "permutations": [PERMUTATIONS, SEED],
        "shingles": shingle_lengths(settings).tolist(),
        "fold_digits": settings.fold_digits,
        "phrases": phrases_fingerprint(),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
