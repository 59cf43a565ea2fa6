"""Paragraphs that say again, whole or nearly, what another paragraph of their document says: pull quotes, doubles."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from reinschrift.stages.lines.physical import Bytes, Flags, Rows, case_of, code_at
from reinschrift.stages.paragraphs.kinds import (
    CAPTION,
    DEBRIS,
    HEADING,
    PARAGRAPH,
    QUESTION,
    QUOTE,
    TITLE,
    VERSE,
    Kinds,
)

Hashes = npt.NDArray[np.uint64]
Shares = npt.NDArray[np.float32]

Words = tuple[Hashes, Flags, Rows]
"""Of one document: a hash of each word, whether it has a digit, and where each row's words begin."""

Scratch = tuple[Rows, Hashes, Rows, Rows]
"""Room for the table of pairs (heads, keys, nodes) and for the votes of the rows."""

WORD_SHARE = 0.9
"""Share of a near repetition's words that the other paragraph must hold: word order may change, words may not."""

LONGER = 1.25
"""How many times as long the other paragraph must be, unless the two are the same: statements built alike stay."""

LONGEST_CHAIN = 64
"""Rows that are looked up for one pair of words: a pair in more rows says little about any."""


def _small_letters() -> npt.NDArray[np.int32]:
    """Return the small letter of each code point below U+2100 (itself where it has none)."""
    return np.array([ord(small) if len(small := chr(code).lower()) == 1 else code for code in range(0x2100)], np.int32)


_SMALL = _small_letters()


@njit(cache=True, nogil=True)
def _hash_words(data: Bytes, start: int, end: int, hashes: Hashes, digits: Flags, at: int) -> int:
    """Write a hash of each word (letters and digits, in small letters) from `at` on; return where the last ends."""
    value, in_word, has_digit = np.uint64(14695981039346656037), False, False
    place = start
    while place < end:
        code = code_at(data, place)
        place += 1 if code < 0x80 else (2 if code < 0x800 else (3 if code < 0x10000 else 4))
        case = case_of(code)
        if case:
            small = _SMALL[code] if code < 0x2100 else code
            value = (value ^ np.uint64(small)) * np.uint64(1099511628211)
            in_word, has_digit = True, has_digit or case == 4
        elif in_word:
            hashes[at], digits[at] = value, has_digit
            at += 1
            value, in_word, has_digit = np.uint64(14695981039346656037), False, False
    if in_word:
        hashes[at], digits[at] = value, has_digit
        at += 1
    return at


@njit(cache=True, nogil=True)
def _power_of_two(least: int) -> int:
    """Return the first power of two that is not below `least`, 16 or more."""
    size = 16
    while size < least:
        size *= 2
    return size


@njit(cache=True, nogil=True)
def _pair(hashes: Hashes, at: int) -> np.uint64:
    """Return a hash of the word at `at` and the next."""
    mixed = (hashes[at] * np.uint64(0x9E3779B97F4A7C15)) ^ hashes[at + 1]
    return np.uint64(mixed ^ (mixed >> np.uint64(29)))


@njit(cache=True, nogil=True)
def _chain(hashes: Hashes, bounds: Rows, heads: Rows, keys: Hashes, nodes: Rows) -> None:
    """Enter every pair of words of one document into the table: `heads` leads to the last row that holds the pair.

    `nodes[i]` is (row, node before) of the pair that begins with word i; -1 ends a chain.
    """
    mask = np.uint64(len(heads) - 1)
    heads[:] = -1
    for row in range(len(bounds) - 1):
        for at in range(bounds[row], bounds[row + 1] - 1):
            key = _pair(hashes, at)
            slot = key & mask
            while heads[slot] >= 0 and keys[slot] != key:
                slot = (slot + np.uint64(1)) & mask
            nodes[at, 0], nodes[at, 1] = row, -1
            if heads[slot] >= 0:
                if nodes[heads[slot], 0] == row:
                    continue
                nodes[at, 1] = heads[slot]
            keys[slot], heads[slot] = key, at


