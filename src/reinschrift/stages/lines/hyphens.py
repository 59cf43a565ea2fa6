"""Whether a hyphen at a line's end divides a word (“Ver-⏎fassung”) or belongs to it (“twenty-⏎first”).

What the document writes elsewhere decides, the one word or the two with a hyphen; then what its languages know of
compounds, by the function words that it has most of. Without either the word was divided.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from reinschrift.model.lexicon import MOST_LANGUAGES
from reinschrift.stages.lines.compounds import (
    ENDING,
    FIRST,
    LAST,
    PREFIX,
    Bits,
    knows,
    load_compounds,
    load_function_words,
    pair_key,
    part_key,
)
from reinschrift.stages.rows.line_form import DOCUMENT, END, FLAGS, HYPHEN_END, LOWER, START
from reinschrift.text.arrays import Bytes, Flags, Hashes, Rows
from reinschrift.text.hash_table import find_slot, stamped_slot
from reinschrift.text.hashing import SEED
from reinschrift.text.kernel import kernel
from reinschrift.text.letters import add_letter, small_form
from reinschrift.text.utf8 import before, code_at, decode

LEAST_LETTERS = 3
"""Letters of the shortest part that a text's habit speaks of: shorter ones begin and end too many words."""

HABIT = 2
"""Compounds with a part before or behind a hyphen that make a habit of a text (“web-based, user-based”)."""

DOUBLED = 4
"""Letters of the shortest word that is doubled (“orang-orang”); shorter ones are syllables (“bon-bon”)."""

_LEFT, _RIGHT, _JOINED, _PAIR, _LEFT_LETTERS, _RIGHT_LETTERS, _CHAINED_LEFT, _CHAINED_RIGHT, _SIZE = range(9)
"""What is known of a line's end: the keys of the two parts, of one word of both, and of both with a hyphen; their
letters; whether another hyphen stands before the first or behind the second."""

_UNKNOWN, _STAYS, _GOES = range(3)
_ODD = np.uint64(1)


class Counts(NamedTuple):
    """How often what is asked for occurs in a document: keys, 1 where a slot has one, and numbers."""

    keys: Hashes
    stamps: npt.NDArray[np.uint8]
    numbers: Rows


@kernel(inline=True)
def _is_hyphen(code: int) -> bool:
    return code in (0x2D, 0x2010)  # code points are their own names


@kernel
def _add_word(data: Bytes, at: int, end: int, key: np.uint64) -> tuple[np.uint64, int, int]:
    """Return a word's key with the letters from a byte on, where they end, and how many they are."""
    count = 0
    while at < end:
        code, after = decode(data, at)
        small = small_form(code)
        if small == 0:
            break
        key, at, count = add_letter(key, small), after, count + 1
    return key, at, count


@kernel
def _parts(data: Bytes, upper: Rows, lower: Rows, parts: Hashes) -> None:
    """Fill what is known of the end of one line."""
    hyphen = before(data, upper[END])
    start = hyphen
    while start > upper[START] and small_form(code_at(data, before(data, start))) != 0:
        start = before(data, start)
    left, _, n_left = _add_word(data, start, hyphen, SEED)
    right, stop, n_right = _add_word(data, lower[START], lower[END], SEED)
    joined, _, _ = _add_word(data, lower[START], lower[END], left)
    parts[_LEFT], parts[_RIGHT], parts[_JOINED] = left | _ODD, right | _ODD, joined | _ODD
    parts[_PAIR] = pair_key(left | _ODD, right | _ODD)
    parts[_LEFT_LETTERS], parts[_RIGHT_LETTERS] = n_left, n_right
    parts[_CHAINED_LEFT] = start > upper[START] and _is_hyphen(code_at(data, before(data, start)))
    parts[_CHAINED_RIGHT] = stop < lower[END] and _is_hyphen(code_at(data, stop))


@kernel
def _enter(counts: Counts, parts: Hashes) -> None:
    """Make room for what is counted for the end of one line."""
    habits = part_key(parts[_LEFT], FIRST), part_key(parts[_RIGHT], LAST)
    for key in (parts[_JOINED], parts[_PAIR], habits[0], habits[1]):
        slot = stamped_slot(counts.keys, counts.stamps, len(counts.keys) - 1, 1, key)
        counts.keys[slot], counts.stamps[slot] = key, 1


@kernel
def _count(counts: Counts, key: np.uint64) -> None:
    """Count a key, if it has a place."""
    slot = stamped_slot(counts.keys, counts.stamps, len(counts.keys) - 1, 1, key)
    counts.numbers[slot] += counts.stamps[slot]


@kernel
def _count_of(counts: Counts, key: np.uint64) -> int:
    return int(counts.numbers[stamped_slot(counts.keys, counts.stamps, len(counts.keys) - 1, 1, key)])


