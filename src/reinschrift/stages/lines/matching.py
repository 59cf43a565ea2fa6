"""Which words of a line are function words of which language, and which belong to debris."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.model.lexicon import CATEGORIES, Lexicon, Table, add_word, find_phrase
from reinschrift.stages.lines.shape import Shapes
from reinschrift.text.arrays import Bytes, Hashes, Positions
from reinschrift.text.hash_table import find_slot
from reinschrift.text.kernel import kernel

N_CATEGORIES = len(CATEGORIES)
PHRASES = N_CATEGORIES
"""The last column of `hits`: words in phrases of two or more words."""

_ODD = np.uint64(1)


class Matches(NamedTuple):
    """What the lexicon says of each line: numbers of words, at most 255.

    `hits` uint8 (lines, categories + 1) · `stops` uint8 (lines, languages) · `n_stops` uint8, function words of
    any language · `keys` uint64, a key of the line's whole wording.
    """

    hits: npt.NDArray[np.uint8]
    stops: npt.NDArray[np.uint8]
    n_stops: npt.NDArray[np.uint8]
    keys: npt.NDArray[np.uint64]


MatchColumns = tuple[Bytes, Bytes, Bytes, Hashes]
"""`Matches` as kernels take it."""


@kernel(inline=True)
def _add(row: Bytes, column: int, amount: int) -> None:
    row[column] = min(255, row[column] + amount)


@kernel(inline=True)
def _add_bits(row: Bytes, bits: np.uint64, amount: int) -> None:
    """Add to each column whose bit is set."""
    column = 0
    while bits:
        if bits & np.uint64(1):
            _add(row, column, amount)
        bits >>= np.uint64(1)
        column += 1


@kernel
def _match_line(words: Hashes, hits: Bytes, stops: Bytes, table: Table) -> tuple[int, np.uint64]:
    """Fill one line's rows; return its number of function words and the key of its wording."""
    n_stops, wording, covered = 0, np.uint64(len(words)), 0
    for at in range(len(words)):
        word = words[at] | _ODD
        wording = add_word(wording, word)
        slot = find_slot(table.keys, word)
        if slot < 0:
            continue
        if table.stops[slot]:
            n_stops += 1
            words[at] = word
            _add_bits(stops, table.stops[slot], 1)
        if at >= covered and (table.categories[slot] or table.goes_on[slot]):
            found, length = find_phrase(words, at, slot, table)
            if found:
                covered = at + length
                _add_bits(hits, np.uint64(found), length)
                if length > 1:
                    _add(hits, PHRASES, length)
    return min(n_stops, 255), wording


@kernel
def _match_lines(words: Hashes, ends: Positions, matches: MatchColumns, table: Table) -> None:
    hits, stops, n_stops, wordings = matches
    for line in range(len(ends) - 1):
        n_stops[line], wordings[line] = _match_line(words[ends[line] : ends[line + 1]], hits[line], stops[line], table)


def match_words(shapes: Shapes, lexicon: Lexicon) -> Matches:
    """Return what the lexicon says of each line; function words lose their mark as content words in `shapes.words`."""
    n_lines = len(shapes.ends) - 1
    matches = Matches(
        np.zeros((n_lines, N_CATEGORIES + 1), np.uint8),
        np.zeros((n_lines, len(lexicon.languages)), np.uint8),
        np.zeros(n_lines, np.uint8),
        np.zeros(n_lines, np.uint64),
    )
    _match_lines(shapes.words, shapes.ends, (*matches,), lexicon.table)
    return matches
