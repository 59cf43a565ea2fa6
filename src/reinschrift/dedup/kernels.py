"""The signature's compiled loop: bytes of documents and paragraphs in, hashes and minima out, nothing between."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.dedup.notices import Phrases, find_phrases, load_phrases
from reinschrift.dedup.shingles import permutations, shingle_lengths, shingle_powers
from reinschrift.dedup.similarity import PERMUTATIONS
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Hashes
from reinschrift.text.fold import fold
from reinschrift.text.hashing import TOKEN_BASE, mix
from reinschrift.text.kernel import kernel
from reinschrift.text.kernels import Folding, TextColumn, TokenRoom, token_room, tokens_of

_NONE = np.uint64(0)
_HIGH = np.uint64(32)
_COMPARED = 8

Bounds = npt.NDArray[np.int64]
MinHashes = npt.NDArray[np.uint32]


class Signed(NamedTuple):
    """What the kernel makes of n documents and their m paragraphs."""

    sig8: npt.NDArray[np.uint8]
    """(n, 256): the low 8 bits of each permutation's minimum; zeros where there is no shingle."""
    norm: Hashes
    """n hashes of the token sequence and of all digits; 0 for a text without tokens."""
    n_shingles: npt.NDArray[np.int32]
    paragraph_norm: Hashes
    """The same as `norm` for m paragraphs."""
    paragraph_words: npt.NDArray[np.uint8]
    """What words m paragraphs hold: bits of `notices`."""
    paragraph_tokens: npt.NDArray[np.int32]
    """How many tokens m paragraphs have."""


class _Shingling(NamedTuple):
    lengths: npt.NDArray[np.int64]
    powers: Hashes
    a: npt.NDArray[np.uint32]
    b: npt.NDArray[np.uint32]
    minima: npt.NDArray[np.uint32]
    shingles: npt.NDArray[np.uint32]


class _Texts(NamedTuple):
    documents: TextColumn
    paragraphs: TextColumn
    bounds: Bounds
    joined: npt.NDArray[np.bool_]


def sign(documents: TextColumn, paragraphs: TextColumn, bounds: Bounds, settings: DedupSettings) -> Signed:
    """Return the signatures; `bounds` (n + 1) says which paragraphs belong to each document.

    Where a document's text is its paragraphs joined by blank lines, it is read only once.
    """
    n, m = len(documents.offsets) - 1, len(paragraphs.offsets) - 1
    lengths = shingle_lengths(settings)
    signed = Signed(
        np.zeros((n, PERMUTATIONS), np.uint8), np.zeros(n, np.uint64), np.zeros(n, np.int32), np.zeros(m, np.uint64),
        np.zeros(m, np.uint8), np.zeros(m, np.int32),
    )  # fmt: skip
    of_paragraphs = np.diff(paragraphs.offsets[bounds])
    most = max(int(np.diff(documents.offsets).max(initial=0)), int(of_paragraphs.max(initial=0)))
    room = token_room(most, int(np.diff(bounds).max(initial=0)) + 1)
    scratch = np.empty(PERMUTATIONS, np.uint32), np.empty(len(room.hashes), np.uint32)
    _sign(
        _Texts(documents, paragraphs, bounds, joined_rows(documents, paragraphs, bounds)),
        Folding(*fold(), settings.fold_digits),
        _Shingling(lengths, shingle_powers(lengths), *permutations(), *scratch),
        room,
        load_phrases(fold_digits=settings.fold_digits),
        signed,
    )
    return signed


def joined_rows(documents: TextColumn, paragraphs: TextColumn, bounds: Bounds) -> npt.NDArray[np.bool_]:
    """Say of each document whether its text is its paragraphs joined by one blank line.

    It is if its length fits, and each paragraph's first and last eight bytes stand where they then must.
    """
    counts = np.diff(bounds)
    joined: npt.NDArray[np.bool_] = np.diff(documents.offsets) == np.diff(paragraphs.offsets[bounds]) + 2 * (counts - 1)
    joined &= counts > 0
    _check_joined(documents, paragraphs, bounds, joined)
    return joined