@njit(cache=True, nogil=True)
def _find(key: np.uint64, heads: Rows, keys: Hashes) -> int:
    """Return the first node of a pair's chain."""
    mask = np.uint64(len(heads) - 1)
    slot = key & mask
    while heads[slot] >= 0 and keys[slot] != key:
        slot = (slot + np.uint64(1)) & mask
    return int(heads[slot])


@njit(cache=True, nogil=True)
def _shares_pairs(hashes: Hashes, bounds: Rows, row: int, table: tuple[Rows, Hashes, Rows], share: float) -> bool:
    """Say whether enough pairs of a row stand in other rows too; most rows are done with here."""
    heads, keys, nodes = table
    n_pairs = bounds[row + 1] - bounds[row] - 1
    may_miss = int((1 - share) * n_pairs)
    for at in range(bounds[row], bounds[row + 1] - 1):
        node = _find(_pair(hashes, at), heads, keys)
        if nodes[node, 0] == row and nodes[node, 1] < 0:
            may_miss -= 1
            if may_miss < 0:
                return False
    return True


@njit(cache=True, nogil=True)
def _best_other(
    hashes: Hashes, bounds: Rows, row: int, table: tuple[Rows, Hashes, Rows], votes: Rows
) -> tuple[int, int]:
    """Return the other row that holds most pairs of a row, and how many; of equals the longest, then the first.

    `votes` is scratch, one place a row, all zero before and after.
    """
    heads, keys, nodes = table
    best, best_votes = -1, 0
    for sweep in range(2):
        for at in range(bounds[row], bounds[row + 1] - 1):
            node = _find(_pair(hashes, at), heads, keys)
            for _ in range(LONGEST_CHAIN):
                if node < 0:
                    break
                other = nodes[node, 0]
                node = nodes[node, 1]
                if sweep == 1:
                    votes[other] = 0
                    continue
                votes[other] += other != row
                more = votes[other] - best_votes
                size, best_size = bounds[other + 1] - bounds[other], bounds[best + 1] - bounds[best] if best >= 0 else 0
                if more > 0 or (more == 0 and best >= 0 and (size > best_size or (size == best_size and other < best))):
                    best, best_votes = other, votes[other]
    return best, best_votes


@njit(cache=True, nogil=True)
def _holds_words(words: Words, row: int, other: int) -> bool:
    """Say whether one row holds nearly all words of another, and all that have a digit."""
    hashes, digits, bounds = words
    missing = 0
    for at in range(bounds[row], bounds[row + 1]):
        found = False
        for place in range(bounds[other], bounds[other + 1]):
            if hashes[place] == hashes[at]:
                found = True
                break
        missing += not found
        if not found and digits[at]:
            return False
    return bool(missing <= (1 - WORD_SHARE) * (bounds[row + 1] - bounds[row]))


@njit(cache=True, nogil=True)
def _same(hashes: Hashes, bounds: Rows, row: int, other: int) -> bool:
    """Say whether two rows have the same words in the same order."""
    n_words = bounds[row + 1] - bounds[row]
    if n_words != bounds[other + 1] - bounds[other]:
        return False
    return bool(np.array_equal(hashes[bounds[row] : bounds[row + 1]], hashes[bounds[other] : bounds[other + 1]]))


@njit(cache=True, nogil=True)
def _says_title(hashes: Hashes, bounds: Rows, row: int, title: int) -> float:
    """Return the share of a row's words that are the title's, 0 if it leaves one out or says much more."""
    n_words, n_title = bounds[row + 1] - bounds[row], bounds[title + 1] - bounds[title]
    if n_title < 3 or n_words < n_title or n_words > n_title + 2 + n_title // 4:
        return 0.0
    at = bounds[title]
    for place in range(bounds[row], bounds[row + 1]):
        if at < bounds[title + 1] and hashes[place] == hashes[at]:
            at += 1
    return n_title / n_words if at == bounds[title + 1] else 0.0


