"""What the words of a paragraph say of it: a notice of licence, a call to subscribe, an imprint, a formula."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from reinschrift.languages import all_words
from reinschrift.text.arrays import Hashes
from reinschrift.text.hash_table import find_slot, place_keys
from reinschrift.text.hashing import TOKEN_BASE, rolled
from reinschrift.text.kernel import kernel
from reinschrift.text.words import tokenise

SURE, LIKELY, FORMULA = 1, 2, 4
"""Bits of what a paragraph holds: words that only a notice or a call has; words that it often has; words of a formula,
which belongs to its text however often it comes."""

_OF_DEBRIS = ("promotion", "share_bar", "cookie_notice", "comment_form", "legal")
"""The lists of debris whose phrases of three words and more are likely in a notice."""
_SHIFT = 48  # the upper 16 bits of a hash


class Phrases(NamedTuple):
    """A hash table of phrases and their beginnings."""

    alone: npt.NDArray[np.uint64]
    """Bits: whether a token may be a phrase, by the upper bits of its hash; few tokens are looked up elsewhere."""
    begins: npt.NDArray[np.uint64]
    """The same for two tokens that a phrase begins with."""
    keys: Hashes
    bits: npt.NDArray[np.uint8]
    goes_on: npt.NDArray[np.bool_]


@cache
def listed_phrases() -> dict[int, tuple[str, ...]]:
    """Return the phrases of all languages by their bit."""
    debris = frozenset(phrase for kind in _OF_DEBRIS for phrase in all_words("debris", kind) if phrase.count(" ") > 1)
    likely = all_words("notices", "likely") | debris
    lists = {SURE: all_words("notices", "sure"), LIKELY: likely, FORMULA: all_words("notices", "formulas")}
    return {bit: tuple(sorted(phrases)) for bit, phrases in lists.items()}


@cache
def phrases_fingerprint() -> str:
    """Return a hash of all phrases."""
    return hashlib.sha256(json.dumps(sorted(listed_phrases().items())).encode()).hexdigest()[:16]


@cache
def load_phrases(*, fold_digits: bool) -> Phrases:
    """Return the table of all phrases; their tokens are hashed as those of the texts are."""
    entries: dict[int, list[int]] = {}
    filters: tuple[set[int], set[int]] = set(), set()
    for bit, phrases in listed_phrases().items():
        tokens = tokenise(pa.array(phrases, pa.string()), fold_digits=fold_digits)
        for start, end in pairwise(tokens.offsets.tolist()):
            key = 0
            for at, one in enumerate(tokens.hashes[start:end].tolist(), start=1):
                key = rolled(key, one, TOKEN_BASE)
                entry = entries.setdefault(key, [0, 0])
                entry[0] |= bit * (at == end - start)
                entry[1] |= at < end - start
                if at == min(end - start, 2):
                    filters[at - 1].add(key >> _SHIFT)
    keys, slots = place_keys(list(entries))
    bits, goes_on = np.zeros(len(keys), np.uint8), np.zeros(len(keys), np.bool_)
    for slot, (its_bits, goes) in zip(slots, entries.values(), strict=True):
        bits[slot], goes_on[slot] = its_bits, bool(goes)
    return Phrases(_bits(filters[0]), _bits(filters[1]), keys, bits, goes_on)


def _bits(numbers: set[int]) -> npt.NDArray[np.uint64]:
    is_in = np.zeros(1 << (64 - _SHIFT), np.uint8)
    is_in[sorted(numbers)] = 1
    return np.packbits(is_in, bitorder="little").view(np.uint64)


@kernel(nrt=False)
def _is_in(bits: npt.NDArray[np.uint64], key: np.uint64) -> bool:
    upper = key >> np.uint64(_SHIFT)
    return bool((bits[upper >> np.uint64(6)] >> (upper & np.uint64(63))) & np.uint64(1))


@kernel(nrt=False)
def find_phrases(hashes: Hashes, first: int, end: int, phrases: Phrases) -> int:
    """Return the bits of all phrases among the tokens from `first` to `end`."""
    found = 0
    for at in range(first, end):
        key, ahead = hashes[at], at + 1
        begins = ahead < end and _is_in(phrases.begins, key * TOKEN_BASE + hashes[ahead])
        if not begins and not _is_in(phrases.alone, key):
            continue
        slot = find_slot(phrases.keys, key)
        while slot >= 0:
            found |= phrases.bits[slot]
            if not phrases.goes_on[slot] or ahead == end:
                break
            key = key * TOKEN_BASE + hashes[ahead]
            ahead += 1
            slot = find_slot(phrases.keys, key)
    return found