@kernel
def _check_joined(documents: TextColumn, paragraphs: TextColumn, bounds: Bounds, joined: npt.NDArray[np.bool_]) -> None:
    for d in range(len(joined)):
        at = documents.offsets[d]
        for p in range(bounds[d], bounds[d + 1]):
            if not joined[d]:
                break
            start, end = paragraphs.offsets[p], paragraphs.offsets[p + 1]
            for i in range(min(end - start, _COMPARED)):
                if (
                    documents.data[at + i] != paragraphs.data[start + i]
                    or documents.data[at + end - start - 1 - i] != paragraphs.data[end - 1 - i]
                ):
                    joined[d] = False
            at += end - start + 2


@kernel
def _sign(
    texts: _Texts, folding: Folding, shingling: _Shingling, room: TokenRoom, phrases: Phrases, signed: Signed
) -> None:
    for d in range(len(texts.bounds) - 1):
        n, digits = 0, _NONE
        for p in range(texts.bounds[d], texts.bounds[d + 1]):
            first = n if texts.joined[d] else 0
            n, own, power = tokens_of(texts.paragraphs, p, folding, room, first)
            signed.paragraph_norm[p] = _norm(room.hashes, first, n, own)
            signed.paragraph_words[p] = find_phrases(room.hashes, first, n, phrases)
            signed.paragraph_tokens[p] = n - first
            digits = digits * power + own
        if not texts.joined[d]:
            n, digits, power = tokens_of(texts.documents, d, folding, room, 0)
        signed.norm[d] = _norm(room.hashes, 0, n, digits)
        n = _shingles(room, n, shingling)
        signed.n_shingles[d] = n
        if n:
            _minima(shingling.shingles, n, shingling.a, shingling.b, shingling.minima)
            for k in range(PERMUTATIONS):
                signed.sig8[d, k] = shingling.minima[k] & 0xFF


@kernel
def _norm(hashes: Hashes, first: int, end: int, digits: np.uint64) -> np.uint64:
    if first == end:
        return _NONE
    h = _NONE
    for i in range(first, end):
        h = h * TOKEN_BASE + hashes[i]
    return mix(h ^ mix(digits))


@kernel
def _shingles(room: TokenRoom, n: int, shingling: _Shingling) -> int:
    """Write the shingles of the first `n` tokens, whose hashes become running sums; return how many they are."""
    hashes, kinds, shingles = room.hashes, room.kinds, shingling.shingles
    lengths, powers = shingling.lengths, shingling.powers
    h = _NONE
    count = 0
    for i in range(n):
        h = h * TOKEN_BASE + hashes[i]
        hashes[i] = h
        length = lengths[kinds[i]]
        if i >= length:
            shingles[count] = mix(h - hashes[i - length] * powers[kinds[i]]) >> _HIGH
            count += 1
        elif i + 1 == length:
            shingles[count] = mix(h) >> _HIGH
            count += 1
    return count


@kernel
def _minima(x: MinHashes, n: int, a: MinHashes, b: MinHashes, minima: MinHashes) -> None:
    """Put the minimum of each permutation of the first `n` shingles into `minima`."""
    minima[:] = 0xFFFFFFFF
    whole = n - n % 4
    # Four shingles a pass: the compiler turns each line into one instruction for eight or sixteen permutations.
    for i in range(0, whole, 4):
        x0, x1, x2, x3 = x[i], x[i + 1], x[i + 2], x[i + 3]
        for k in range(PERMUTATIONS):
            y0 = np.uint32(a[k] * x0 + b[k])
            y1 = np.uint32(a[k] * x1 + b[k])
            y2 = np.uint32(a[k] * x2 + b[k])
            y3 = np.uint32(a[k] * x3 + b[k])
            minima[k] = min(minima[k], min(min(y0, y1), min(y2, y3)))  # noqa: PLW3301 a tree is faster than a chain
    for i in range(whole, n):
        for k in range(PERMUTATIONS):
            minima[k] = min(minima[k], np.uint32(a[k] * x[i] + b[k]))