@njit(cache=True, nogil=True)
def _similarity(
    words: Words, row: int, table: tuple[Rows, Hashes, Rows], votes: Rows, limits: tuple[float, int]
) -> float:
    """Return the share of a row's pairs of words that the row it repeats holds, 0 if it repeats none."""
    hashes, _, bounds = words
    share, fewest = limits
    n_words = bounds[row + 1] - bounds[row]
    if n_words < fewest or not _shares_pairs(hashes, bounds, row, table, share):
        return 0.0
    other, n_pairs = _best_other(hashes, bounds, row, table, votes)
    if other < 0 or n_pairs < share * (n_words - 1):
        return 0.0
    if _same(hashes, bounds, row, other):
        return 1.0 if other < row else 0.0
    is_longer = bounds[other + 1] - bounds[other] >= LONGER * n_words
    return n_pairs / (n_words - 1) if is_longer and _holds_words(words, row, other) else 0.0


@njit(cache=True, nogil=True)
def _mark_document(words: Words, kinds: Kinds, scratch: Scratch, limits: tuple[float, int], found: Shares) -> None:
    """Fill `found` for the rows of one document that repeat another."""
    hashes, _, bounds = words
    heads, keys, nodes, votes = scratch
    size = _power_of_two(2 * (bounds[-1] - bounds[0]))
    _chain(hashes, bounds, heads[:size], keys, nodes)
    title = -1
    for row in range(len(kinds)):
        if kinds[row] == TITLE:
            title = row
    for row in range(len(kinds)):
        if kinds[row] not in (PARAGRAPH, HEADING, QUOTE, CAPTION, QUESTION):
            continue
        if title >= 0:
            found[row] = _says_title(hashes, bounds, row, title)
        if found[row] == 0:
            found[row] = _similarity(words, row, (heads[:size], keys, nodes), votes, limits)


@njit(cache=True, nogil=True)
def _end_of(documents: Rows, first: int) -> int:
    """Return the row after the last one of a document."""
    last = first
    while last < len(documents) and documents[last] == documents[first]:
        last += 1
    return last


@njit(cache=True, nogil=True)
def _scratch_for(documents: Rows, offsets: Rows) -> tuple[int, int]:
    """Return the most bytes and the most rows that one document has."""
    most_bytes, most_rows, first = 0, 0, 0
    while first < len(documents):
        last = _end_of(documents, first)
        most_bytes, most_rows = max(most_bytes, offsets[last] - offsets[first]), max(most_rows, last - first)
        first = last
    return most_bytes, most_rows


@njit(cache=True, nogil=True)
def find_repeats(documents: Rows, texts: tuple[Rows, Bytes], kinds: Kinds, limits: tuple[float, int]) -> Shares:
    """Return how much of each row another row of its document says too, 0 where it is to stay (float32, 0 to 1).

    `limits` are the share of a row's word pairs that the other must hold, and the fewest words of a repetition.
    A row repeats another if it has the same words in the same order as an earlier one, if a longer one holds that
    share of its pairs of neighbouring words and nearly all of its words (a pull quote, a teaser), or if it says
    nothing but the title. Titles, list items, verse, tables and code never count as repetitions.
    """
    offsets, data = texts
    found = np.zeros(len(kinds), np.float32)
    most_bytes, most_rows = _scratch_for(documents, offsets)
    most_words = most_bytes // 2 + most_rows + 1
    size = _power_of_two(2 * most_words)
    scratch = (
        np.empty(size, np.int32),
        np.empty(size, np.uint64),
        np.empty((most_words, 2), np.int32),
        np.zeros(most_rows, np.int32),
    )
    hashes, digits = np.empty(most_words, np.uint64), np.empty(most_words, np.bool_)
    bounds = np.zeros(most_rows + 1, np.int32)
    first = 0
    while first < len(kinds):
        last, at = _end_of(documents, first), 0
        for row in range(first, last):
            bounds[row - first] = at
            if DEBRIS < kinds[row] < VERSE:
                at = _hash_words(data, offsets[row], offsets[row + 1], hashes, digits, at)
        bounds[last - first] = at
        if last - first > 1:
            words = (hashes, digits, bounds[: last - first + 1])
            _mark_document(words, kinds[first:last], scratch, limits, found[first:last])
        first = last
    return found
