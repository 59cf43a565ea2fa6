"""Which words of a line are function words of which language, and which belong to debris."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from reinschrift.stages.lines.lexicon import CATEGORIES, Lexicon
from reinschrift.stages.lines.shape import Shapes

N_CATEGORIES = len(CATEGORIES)
PHRASES = N_CATEGORIES
"""The last column of `hits`: words in phrases of two or more words."""

_ODD = np.uint64(1)
_PHRASE = np.uint64(0x9E3779B97F4A7C15)


class Matches(NamedTuple):
    """What the lexicon says of each line: numbers of words, at most 255.

    `hits` uint8 (lines, categories + 1) · `stops` uint8 (lines, languages) · `n_stops` uint8, function words of
    any language · `keys` uint64, a key of the line's whole wording.
    """

    hits: npt.NDArray[np.uint8]
    stops: npt.NDArray[np.uint8]
    n_stops: npt.NDArray[np.uint8]
    keys: npt.NDArray[np.uint64]


@njit(cache=True, nogil=True, inline="always")
def _find(keys, key):  # type: ignore[no-untyped-def]  # numba infers the types
    """Return a key's slot in the table, or -1."""
    mask = len(keys) - 1
    slot = np.int64(key >> np.uint64(40)) & mask
    while keys[slot] != 0:
        if keys[slot] == key:
            return slot
        slot = (slot + 1) & mask
    return -1


@njit(cache=True, nogil=True)
def _find_phrase(words, at, slot, keys, categories, goes_on):  # type: ignore[no-untyped-def]
    """Return the categories and the length of the longest phrase that begins at a word."""
    found, length = categories[slot], 1
    key, ahead = keys[slot], at
    while goes_on[slot] and ahead + 1 < len(words):
        ahead += 1
        key = (key * _PHRASE) ^ (words[ahead] | _ODD)
        slot = _find(keys, key)
        if slot < 0:
            break
        if categories[slot]:
            found, length = categories[slot], ahead - at + 1
    return found, length


@njit(cache=True, nogil=True, inline="always")
def _add(row, column, amount):  # type: ignore[no-untyped-def]
    row[column] = min(255, row[column] + amount)


@njit(cache=True, nogil=True, inline="always")
def _add_bits(row, bits, amount):  # type: ignore[no-untyped-def]
    """Add to each column whose bit is set."""
    column = 0
    while bits:
        if bits & np.uint64(1):
            _add(row, column, amount)
        bits >>= np.uint64(1)
        column += 1


@njit(cache=True, nogil=True)
def _match_line(words, hits, stops, keys, table_stops, categories, goes_on):  # type: ignore[no-untyped-def]
    """Fill one line's rows; return its number of function words and the key of its wording."""
    n_stops, wording, covered = 0, np.uint64(len(words)), 0
    for at in range(len(words)):
        word = words[at] | _ODD
        wording = (wording * _PHRASE) ^ word
        slot = _find(keys, word)
        if slot < 0:
            continue
        if table_stops[slot]:
            n_stops += 1
            words[at] = word
            _add_bits(stops, table_stops[slot], 1)
        if at >= covered and (categories[slot] or goes_on[slot]):
            found, length = _find_phrase(words, at, slot, keys, categories, goes_on)
            if found:
                covered = at + length
                _add_bits(hits, np.uint64(found), length)
                if length > 1:
                    _add(hits, PHRASES, length)
    return min(n_stops, 255), wording


@njit(cache=True, nogil=True)
def _match_lines(words, ends, hits, stops, n_stops, wordings, keys, table_stops, categories, goes_on):  # type: ignore[no-untyped-def]  # noqa: PLR0913  # a kernel takes arrays, not tuples of them
    for line in range(len(ends) - 1):
        n_stops[line], wordings[line] = _match_line(
            words[ends[line] : ends[line + 1]], hits[line], stops[line], keys, table_stops, categories, goes_on
        )


def match_words(shapes: Shapes, lexicon: Lexicon) -> Matches:
    """Return what the lexicon says of each line; function words lose their mark as content words in `shapes.words`."""
    n_lines = len(shapes.ends) - 1
    matches = Matches(
        np.zeros((n_lines, N_CATEGORIES + 1), np.uint8),
        np.zeros((n_lines, len(lexicon.languages)), np.uint8),
        np.zeros(n_lines, np.uint8),
        np.zeros(n_lines, np.uint64),
    )
    _match_lines(shapes.words, shapes.ends, *matches, lexicon.keys, lexicon.stops, lexicon.categories, lexicon.goes_on)
    return matches
