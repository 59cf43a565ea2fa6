"""Items of sets that must not be trained on, kept as hashes of their words, and found in texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.text.arrays import Hashes
from reinschrift.text.hashing import LETTER_BASE, mix_all
from reinschrift.text.passages import rolling
from reinschrift.text.words import Tokens, tokenise

WINDOW = 8
"""Words of a window. By shorter ones texts share phrases; a longer one does not outlive one word in twenty changed."""
LEAST_COVERED = 13
"""Words of a text that windows of one item must cover, as the 13-grams of GPT-3 (arXiv:2005.14165, appendix C); of an
item of fewer than twice as many, half."""
LEAST_WORDS = 4
"""An item of fewer words is not looked for: "Ja." and "im Jahr 1990" are everywhere."""
_SIEVE_BITS = 22


class Found(NamedTuple):
    """An item of a set in a text."""

    row: int
    """Number of the text."""
    item: int
    covered: int
    """Words of the text that are the item's, in its order."""


class HeldOut(NamedTuple):
    """What is looked for: hashes, no texts."""

    names: tuple[str, ...]
    """Of each item, where it is: file, line or row from 0, and field."""
    n_words: npt.NDArray[np.int64]
    windows: Hashes
    """Sorted; every window of `WINDOW` words."""
    items: npt.NDArray[np.int64]
    """The item of each window; one that several items share stands once for each."""
    short: dict[int, int]
    """Items of fewer words by the hash of all their words: found where a paragraph has these words and no other."""
    sieve: npt.NDArray[np.bool_]
    """True where the leading bits of a window are."""


def index_of(names: Sequence[str], texts: Sequence[str]) -> HeldOut:
    """Return what is looked for of items; none of the texts is in it."""
    tokens = tokenise(pa.array(texts, pa.string()))
    n_words = np.diff(tokens.offsets)
    at = np.arange(max(len(tokens.hashes) - WINDOW + 1, 0))
    at = at[_are_within(at, tokens.offsets)]
    windows = rolling(tokens.hashes, WINDOW)[at]
    order = np.argsort(windows, kind="stable")
    keys, owners = windows[order], np.searchsorted(tokens.offsets, at, side="right")[order] - 1
    sieve = np.zeros(1 << _SIEVE_BITS, bool)
    sieve[keys >> np.uint64(64 - _SIEVE_BITS)] = True
    whole = _whole(tokens.hashes, tokens.offsets)
    is_short = np.flatnonzero((n_words >= LEAST_WORDS) & (n_words < WINDOW))
    short = {int(whole[item]): int(item) for item in reversed(is_short.tolist())}
    return HeldOut(tuple(names), n_words, keys, owners, short, sieve)


def find_held_out(texts: pa.Array, sets: HeldOut) -> list[Found]:
    """Return of each text that holds an item the one of which it has most words; see `find_every`."""
    best: dict[int, Found] = {}
    for found in find_every(texts, sets):
        best[found.row] = max(best.get(found.row, found), found, key=lambda one: one.covered)
    return [best[row] for row in sorted(best)]


def find_every(texts: pa.Array, sets: HeldOut) -> Iterator[Found]:
    """Yield the items that texts hold; line breaks and signs do not count.

    An item is found where windows of its words cover at least `least_of` words of the text, a short one where it is a
    paragraph.
    """
    tokens = tokenise(texts)
    at, items = _windows_in(tokens, sets)
    rows = np.searchsorted(tokens.offsets, at, side="right") - 1
    order = np.lexsort((at, items, rows))
    for found in _covered(rows[order], items[order], at[order]):
        if found.covered >= least_of(sets, found.item):
            yield found
    yield from _short_ones(texts, sets)


