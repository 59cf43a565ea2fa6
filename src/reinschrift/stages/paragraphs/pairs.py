"""The words of a document's rows as hashes, and which row holds most of another's pairs of neighbouring words."""

# ruff: noqa: PLR2004  # bytes and code points are their own names

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reinschrift.stages.rows.line_form import case_of
from reinschrift.text.arrays import Bytes, Flags, Hashes, Rows
from reinschrift.text.characters import characters
from reinschrift.text.hash_table import stamped_slot
from reinschrift.text.hashing import GOLDEN, SEED, add
from reinschrift.text.kernel import kernel
from reinschrift.text.utf8 import decode

Words = tuple[Hashes, Flags, Rows]
"""Of one document: a hash of each word, whether it has a digit, and where each row's words begin."""


class Table(NamedTuple):
    """The pairs of words of one document, or its rows: chains by key, in a table that serves all documents in turn."""

    heads: Rows
    """By slot: the last word at which the pair begins, or the first row of the same words."""
    stamps: Rows
    keys: Hashes
    nodes: Rows
    """For each word the row that it is in, and the word before at which the same pair begins; -1 ends a chain."""
    mask: int
    """So many slots and one are used."""
    stamp: int
    """What a slot of this document has."""


WORD_SHARE = 0.9
"""Share of a near repetition's words that the other paragraph must hold: word order may change, words may not."""

LONGEST_CHAIN = 64
"""Rows that are looked up for one pair of words: a pair in more rows says little about any. Rows that are the same are
found by `find_firsts`, however many they are."""


_SMALL = characters().small[:0x2100].astype(np.int32)
"""The small letter of each code point below U+2100."""


@kernel
def hash_words(data: Bytes, start: int, end: int, hashes: Hashes, digits: Flags, at: int) -> int:
    """Write a hash of each word (letters and digits, in small letters) from `at` on; return where the last ends."""
    value, in_word, has_digit = SEED, False, False
    place = start
    while place < end:
        code, place = decode(data, place)
        case = case_of(code)
        if case:
            small = _SMALL[code] if code < 0x2100 else code
            value = add(value, small)
            in_word, has_digit = True, has_digit or case == 4
        elif in_word:
            hashes[at], digits[at] = value, has_digit
            at += 1
            value, in_word, has_digit = SEED, False, False
    if in_word:
        hashes[at], digits[at] = value, has_digit
        at += 1
    return at


@kernel
def power_of_two(least: int) -> int:
    """Return the first power of two that is not below `least`, 16 or more."""
    size = 16
    while size < least:
        size *= 2
    return size


@kernel
def _pair(hashes: Hashes, at: int) -> np.uint64:
    """Return a hash of the word at `at` and the next."""
    mixed = (hashes[at] * GOLDEN) ^ hashes[at + 1]
    return np.uint64(mixed ^ (mixed >> np.uint64(29)))


@kernel
def _slot_of(key: np.uint64, table: Table) -> int:
    """Return the slot of a key, or the free one where it belongs."""
    return stamped_slot(table.keys, table.stamps, table.mask, table.stamp, key)


@kernel
def chain(hashes: Hashes, bounds: Rows, table: Table) -> None:
    """Enter every pair of words of one document into the table: `heads` leads to the last row that holds the pair."""
    heads, stamps, keys, nodes, _, stamp = table
    for row in range(len(bounds) - 1):
        for at in range(bounds[row], bounds[row + 1] - 1):
            key = _pair(hashes, at)
            slot = _slot_of(key, table)
            nodes[at, 0], nodes[at, 1] = row, -1
            if stamps[slot] == stamp:
                if nodes[heads[slot], 0] == row:
                    continue
                nodes[at, 1] = heads[slot]
            keys[slot], stamps[slot], heads[slot] = key, stamp, at


@kernel
def shares_pairs(hashes: Hashes, bounds: Rows, row: int, table: Table, share: float) -> bool:
    """Say whether enough pairs of a row stand in other rows too; most rows are done with here."""
    nodes = table.nodes
    n_pairs = bounds[row + 1] - bounds[row] - 1
    may_miss = int((1 - share) * n_pairs)
    for at in range(bounds[row], bounds[row + 1] - 1):
        node = table.heads[_slot_of(_pair(hashes, at), table)]
        if nodes[node, 0] == row and nodes[node, 1] < 0:
            may_miss -= 1
            if may_miss < 0:
                return False
    return True


@kernel
def best_other(hashes: Hashes, bounds: Rows, row: int, table: Table, votes: Rows) -> tuple[int, int]:
    """Return the other row that holds most pairs of a row, and how many; of equals the longest, then the first.

    `votes` is scratch, one place a row, all zero before and after.
    """
    nodes = table.nodes
    best, best_votes = -1, 0
    for sweep in range(2):
        for at in range(bounds[row], bounds[row + 1] - 1):
            node = table.heads[_slot_of(_pair(hashes, at), table)]
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


@kernel
def holds_words(words: Words, row: int, other: int) -> bool:
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


@kernel
def same(hashes: Hashes, bounds: Rows, row: int, other: int) -> bool:
    """Say whether two rows have the same words in the same order."""
    n_words = bounds[row + 1] - bounds[row]
    if n_words != bounds[other + 1] - bounds[other]:
        return False
    return bool(np.array_equal(hashes[bounds[row] : bounds[row + 1]], hashes[bounds[other] : bounds[other + 1]]))


@kernel
def find_firsts(hashes: Hashes, bounds: Rows, table: Table) -> Rows:
    """Return for each row of one document the first one that has the same words in the same order, perhaps itself."""
    heads, stamps, keys, _, _, stamp = table
    firsts = np.arange(len(bounds) - 1).astype(np.int32)
    for row in range(len(bounds) - 1):
        if bounds[row + 1] == bounds[row]:
            continue
        key = SEED
        for at in range(bounds[row], bounds[row + 1]):
            key = (key ^ hashes[at]) * GOLDEN
            key ^= key >> np.uint64(29)
        slot = _slot_of(key, table)
        if stamps[slot] != stamp:
            keys[slot], stamps[slot], heads[slot] = key, stamp, row
        elif same(hashes, bounds, row, heads[slot]):
            firsts[row] = heads[slot]
    return firsts
