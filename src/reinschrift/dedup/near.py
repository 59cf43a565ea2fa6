"""Pairs of near duplicates: candidates by equal bands of the signature, each verified by the whole signature.

A band's key is made of bytes of the stored signature, so there is nothing to store but the signature.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.columns import numbers
from reinschrift.dedup.corpus import Corpus, rows_by_shard, signatures_of
from reinschrift.dedup.files import read_documents
from reinschrift.dedup.similarity import PERMUTATIONS, accepted, bands_and_rows
from reinschrift.dedup.sorted_runs import distinct
from reinschrift.settings.dedup import DedupSettings
from reinschrift.text.arrays import Hashes, Numbers
from reinschrift.text.hashing import mix_all
from reinschrift.text.kernel import kernel

KEY_BITS = 40
BAND_BYTES = 512 << 20
"""Memory for the keys of bands that are sorted in one pass over the signatures."""
PAIRS_AT_ONCE = 1 << 20
"""Candidate pairs whose signatures are in memory at a time: up to 512 bytes each."""

_PAIR_SHIFT = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


class Pairs(NamedTuple):
    """Verified near duplicates, ascending by (better, worse); numbers by rank, better < worse."""

    better: Numbers
    worse: Numbers
    similarity: npt.NDArray[np.float32]
    n_candidates: int


def near_pairs(corpus: Corpus, single: npt.NDArray[np.bool_], settings: DedupSettings) -> Pairs:
    """Return the pairs of documents whose estimated similarity is at least `accepted(settings)`.

    `single` (by number) says which documents enter: the best one of each group that is equal once normalised.
    """
    candidates = candidate_pairs(corpus, single, settings)
    least = least_agreements(settings)
    kept, agreements = [candidates[:0]], [np.zeros(0, np.int32)]
    for start in range(0, len(candidates), PAIRS_AT_ONCE):
        some = candidates[start : start + PAIRS_AT_ONCE]
        agreeing = _verify(corpus, some, settings)
        kept.append(some[agreeing >= least])
        agreements.append(agreeing[agreeing >= least])
    pairs = np.concatenate(kept)
    similarity = estimate(np.concatenate(agreements))
    better, worse = (pairs >> _PAIR_SHIFT).astype(np.int32), (pairs & _LOW).astype(np.int32)
    return Pairs(better, worse, similarity, len(candidates))


def least_agreements(settings: DedupSettings) -> int:
    """Return how many signature bytes must agree for an estimate of `accepted(settings)`."""
    return 1 + math.ceil(accepted(settings) * (PERMUTATIONS - 1) - 1e-9)


def estimate(agreements: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    """Return the Jaccard similarity of two texts of whose 256 signature bytes so many agree.

    Of 256 bytes that have nothing to do with each other, one agrees by chance.
    """
    return np.maximum((agreements - 1) / (PERMUTATIONS - 1), 0).astype(np.float32)


def candidate_pairs(corpus: Corpus, single: npt.NDArray[np.bool_], settings: DedupSettings) -> Hashes:
    """Return the pairs to compare, ascending and each once: better << 32 | worse.

    Documents of one bucket are compared with its `settings.leaders` best-ranked ones, so the number of pairs
    grows with the number of documents and not with its square.
    """
    number_bits = max(1, len(corpus.flat).bit_length())
    split_bits = max(0, KEY_BITS + number_bits - 64)  # so that key and number fit into 64 bits
    bands, _ = bands_and_rows(settings)
    at_once = max(1, BAND_BYTES // (8 * max(1, int(np.count_nonzero(single)) >> split_bits)))
    found = np.zeros(0, np.uint64)
    for part in range(1 << split_bits):
        for first in range(0, bands, at_once):
            some = range(first, min(first + at_once, bands))
            pairs = [
                _pairs_of_band(packed, number_bits, settings.leaders)
                for packed in _packed_bands(corpus, single, some, (part, split_bits, number_bits), settings)
            ]
            found = distinct(np.concatenate([found, *pairs]))
    return found


def _packed_bands(
    corpus: Corpus,
    single: npt.NDArray[np.bool_],
    bands: range,
    layout: tuple[int, int, int],
    settings: DedupSettings,
) -> Iterator[Hashes]:
    """Yield for each band the keys of its documents, each with the document's number in the low bits."""
    part, split_bits, number_bits = layout
    rows = bands_and_rows(settings)[1]
    collected: list[list[Hashes]] = [[] for _ in bands]
    for shard in range(len(corpus.shards)):
        table = read_documents(corpus.shards[shard], settings)
        number = corpus.number[corpus.starts[shard] : corpus.starts[shard + 1]]
        entering = number >= 0
        entering[entering] = single[number[entering]]
        entering &= numbers(table["n_shingles"]) >= settings.min_shingles
        minima = signatures_of(table)[:, bands.start * rows : bands.stop * rows][entering]
        entered: Hashes = number[entering].astype(np.uint64)
        for i, parts in enumerate(collected):
            packed = band_keys(minima[:, i * rows : (i + 1) * rows])
            if split_bits:
                here = packed >> np.uint64(KEY_BITS - split_bits) == part
                packed, entered_here = packed[here], entered[here]
            packed <<= np.uint64(number_bits)
            packed |= entered_here if split_bits else entered
            parts.append(packed)
    for parts in collected:
        packed = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
        parts.clear()
        yield packed