def least_of(sets: HeldOut, item: int) -> int:
    """Return how many words of an item a text must have to hold it."""
    n_words = int(sets.n_words[item])
    return n_words if n_words < WINDOW else min(LEAST_COVERED, max(WINDOW, n_words // 2))


def paragraphs_with(paragraphs: pa.Array, sets: HeldOut, items: Collection[int]) -> npt.NDArray[np.int64]:
    """Return of each paragraph of one text the item whose words it has; -1 for none. Windows may go over its ends."""
    tokens = tokenise(paragraphs)
    joined = tokens._replace(offsets=np.array([0, len(tokens.hashes)], tokens.offsets.dtype))
    at, found = _windows_in(joined, sets)
    is_wanted = np.isin(found, np.fromiter(items, np.int64))
    words = np.full(len(tokens.hashes), -1, np.int64)
    for distance in range(WINDOW):
        words[at[is_wanted] + distance] = found[is_wanted]
    of_paragraphs = np.full(len(paragraphs), -1, np.int64)
    rows = np.searchsorted(tokens.offsets, np.flatnonzero(words >= 0), side="right") - 1
    of_paragraphs[rows] = words[words >= 0]
    for one in _short_ones(paragraphs, sets):
        if one.item in items:
            of_paragraphs[one.row] = one.item
    return of_paragraphs


def _windows_in(tokens: Tokens, sets: HeldOut) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the words at which windows of items begin, and the item of each, ascending by the word."""
    windows = rolling(tokens.hashes, WINDOW)
    at = np.flatnonzero(sets.sieve[windows >> np.uint64(64 - _SIEVE_BITS)])
    at = at[_are_within(at, tokens.offsets)]
    first = np.searchsorted(sets.windows, windows[at])
    n_items = np.searchsorted(sets.windows, windows[at], side="right") - first
    at, first = np.repeat(at, n_items), np.repeat(first, n_items)
    return at, sets.items[first + np.arange(len(at)) - np.repeat(np.cumsum(n_items) - n_items, n_items)]


def _covered(rows: npt.NDArray[np.int64], items: npt.NDArray[np.int64], at: npt.NDArray[np.int64]) -> Iterator[Found]:
    """Yield for each text and item that share windows how many words these cover; all three are sorted."""
    if not len(rows):
        return
    begins = np.concatenate(([True], (rows[1:] != rows[:-1]) | (items[1:] != items[:-1])))
    new = np.full(len(at), WINDOW, np.int64)
    new[1:] = np.where(begins[1:], WINDOW, np.minimum(np.diff(at), WINDOW))
    first = np.flatnonzero(begins)
    for row, item, covered in zip(
        rows[first].tolist(), items[first].tolist(), np.add.reduceat(new, first).tolist(), strict=True
    ):
        yield Found(row, item, covered)


def _short_ones(texts: pa.Array, sets: HeldOut) -> Iterator[Found]:
    if not sets.short:
        return
    lists = pc.split_pattern(texts, "\n\n")
    paragraphs, rows = pc.list_flatten(lists), pc.list_parent_indices(lists).to_numpy()
    tokens = tokenise(paragraphs)
    whole = _whole(tokens.hashes, tokens.offsets)
    wanted = np.array(sorted(sets.short), np.uint64)
    for number in np.flatnonzero(np.isin(whole, wanted)).tolist():
        item = sets.short[int(whole[number])]
        yield Found(int(rows[number]), item, int(sets.n_words[item]))


def _are_within(at: npt.NDArray[np.int64], offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Say of windows, by the words at which they begin, whether they end in the same text."""
    ends = offsets[np.searchsorted(offsets, at, side="right")]
    within: npt.NDArray[np.bool_] = at + WINDOW <= ends
    return within


def _whole(hashes: Hashes, offsets: npt.NDArray[np.int64]) -> Hashes:
    """Return a hash of all words of each text that is shorter than a window; 0 for the others."""
    found = np.zeros(len(offsets) - 1, np.uint64)
    n_words = np.diff(offsets)
    for distance in range(WINDOW - 1):
        more = np.flatnonzero((n_words > distance) & (n_words < WINDOW))
        found[more] = mix_all(found[more] * LETTER_BASE + hashes[offsets[more] + distance])
    return found