@kernel
def _count_line(data: Bytes, row: Rows, counts: Counts, words: Bits, n: Rows) -> None:
    """Count a line's words, its compounds with a hyphen and their parts, and function words by language (`n`)."""
    at, left, follows = row[START], np.uint64(0), False
    while at < row[END]:
        key, stop, n_letters = _add_word(data, at, row[END], SEED)
        if n_letters == 0:
            code, at = decode(data, at)
            follows = follows and _is_hyphen(code) and at < row[END] and small_form(code_at(data, at)) != 0
            continue
        key |= _ODD
        is_first = stop < row[END] and _is_hyphen(code_at(data, stop))
        if follows:
            _count(counts, pair_key(left, key))
            _count(counts, part_key(left, FIRST))
            _count(counts, part_key(key, LAST))
        elif not is_first:
            slot = find_slot(words.keys, key)
            bits = words.languages[slot] if slot >= 0 else np.uint64(0)
            for language in range(MOST_LANGUAGES if bits else 0):
                n[language] += (bits >> np.uint64(language)) & _ODD
        _count(counts, key)
        left, follows, at = key, is_first, stop


@kernel
def _by_languages(parts: Hashes, known: tuple[Bits, Bits], own: np.uint64) -> int:
    """Return what a document's languages say of a hyphen at a line's end: _STAYS, _GOES or _UNKNOWN."""
    words, compounds = known
    left, right = parts[_LEFT], parts[_RIGHT]
    is_chained = parts[_CHAINED_LEFT] and knows(words, left, own)
    is_chained = is_chained or (parts[_CHAINED_RIGHT] and knows(words, right, own))
    if is_chained or knows(compounds, parts[_PAIR], own):
        return _STAYS
    if knows(compounds, part_key(right, ENDING), own):
        return _GOES
    if knows(compounds, part_key(left, FIRST), own):
        return _STAYS
    if knows(compounds, part_key(left, PREFIX), own):
        return _GOES
    return _STAYS if knows(compounds, part_key(right, LAST), own) else _UNKNOWN


@kernel
def _is_kept(parts: Hashes, counts: Counts, known: tuple[Bits, Bits], own: np.uint64) -> bool:
    """Say whether the hyphen at the end of one line is kept; `own` are the bits of the document's languages."""
    left, right = parts[_LEFT], parts[_RIGHT]
    one, two = _count_of(counts, parts[_JOINED]), _count_of(counts, parts[_PAIR])
    if one or two:
        return two > one
    if left == right and parts[_LEFT_LETTERS] >= DOUBLED:
        return True
    by_languages = _by_languages(parts, known, own)
    if by_languages != _UNKNOWN:
        return by_languages == _STAYS
    if parts[_LEFT_LETTERS] < LEAST_LETTERS or knows(known[0], left, own):
        return False
    is_long = parts[_RIGHT_LETTERS] > LEAST_LETTERS and not knows(known[0], right, own)
    return bool(
        _count_of(counts, part_key(left, FIRST)) >= HABIT
        or (is_long and _count_of(counts, part_key(right, LAST)) >= HABIT)
    )


@kernel
def _most(n: Rows) -> np.uint64:
    """Return the bits of the languages whose function words are most; of all where none has any."""
    own, most = np.uint64(0), np.max(n)
    for language in range(len(n)):
        if n[language] == most:
            own |= _ODD << np.uint64(language)
    return own


@kernel
def _keep_in(data: Bytes, rows: Rows, asked: Rows, known: tuple[Bits, Bits], keeps: Flags) -> None:
    """Mark the lines of one document whose hyphens are kept; `asked` are those that end in one and go on small."""
    parts = np.zeros((len(asked), _SIZE), np.uint64)
    size = 1  # a power of two: four keys a line, half of the slots free
    while size < 8 * len(asked):
        size *= 2
    counts = Counts(np.zeros(size, np.uint64), np.zeros(size, np.uint8), np.zeros(size, np.int32))
    for number, row in enumerate(asked):
        _parts(data, rows[row], rows[row + 1], parts[number])
        _enter(counts, parts[number])
    n = np.zeros(MOST_LANGUAGES, np.int32)
    for row in rows:
        _count_line(data, row, counts, known[0], n)
    own = _most(n)
    for number, row in enumerate(asked):
        keeps[row] = _is_kept(parts[number], counts, known, own)


@kernel
def _find_kept(data: Bytes, measures: Rows, starts: Flags, known: tuple[Bits, Bits]) -> Flags:
    keeps = np.zeros(len(measures), np.bool_)
    asked = np.zeros(len(measures), np.int32)
    first, n_asked = 0, 0
    for row in range(len(measures)):
        is_last = row + 1 == len(measures) or measures[row + 1][DOCUMENT] != measures[row][DOCUMENT]
        if not is_last and not starts[row + 1] and measures[row][FLAGS] & HYPHEN_END:
            asked[n_asked] = row - first
            n_asked += (measures[row + 1][FLAGS] & LOWER) != 0
        if is_last:
            if n_asked:
                _keep_in(data, measures[first : row + 1], asked[:n_asked], known, keeps[first : row + 1])
            first, n_asked = row + 1, 0
    return keeps


def find_kept_hyphens(data: Bytes, measures: Rows, starts: Flags) -> Flags:
    """Return for each physical line whether the hyphen at its end stays before the small letter of the next (bool).

    `measures` and `starts` are those of `measure_lines` and `find_starts`.
    """
    return _find_kept(data, measures, starts, (load_function_words(), load_compounds()))
