"""The signature's compiled loop: bytes of documents and paragraphs in, hashes and minima out, nothing between."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.dedup.shingles import permutations, shingle_lengths, shingle_powers
from reinschrift.settings.dedup import PERMUTATIONS, DedupSettings
from reinschrift.tokens.compiled import compiled
from reinschrift.tokens.fold import fold
from reinschrift.tokens.hashing import DIGIT_BASE, TOKEN_BASE, Hashes, mix
from reinschrift.tokens.kernels import most_tokens, tokens_of

_NONE = np.uint64(0)
_HIGH = np.uint64(32)


class TextColumn(NamedTuple):
    """Texts as bytes: text i is `data[offsets[i]:offsets[i + 1]]`."""

    offsets: npt.NDArray[np.int32]
    data: npt.NDArray[np.uint8]


class Signed(NamedTuple):
    """What the kernel makes of n documents and their m paragraphs."""

    sig8: npt.NDArray[np.uint8]
    """(n, 256): the low 8 bits of each permutation's minimum; zeros where there is no shingle."""
    norm: Hashes
    """n hashes of the token sequence and of all digits; 0 for a text without tokens."""
    n_shingles: npt.NDArray[np.int32]
    paragraph_norm: Hashes
    """The same as `norm` for m paragraphs."""


def sign(
    documents: TextColumn, paragraphs: TextColumn, bounds: npt.NDArray[np.int64], settings: DedupSettings
) -> Signed:
    """Return the signatures; `bounds` (n + 1) says which paragraphs belong to each document.

    Where a document's text is as long as its paragraphs joined by blank lines it is them, and is read only once.
    """
    n, m = len(documents.offsets) - 1, len(paragraphs.offsets) - 1
    lengths = shingle_lengths(settings)
    signed = Signed(
        np.zeros((n, PERMUTATIONS), np.uint8), np.zeros(n, np.uint64), np.zeros(n, np.int32), np.zeros(m, np.uint64)
    )
    largest = int(np.diff(documents.offsets).max(initial=0))
    longest_rows = np.diff(paragraphs.offsets[bounds].astype(np.int64)).max(initial=0) if m else 0
    room = most_tokens(max(largest, int(longest_rows)), int(np.diff(bounds).max(initial=0)) + 1)
    scratch = (np.empty(room, np.uint64), np.empty(room, np.uint8), np.empty(room, np.uint16))
    joined = joined_rows(documents, paragraphs, bounds)
    table, expansions = fold()
    _sign(
        documents, paragraphs, bounds, joined, table, expansions, settings.fold_digits,
        lengths, shingle_powers(lengths), permutations(), scratch, signed,
    )  # fmt: skip
    return signed


def joined_rows(documents: TextColumn, paragraphs: TextColumn, bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Say of each document whether its text is its paragraphs joined by one blank line, by length."""
    counts = np.diff(bounds)
    of_rows = np.diff(paragraphs.offsets[bounds].astype(np.int64))
    return (counts > 0) & (np.diff(documents.offsets) == of_rows + 2 * (counts - 1))


@compiled
def _sign(
    documents, paragraphs, bounds, joined, table, expansions, fold_digits, lengths, bases, perms, scratch, signed
):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913 a kernel gets its arrays one by one
    hashes, kinds, letters = scratch
    minima = np.empty(PERMUTATIONS, np.uint32)
    for d in range(len(bounds) - 1):
        n, doc, digits = 0, _NONE, _NONE
        for p in range(bounds[d], bounds[d + 1]):
            first = n if joined[d] else 0
            n, own, power = tokens_of(
                paragraphs.data, paragraphs.offsets[p], paragraphs.offsets[p + 1],
                table, expansions, fold_digits, hashes, kinds, letters, first,
            )  # fmt: skip
            signed.paragraph_norm[p] = _norm(hashes, first, n, _NONE, own)
            digits = digits * power + own
        if not joined[d]:
            n, digits, power = tokens_of(
                documents.data, documents.offsets[d], documents.offsets[d + 1],
                table, expansions, fold_digits, hashes, kinds, letters, 0,
            )  # fmt: skip
        signed.norm[d] = _norm(hashes, 0, n, doc, digits)
        signed.n_shingles[d] = _minima(hashes, kinds, n, lengths, bases, perms, minima)
        if signed.n_shingles[d]:
            for k in range(PERMUTATIONS):
                signed.sig8[d, k] = minima[k] & 0xFF


@compiled
def _norm(hashes, first, end, h, digits):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 numba infers them
    if first == end:
        return _NONE
    for i in range(first, end):
        h = h * TOKEN_BASE + hashes[i]
    return mix(h ^ mix(digits))


@compiled
def _minima(hashes, kinds, n, lengths, bases, perms, minima):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913 numba infers them
    """Fill `minima`; overwrites `hashes` with running sums. Returns the number of shingles."""
    a, b = perms
    h = _NONE
    for i in range(n):
        h = h * TOKEN_BASE + hashes[i]
        hashes[i] = h
    minima[:] = 0xFFFFFFFF
    four = np.empty(4, np.uint32)
    count = 0
    for i in range(n):
        length = lengths[kinds[i]]
        if i + 1 < length:
            continue
        before = hashes[i - length] if i >= length else _NONE
        four[count & 3] = np.uint32(mix(hashes[i] - before * bases[kinds[i]]) >> _HIGH)
        count += 1
        if count & 3 == 0:
            x0, x1, x2, x3 = four[0], four[1], four[2], four[3]
            for k in range(PERMUTATIONS):
                y0 = np.uint32(a[k] * x0 + b[k])
                y1 = np.uint32(a[k] * x1 + b[k])
                y2 = np.uint32(a[k] * x2 + b[k])
                y3 = np.uint32(a[k] * x3 + b[k])
                minima[k] = min(minima[k], min(min(y0, y1), min(y2, y3)))
    for j in range(count & 3):
        for k in range(PERMUTATIONS):
            minima[k] = min(minima[k], np.uint32(a[k] * four[j] + b[k]))
    return count