def band_keys(minima: npt.NDArray[np.uint8]) -> Hashes:
    """Return 40 bits for each row of up to 8 signature bytes."""
    wide = np.zeros((len(minima), 8), np.uint8)
    wide[:, : minima.shape[1]] = minima
    return mix_all(wide.view("<u8").reshape(-1).astype(np.uint64, copy=False)) >> np.uint64(64 - KEY_BITS)


def _pairs_of_band(packed: Hashes, number_bits: int, leaders: int) -> Hashes:
    """Sort a band's keys and return (leader, member) for every member of every bucket."""
    packed.sort()
    key = packed >> np.uint64(number_bits)
    same = np.zeros(len(packed), np.bool_)
    same[1:] = key[1:] == key[:-1]
    members = np.flatnonzero(same)
    first = np.maximum.accumulate(np.where(same, 0, np.arange(len(packed))))[members]
    number = packed & np.uint64((1 << number_bits) - 1)
    pairs = []
    for leader in range(leaders):
        after = members - first > leader
        pairs.append(number[first[after] + leader] << _PAIR_SHIFT | number[members[after]])
    return distinct(np.concatenate(pairs))


def _verify(corpus: Corpus, pairs: Hashes, settings: DedupSettings) -> npt.NDArray[np.int32]:
    """Return of each pair how many of the 256 signature bytes agree."""
    better, worse = (pairs >> _PAIR_SHIFT).astype(np.int64), (pairs & _LOW).astype(np.int64)
    flats = distinct(corpus.flat[np.concatenate([better, worse])])
    sig8 = np.empty((len(flats), PERMUTATIONS), np.uint8)
    for shard, some in rows_by_shard(corpus, flats):
        stored = signatures_of(read_documents(corpus.shards[shard], settings))
        np.take(stored, flats[some] - corpus.starts[shard], axis=0, out=sig8[some])
    slot_of = np.empty(len(corpus.number), np.int32)
    slot_of[flats] = np.arange(len(flats), dtype=np.int32)
    slots = [slot_of[corpus.flat[side]] for side in (better, worse)]
    agreeing = np.empty(len(pairs), np.int32)
    _count_agreements(sig8, slots[0], slots[1], agreeing)
    return agreeing


@kernel
def _count_agreements(sig8: npt.NDArray[np.uint8], one: Numbers, other: Numbers, agreeing: Numbers) -> None:
    for i in range(len(one)):
        a, b = sig8[one[i]], sig8[other[i]]
        count = 0
        for k in range(PERMUTATIONS):
            count += a[k] == b[k]
        agreeing[i] = count
