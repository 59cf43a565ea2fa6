"""Paragraphs that say again, whole or nearly, what another paragraph of their document says: pull quotes, doubles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from reinschrift.stages.paragraphs.pairs import (
    Table,
    Words,
    best_other,
    chain,
    find_firsts,
    hash_words,
    holds_words,
    power_of_two,
    same,
    shares_pairs,
)
from reinschrift.text.arrays import Bytes, Rows, Shares
from reinschrift.text.kernel import kernel

Roles = npt.NDArray[np.int8]

UNREAD, SOURCE, SAME, ANY, TITLE_ROLE = range(5)
"""What a row can be: not looked at; only repeated by others; a repetition word for word; any repetition; the title."""

LONGER = 1.25
"""How many times as long as a repetition the other paragraph must be, unless the two are the same."""

SHORT_TITLE = 3
"""Words of a title that says too little to be repeated."""

TITLE_ROWS, TITLE_SHARE = 5, 0.8
"""Rows below the title in which it may be repeated, and the share of such a row's words that are the title's."""


@kernel
def _says_title(words: Words, row: int, title: int) -> float:
    """Return the share of a row's words that are the title's, 0 if it leaves one out or says more."""
    hashes, _, bounds = words
    n_words, n_title = bounds[row + 1] - bounds[row], bounds[title + 1] - bounds[title]
    if n_title <= SHORT_TITLE or n_words < n_title or n_title < TITLE_SHARE * n_words:
        return 0.0
    at = bounds[title]
    for place in range(bounds[row], bounds[row + 1]):
        if at < bounds[title + 1] and hashes[place] == hashes[at]:
            at += 1
    return n_title / n_words if at == bounds[title + 1] else 0.0


@kernel
def _compare(words: Words, row: int, first: int, search: tuple[Table, Rows, float]) -> tuple[int, float]:
    """Return the row that says the same as this one (-1 if none does), and the share of pairs a longer one holds.

    `first` is the first row of the same words. It says the same unless a longer one, looked up by pairs, says it too:
    then that row is returned, and its share is above 0.
    """
    table, votes, share = search
    hashes, _, bounds = words
    n_words = bounds[row + 1] - bounds[row]
    if not shares_pairs(hashes, bounds, row, table, share):
        return -1, 0.0
    earlier = first if first < row and n_words > 1 else -1
    other, n_pairs = best_other(hashes, bounds, row, table, votes)
    if other < 0 or n_pairs < share * (n_words - 1):
        return earlier, 0.0
    is_longer = bounds[other + 1] - bounds[other] >= LONGER * n_words
    if is_longer and holds_words(words, row, other):
        return other, n_pairs / (n_words - 1)
    return earlier, 0.0


@kernel
def _follow_copies(words: Words, roles: Roles, originals: Rows) -> None:
    """Set the original of each row that follows a repetition as it follows the original, however short it is."""
    hashes, _, bounds = words
    above, start = -1, 0
    for row in range(len(roles)):
        if roles[row] == UNREAD or bounds[row + 1] == bounds[row]:
            continue
        if above >= 0 and originals[above] >= 0 and roles[row] != TITLE_ROLE:
            after = originals[above] + 1
            while after < above and (roles[after] == UNREAD or bounds[after + 1] == bounds[after]):
                after += 1
            if after < start and same(hashes, bounds, row, after):
                originals[row] = after
        if originals[row] >= 0 and (above < 0 or originals[above] < 0):
            start = row
        above = row


@kernel
def _mark_document(
    words: Words, roles: Roles, tables: tuple[Table, Table], votes: Rows, limits: tuple[float, int]
) -> tuple[Shares, Rows]:
    """Return for the rows of one document how much of each another one says too, and which that is (-1: none).

    `tables`: of its rows and of its pairs of words, in the same places with a stamp each.
    """
    hashes, _, bounds = words
    share, fewest = limits
    found = np.zeros(len(roles), np.float32)
    originals, others = np.full(len(roles), -1, np.int32), np.full(len(roles), -1, np.int32)
    of_rows, table = tables
    firsts = find_firsts(hashes, bounds, of_rows)
    chain(hashes, bounds, table)
    title = len(roles)
    for row in range(len(roles)):
        if roles[row] == TITLE_ROLE:
            title = row
        if roles[row] < SAME or roles[row] == TITLE_ROLE:
            continue
        if title < row <= title + TITLE_ROWS:
            found[row] = _says_title(words, row, title)
            others[row] = title
        if found[row] == 0 and bounds[row + 1] - bounds[row] >= fewest:
            other, similarity = _compare(words, row, firsts[row], (table, votes, share))
            originals[row] = other if similarity == 0 and other < row else -1
            others[row] = other
            found[row] = similarity if roles[row] == ANY else 0
    _follow_copies(words, roles, originals)
    found[originals >= 0] = 1
    return found, np.where(originals >= 0, originals, others).astype(np.int32)


@kernel
def _end_of(documents: Rows, first: int) -> int:
    """Return the row after the last one of a document."""
    last = first
    while last < len(documents) and documents[last] == documents[first]:
        last += 1
    return last


@kernel
def _room(documents: Rows, offsets: Rows) -> tuple[int, int]:
    """Return the most words and the most rows that one document can have."""
    most_words, most_rows, first = 0, 0, 0
    while first < len(documents):
        last = _end_of(documents, first)
        n_words = (offsets[last] - offsets[first]) // 2 + last - first + 1
        most_words, most_rows, first = max(most_words, n_words), max(most_rows, last - first), last
    return most_words, most_rows


@kernel
def find_repeats(
    documents: Rows, texts: tuple[Rows, Bytes], roles: Roles, limits: tuple[float, int]
) -> tuple[Shares, Rows]:
    """Return how much of each row another row of its document says too, 0 where none does (float32, 0 to 1).

    And which row that is: the title, a longer one, or the first of the same words.

    `limits` are the share of a row's word pairs that the other must hold, and the fewest words of a repetition.
    A row repeats another if a longer one holds that share of its pairs of neighbouring words and nearly all of its
    words (a pull quote, a teaser), if it has the same words in the same order as an earlier one, or follows such a row
    as the earlier one is followed, or if it stands below the title and says nothing else.
    """
    offsets, data = texts
    found, others = np.zeros(len(roles), np.float32), np.full(len(roles), -1, np.int32)
    most_words, most_rows = _room(documents, offsets)
    hashes, digits = np.empty(most_words, np.uint64), np.empty(most_words, np.bool_)
    size = power_of_two(2 * most_words)
    heads, stamps, keys = np.empty(size, np.int32), np.zeros(size, np.int32), np.empty(size, np.uint64)
    nodes, votes = np.empty((most_words, 2), np.int32), np.zeros(most_rows, np.int32)
    bounds = np.zeros(most_rows + 1, np.int32)
    first, stamp = 0, 0
    while first < len(roles):
        last, at = _end_of(documents, first), 0
        for row in range(first, last):
            bounds[row - first] = at
            if roles[row] != UNREAD:
                at = hash_words(data, offsets[row], offsets[row + 1], hashes, digits, at)
        bounds[last - first] = at
        if last - first > 1:
            words = (hashes, digits, bounds[: last - first + 1])
            mask, stamp = power_of_two(2 * at) - 1, stamp + 2
            of_rows = Table(heads, stamps, keys, nodes, mask, stamp - 1)
            tables = (of_rows, Table(heads, stamps, keys, nodes, mask, stamp))
            shares, own = _mark_document(words, roles[first:last], tables, votes, limits)
            found[first:last], others[first:last] = shares, np.where(own >= 0, own + first, -1)
        first = last
    return found, others
