"""The arithmetic of all hashes: FNV-1a, polynomials and a finisher modulo 2^64, the same in kernels and outside."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.text.arrays import Hashes
from reinschrift.text.kernel import kernel

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, made odd: a factor that spreads numbers over all bits (Knuth, TAOCP 3, 6.4)."""
LETTER_BASE = GOLDEN
TOKEN_BASE = np.uint64(0xD1342543DE82EF95)
DIGIT_BASE = np.uint64(0xAEF17502108EF2D9)

SEED = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)

_MIX_1 = np.uint64(0xFF51AFD7ED558CCD)
_MIX_2 = np.uint64(0xC4CEB9FE1A85EC53)
_SHIFT = np.uint64(33)


@kernel(inline=True)
def add(key: np.uint64, value: int | np.unsignedinteger) -> np.uint64:
    """Return an FNV-1a hash (64 bits, public domain) with one more value; it begins with `SEED`."""
    return (key ^ np.uint64(value)) * _PRIME


def hash_bytes(data: bytes) -> int:
    """Return the FNV-1a hash of bytes, as a kernel makes it with `add`."""
    key = int(SEED)
    for byte in data:
        key = ((key ^ byte) * int(_PRIME)) % (1 << 64)
    return key


@kernel
def mix(h: np.uint64) -> np.uint64:
    """Return `h` with every bit depending on every other: the finisher of MurmurHash3 (fmix64, public domain)."""
    h ^= h >> _SHIFT
    h *= _MIX_1
    h ^= h >> _SHIFT
    h *= _MIX_2
    h ^= h >> _SHIFT
    return h


def mix_all(hashes: Hashes) -> Hashes:
    """Return a new array with `mix` of each hash."""
    h = hashes ^ (hashes >> _SHIFT)
    h *= _MIX_1
    h ^= h >> _SHIFT
    h *= _MIX_2
    h ^= h >> _SHIFT
    return h


def rolled(key: int, value: int, base: np.uint64) -> int:
    """Return a polynomial hash with one more value, as a kernel makes it with `key * base + value`."""
    return (key * int(base) + value) % (1 << 64)


_STEP, _FIRST, _SECOND = GOLDEN, np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
"""The constants of SplitMix64 (Steele, Lea and Flood, 2014)."""


def by_chance(numbers: Hashes, seed: int) -> Hashes:
    """Return for each number one that looks like chance, SplitMix64 of it and the seed: draws that anyone can redo."""
    with np.errstate(over="ignore"):
        return _scrambled(numbers * _STEP + _scrambled(np.array([seed & 0xFFFFFFFFFFFFFFFF], np.uint64)))


def _scrambled(value: Hashes) -> Hashes:
    value = value + _STEP
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    return value ^ (value >> np.uint64(31))


def powers(base: np.uint64, n: int) -> Hashes:
    """Return base^0 … base^(n-1) modulo 2^64."""
    factors = np.full(max(n, 1), base, np.uint64)
    factors[0] = 1
    return np.multiply.accumulate(factors)[:n]


def polynomials(values: Hashes, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], base: np.uint64) -> Hashes:
    """Return for each range of `values` the sum of value * base^(distance from the range's last value).

    `starts` and `ends` are ascending and ranges do not overlap; an empty range gives 0.
    """
    lengths = ends - starts
    n_used = int(lengths.sum())
    result = np.zeros(len(starts), np.uint64)
    if n_used == 0:
        return result
    used = lengths > 0
    firsts = (np.cumsum(lengths) - lengths)[used]
    at = np.arange(n_used) + np.repeat(starts[used] - firsts, lengths[used])
    distance = np.repeat(ends[used], lengths[used]) - 1 - at
    terms = values[at] * powers(base, int(lengths.max()))[distance]
    result[used] = np.add.reduceat(terms, firsts)
    return result
